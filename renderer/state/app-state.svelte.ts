import { toApiError, type Api, type ApiError, type Host } from '../api.ts';
import { BuildState } from './build-state.svelte.ts';
import { DataState } from './data-state.svelte.ts';
import { ExploreState } from './explore-state.svelte.ts';
import { Jobs } from './job.svelte.ts';
import { Theme } from './theme.svelte.ts';
import { TrainState } from './train-state.svelte.ts';

export type ScreenId = 'data' | 'explore' | 'build' | 'train';

/** Everything that the window holds. */
export class AppState {
  readonly api: Api;
  readonly host: Host;
  readonly theme = new Theme();
  readonly jobs = new Jobs();
  readonly data: DataState;
  readonly train: TrainState;
  readonly build: BuildState;
  readonly explore: ExploreState;
  screen = $state<ScreenId>('data');
  /** What the open dialog is for; none is open otherwise. */
  dialog = $state<'open' | 'sample' | undefined>();
  lost = $state.raw<ApiError | undefined>();

  constructor(api: Api, host: Host) {
    this.api = api;
    this.host = host;
    this.data = new DataState(api, this.jobs);
    this.train = new TrainState(api, this.jobs, this.data);
    this.build = new BuildState(api, this.jobs);
    this.explore = new ExploreState(api, this.jobs, this.data, this.train);
    void api.lost.then((error) => (this.lost = error));
  }

  /** Asks for a file: by the system's dialog, or by its path where there is none. */
  async askForFile(): Promise<void> {
    if (this.host.kind === 'browser') {
      this.dialog = 'open';
      return;
    }
    const { path } = await this.api.shell('shell.open-file', { title: 'Open data', filters: [{ name: 'CSV and Parquet', extensions: ['csv', 'tsv', 'txt', 'parquet'] }] });
    if (path !== null) await this.open(path);
  }

  async open(path: string): Promise<void> {
    if (await this.data.open(path)) this.#opened();
  }

  async askForSample(): Promise<void> {
    if (this.host.kind === 'browser') {
      this.dialog = 'sample';
      return;
    }
    const { path } = await this.api.shell('shell.save-file', { title: 'Save the sample', name: 'telemetry.csv', filters: [{ name: 'CSV', extensions: ['csv'] }] });
    if (path !== null) await this.sample(path);
  }

  async sample(out: string): Promise<void> {
    if (await this.data.sample(out, 20_000)) this.#opened();
  }

  /** Opens a dropped file; where the engine cannot have its path, the system's dialog asks for it. */
  async drop(file: File): Promise<void> {
    try {
      const path = await this.host.pathOf(file);
      await (path === null ? this.askForFile() : this.open(path));
    } catch (error) {
      this.data.problem = toApiError(error);
    }
  }

  #opened(): void {
    this.dialog = undefined;
    this.screen = 'data';
    this.train.forget();
    this.explore.forget();
    void this.train.loadCards();
  }
}
