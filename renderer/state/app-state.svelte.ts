import type { Recent } from '../../electron/contract/settings.ts';
import { LoadOptionsSchema, type LoadOptions } from '../../electron/contract/load-report.ts';
import { ApiError, toApiError, type Api, type EngineStatus, type Host } from '../api.ts';
import { afterChanges } from './change-queue.svelte.ts';
import { BuildState } from './build-state.svelte.ts';
import { DataState } from './data-state.svelte.ts';
import { ExploreState } from './explore-state.svelte.ts';
import { ExportState } from './export-state.svelte.ts';
import { ExportTests } from './export-tests.svelte.ts';
import { Jobs } from './job.svelte.ts';
import { ReadingState } from './reading-state.svelte.ts';
import { PredictState } from './predict-state.svelte.ts';
import { ProjectState } from './project-state.svelte.ts';
import type { ScreenId } from './screen-names.ts';
import { TrainCurves } from './train-curves.svelte.ts';
import { TrainRuns } from './train-runs.svelte.ts';
import { TrainSettings } from './train-settings.svelte.ts';
import { TrainState } from './train-state.svelte.ts';
import { UserState } from './user-state.svelte.ts';

/** Everything that the window holds. */
export class AppState {
  readonly api: Api;
  readonly host: Host;
  readonly user: UserState;
  readonly jobs = new Jobs();
  readonly data: DataState;
  readonly reading: ReadingState;
  readonly train: TrainState;
  readonly settings: TrainSettings;
  readonly runs: TrainRuns;
  readonly curves: TrainCurves;
  readonly build: BuildState;
  readonly explore: ExploreState;
  readonly project: ProjectState;
  readonly predict: PredictState;
  readonly exporting: ExportState;
  readonly exportTests: ExportTests;
  readonly theme: UserState['theme'];
  screen = $state<ScreenId>('data');
  /** What the open dialog is for; none is open otherwise. */
  dialog = $state<'open' | 'project' | 'copy' | 'settings' | 'palette' | 'keys' | 'help' | undefined>();
  /** The engine's process; `restarted` until the user has read that it ended. */
  engine = $state<EngineStatus>('there');
  restarted = $state(false);

