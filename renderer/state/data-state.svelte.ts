import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { LoadOptions, LoadReport } from '../../electron/contract/load-report.ts';
import type { ColumnProfile, Profile } from '../../electron/contract/profile.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import { fileName } from '../ui/format.ts';
import type { Job, Jobs } from './job.svelte.ts';
import { RowWindow } from './row-window.svelte.ts';

export type OpenedFile = CommandOutput<'open'>;

/** The opened file: what the loader understood, its rows, and the facts of its columns. */
export class DataState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  file = $state.raw<OpenedFile | undefined>();
  rows = $state.raw<RowWindow | undefined>();
  profile = $state.raw<Profile | undefined>();
  problem = $state.raw<ApiError | undefined>();
  profileProblem = $state.raw<ApiError | undefined>();
  /** Index of the column that the inspector shows. */
  selected = $state(0);
  opening = $state.raw<Job | undefined>();

  readonly report = $derived<LoadReport | undefined>(this.file?.report);
  readonly name = $derived(this.file ? fileName(this.file.path) : undefined);
  readonly #facts = $derived(new Map(this.profile?.columns.map((column) => [column.name, column])));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    this.#api = api;
    this.#jobs = jobs;
  }

  facts(column: string): ColumnProfile | undefined {
    return this.#facts.get(column);
  }

  /** Loads a file; what was open stays until the new one is there, and for good if it fails. */
  async open(path: string, options?: LoadOptions): Promise<boolean> {
    this.opening?.cancel();
    return this.#work(`Opening ${fileName(path)}`, async (job) => {
      const file = await this.#api.call('open', { path, ...(options ? { options } : {}) }, job);
      this.#show(file, options);
    });
  }

  close(): void {
    this.opening?.cancel();
    this.rows?.close();
    this.file = undefined;
    this.rows = undefined;
    this.profile = undefined;
    this.profileProblem = undefined;
    this.problem = undefined;
  }

  /** Makes the sample and opens it. */
  async sample(out: string, rows: number): Promise<boolean> {
    this.opening?.cancel();
    return this.#work('Making the sample', async (job) => {
      const made = await this.#api.call('sample', { kind: 'telemetry', rows, seed: 1, out }, job);
      this.#show(await this.#api.call('open', { path: made.path }, job));
    });
  }

  async #work(title: string, work: (options: { onProgress: Job['report']; signal: AbortSignal }) => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    let mine: Job | undefined;
    let done = false;
    try {
      await this.#jobs.run(title, async (options, job) => {
        mine = job;
        this.opening = job;
        await work(options);
        done = true;
      });
    } catch (error) {
      this.problem = toApiError(error);
    } finally {
      if (this.opening === mine) this.opening = undefined;
    }
    return done;
  }

  #show(file: OpenedFile, options?: LoadOptions): void {
    const reading = { path: file.path, ...(options ? { options } : {}) };
    this.rows?.close();
    this.file = file;
    this.rows = new RowWindow(this.#api, { source: file.source, total: file.rows, reopen: async () => (await this.#api.call('open', reading)).source });
    this.profile = undefined;
    this.profileProblem = undefined;
    this.selected = 0;
    void this.#describe(file, reading);
  }

  async #describe(file: OpenedFile, reading: { path: string; options?: LoadOptions }): Promise<void> {
    try {
      const described = await this.#jobs.run('Describing the columns', (job) => this.#api.call('profile', reading, job));
      if (this.file === file) this.profile = described?.profile;
    } catch (error) {
      if (this.file === file) this.profileProblem = toApiError(error);
    }
  }
}
