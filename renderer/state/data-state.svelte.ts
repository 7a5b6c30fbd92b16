import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { LoadOptions, LoadReport } from '../../electron/contract/load-report.ts';
import type { Peek } from '../../electron/contract/peek.ts';
import type { ColumnProfile, Profile } from '../../electron/contract/profile.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';
import { fileName } from '../ui/format.ts';
import { GridCursor } from './grid-cursor.svelte.ts';
import type { Job, Jobs } from './job.svelte.ts';
import { RowSearch } from './row-search.svelte.ts';
import { RowWindow } from './row-window.svelte.ts';

export type OpenedFile = CommandOutput<'open'>;

/** A file by its path, and what the user said about how to read it. */
export interface Reading {
  readonly path: string;
  readonly options?: LoadOptions;
}

/** First rows are shown once opening takes longer than this; a shorter wait needs no picture of its own. */
const FIRST_ROWS_AFTER_MS = 250;
const FIRST_ROWS = 200;

const readingOf = (path: string, options: LoadOptions | undefined): Reading => ({ path, ...(options ? { options } : {}) });
/** Rows of the first picture of the columns; tables that are not much larger have none. */
const SAMPLE_ROWS = 20_000;

/** The opened file: what the loader understood, its rows, and the facts of its columns. */
export class DataState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  file = $state.raw<OpenedFile | undefined>();
  /** How the open file was read. */
  reading = $state.raw<Reading | undefined>();
  rows = $state.raw<RowWindow | undefined>();
  cursor = $state.raw(new GridCursor());
  search = $state.raw<RowSearch | undefined>();
  profile = $state.raw<Profile | undefined>();
  /** The first rows of a file that is being opened: provisional until all of it is read. */
  coming = $state.raw<Peek | undefined>();
  /** The first picture, from a sample, until {@link profile} takes its place: all of its figures are approximate. */
  rough = $state.raw<Profile | undefined>();
  /** The description of the columns was stopped. */
  profileStopped = $state(false);
  problem = $state.raw<ApiError | undefined>();
  /** What {@link problem} came of. */
  failed = $state.raw<Reading | undefined>();
  profileProblem = $state.raw<ApiError | undefined>();
  /** What became of the file on the disk since it was read. */
  onDisk = $state<'same' | 'changed' | 'gone'>('same');
  /** Index of the column that the inspector shows. */
  selected = $state(0);
  opening = $state.raw<Job | undefined>();

  readonly report = $derived<LoadReport | undefined>(this.file?.report);
  readonly name = $derived(this.file ? fileName(this.file.path) : undefined);
  readonly #facts = $derived(new Map(this.profile?.columns.map((column) => [column.name, column])));

  readonly #roughFacts = $derived(new Map(this.rough?.columns.map((column) => [column.name, column])));

  constructor(api: Pick<Api, 'call'>, jobs: Jobs) {
    this.#api = api;
    this.#jobs = jobs;
  }

  facts(column: string): ColumnProfile | undefined {
    return this.#facts.get(column);
  }

  /** The same from a sample; undefined once the exact figures are there. */
  roughFacts(column: string): ColumnProfile | undefined {
    return this.profile ? undefined : this.#roughFacts.get(column);
  }

  /** Loads a file; what was open stays until the new one is there, and for good if it fails. `onFirst` is told when its first rows can be seen. */
  async open(path: string, options?: LoadOptions, onFirst?: () => void): Promise<boolean> {
    this.opening?.cancel();
    const reading = readingOf(path, options);
    return this.#work(`Opening ${fileName(path)}`, reading, async (job) => {
      void this.#peek(reading, job, onFirst);
      const file = await this.#api.call('open', reading, job);
      this.#show(file, options);
    });
  }

  close(): void {
    this.opening?.cancel();
    this.rows?.close();
    this.search?.close();
    this.file = undefined;
    this.reading = undefined;
    this.rows = undefined;
    this.search = undefined;
    this.profile = undefined;
    this.rough = undefined;
    this.profileProblem = undefined;
    this.problem = undefined;
    this.onDisk = 'same';
  }

  /** Makes the sample in the user's own folder; gives its path. */
  async sample(rows: number): Promise<string | undefined> {
    this.opening?.cancel();
    let path: string | undefined;
    await this.#work('Making the sample', undefined, async (job) => {
      path = (await this.#api.call('sample', { kind: 'telemetry', rows, seed: 1 }, job)).path;
    });
    return path;
  }

  /** Looks whether the file on the disk is still the one that was read. */
  async look(): Promise<void> {
    const { file, rows } = this;
    if (!file || !rows || this.opening) return;
    try {
      const { state } = await this.#api.call('source-state', { source: rows.source });
      if (this.file === file) this.onDisk = state;
    } catch {
      // The engine has let go of the file, or is gone: whoever asks for rows is told.
    }
  }

  async #peek(reading: Reading, { signal }: CallOptions, onFirst: (() => void) | undefined): Promise<void> {
    try {
      const waited = new Promise((resolve) => setTimeout(resolve, FIRST_ROWS_AFTER_MS));
      const seen = await this.#api.call('peek', { ...reading, limit: FIRST_ROWS }, signal ? { signal } : {});
      await waited;
      if (seen.whole || signal?.aborted === true || this.opening?.controller.signal !== signal) return;
      this.coming = seen;
      onFirst?.();
    } catch {
      // Opening the whole file meets the same problem, and says it.
    }
  }

  async #work(title: string, reading: Reading | undefined, work: (options: { onProgress: Job['report']; signal: AbortSignal }) => Promise<void>): Promise<boolean> {
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
      this.failed = reading;
    } finally {
      if (this.opening === mine) {
        this.opening = undefined;
        this.coming = undefined;
      }
    }
    return done;
  }

  #show(file: OpenedFile, options?: LoadOptions): void {
    const reading = readingOf(file.path, options);
    this.rows?.close();
    this.search?.close();
    this.file = file;
    this.reading = reading;
    this.rows = new RowWindow(this.#api, { source: file.source, total: file.rows, reopen: () => this.#reopen(file, reading) });
    this.cursor = new GridCursor();
    this.search = new RowSearch(this.rows, this.cursor, this.#jobs);
    this.profile = undefined;
    this.rough = undefined;
    this.onDisk = 'same';
    this.selected = 0;
    void this.describe();
  }

  /** The engine has let go of the file: it reads it again, and where that gives another table, the window shows this one. */
  async #reopen(file: OpenedFile, reading: Reading): Promise<string> {
    const again = await this.#api.call('open', reading);
    if (this.file === file && again.source !== file.source) {
      this.#show(again, reading.options);
      this.onDisk = 'changed';
    }
    return again.source;
  }

  /** Describes every column, from a sample first where that is sooner; once more after a stop or a failure. */
  async describe(): Promise<void> {
    const { file, reading } = this;
    if (!file || !reading) return;
    this.profileProblem = undefined;
    this.profileStopped = false;
    try {
      const described = await this.#jobs.run('Describing the columns', async (job) => {
        if (!this.rough && file.rows >= 2 * SAMPLE_ROWS) {
          const { profile } = await this.#api.call('profile', { ...reading, sample: SAMPLE_ROWS }, job);
          if (this.file === file && profile.sampleOf !== undefined) this.rough = profile;
        }
        return this.#api.call('profile', reading, job);
      });
      if (this.file !== file) return;
      this.profile = described?.profile;
      this.profileStopped = described === undefined;
    } catch (error) {
      if (this.file === file) this.profileProblem = toApiError(error);
    }
  }
}