  constructor(api: Api, host: Host) {
    this.api = api;
    this.host = host;
    this.user = new UserState(api);
    this.theme = this.user.theme;
    this.data = new DataState(api, this.jobs);
    this.reading = new ReadingState(api, this.data);
    this.build = new BuildState(api, this.jobs);
    this.project = new ProjectState(api, this.jobs);
    const kept = afterChanges(api, this.build.changes);
    this.settings = new TrainSettings(api, this.build);
    this.runs = new TrainRuns(api, this.jobs, this.project);
    this.curves = new TrainCurves(api);
    this.train = new TrainState(kept, this.jobs, this.data, { prepared: (folder) => this.settings.apply(folder), trained: (folder) => this.#trained(folder) });
    this.explore = new ExploreState(api, this.jobs, this.data, this.train, this.build);
    this.predict = new PredictState(api, this.jobs, this.project);
    this.exporting = new ExportState(kept, this.jobs, this.project);
    this.exportTests = new ExportTests(api, this.jobs);
    api.onEngine((engine) => {
      this.engine = engine;
      if (engine === 'there') void this.#resume();
    });
  }

  /** After a crash of the engine: what was on its way goes again, and what was shown is read anew. */
  async #resume(): Promise<void> {
    this.restarted = true;
    void this.user.load();
    await this.build.changes.flush();
    this.data.rows?.reload();
    this.build.refresh();
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

  /** Opens a file; its first rows are shown as soon as they are there. */
  async open(path: string, options?: LoadOptions): Promise<void> {
    let isShown = false;
    // Once: what is opened while the rest is read stays.
    const show = (): void => {
      if (!isShown) {
        this.dialog = undefined;
        this.screen = 'data';
      }
      isShown = true;
    };
    if (!(await this.data.open(path, options, show))) return;
    show();
    this.project.close();
    this.#forget();
    void this.user.remember('file', this.data.file?.path ?? path);
  }

  /** Reads the open file again as it is on the disk now, with the project that is open on it. */
  async reload(): Promise<void> {
    const { opened } = this.project;
    const { reading } = this.data;
    if (opened) await this.openProject(opened.project);
    else if (reading) await this.open(reading.path, reading.options);
  }

  async openRecent(kind: Recent['kind'], path: string): Promise<void> {
    await (kind === 'project' ? this.openProject(path) : this.open(path));
    await this.user.load();
  }

  /** Makes the sample in the user's own folder and opens it. */
  async sample(): Promise<void> {
    this.dialog = undefined;
    const path = await this.data.sample(20_000);
    if (path !== undefined) await this.open(path);
  }

  /** Opens a dropped file; where the engine cannot have its path, the system's dialog asks for it. Of several, or of a folder, nothing is opened. */
  async drop(files: readonly File[], folder = false): Promise<void> {
    const [file] = files;
    if (!file) return;
    if (folder || files.length > 1) {
      this.data.problem = droppedProblem(files, folder);
      return;
    }
    try {
      const path = await this.host.pathOf(file);
      await (path === null ? this.askForFile() : this.open(path));
    } catch (error) {
      this.data.problem = toApiError(error);
    }
  }

  async askForProject(): Promise<void> {
    if (this.host.kind === 'browser') {
      this.dialog = 'project';
      return;
    }
    const { path } = await this.api.shell('shell.open-folder', { title: 'Open a project' });
    if (path !== null) await this.openProject(path);
  }

  /** Opens a project with its data. Where the data is gone, its models can still score other files. */
  async openProject(folder: string): Promise<void> {
    if (!(await this.project.open(folder))) return;
    const { opened } = this.project;
    if (!opened) return;
    void this.user.remember('project', opened.project);
    this.dialog = undefined;
    this.#forget();
    this.data.close();
    const trained = opened.runs.length > 0;
    this.screen = trained ? 'predict' : 'data';
    const options = LoadOptionsSchema.safeParse(opened.document.sources[0]?.options);
    if (!(await this.data.open(opened.data, options.data)) || this.project.opened !== opened) return;
    this.train.adopt(opened);
    if (!trained) this.screen = 'train';
  }

  /** Goes to what is predicted, by which models. */
  chooseModels(): void {
    this.train.edit(true);
    this.screen = 'train';
  }

  /** Keeps the project in another folder, where its own is gone or cannot be written, and goes on there. */
  async copyProject(out: string): Promise<void> {
    const { project, content } = this.build;
    if (project === undefined || !content) return;
    this.project.problem = undefined;
    try {
      const made = await this.api.call('copy-project', { project, document: content, out });
      if (this.train.unsaved) await this.api.call('keep-run', { project, to: made.project });
      this.build.changes.begin(undefined, null);
      await this.openProject(made.project);
      this.screen = 'build';
    } catch (error) {
      this.project.problem = toApiError(error);
    }
  }

  #trained(folder: string): Promise<boolean> {
    void this.user.remember('project', folder);
    return this.project.open(folder);
  }

  #forget(): void {
    this.train.forget();
    this.settings.forget();
    this.runs.forget();
    this.explore.forget();
    this.predict.forget();
    this.exporting.forget();
    void this.train.loadCards();
  }
}

function droppedProblem(files: readonly File[], folder: boolean): ApiError {
  const names = files.slice(0, 5).map(({ name }) => name).join(', ');
  return new ApiError({
    code: folder ? 'FILE_IS_FOLDER' : 'SEVERAL_FILES',
    kind: 'input',
    message: folder ? 'A folder was dropped, not a file. Nothing was opened.' : `${files.length} files were dropped: ${names}${files.length > 5 ? ' and others' : ''}. One table is open at a time, so nothing was opened.`,
    place: {},
    next: folder ? 'Drop one CSV or Parquet file of it.' : 'Drop the one file that you want to work with. Files with the same columns can be put together into one first.',
  });
}
