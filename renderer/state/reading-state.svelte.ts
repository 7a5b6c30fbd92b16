import type { ColumnType } from '../../electron/contract/column.ts';
import type { DateFormat, LoadOptions } from '../../electron/contract/load-report.ts';
import type { Peek } from '../../electron/contract/peek.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import type { DataState, Reading } from './data-state.svelte.ts';
import { Latest } from './latest.ts';

const PAUSE = 150;
/** Rows of the preview. */
const ROWS = 60;

/** Changing how a file is read: the choices, and what the beginning of the file becomes by them. */
export class ReadingState {
  readonly #api: Pick<Api, 'call'>;
  readonly #data: DataState;
  readonly #changed = new Latest(PAUSE, (current) => this.#look(current));
  #stop: AbortController | undefined;
  path = $state<string | undefined>();
  options = $state.raw<LoadOptions>({});
  /** The beginning of the file by these options; the last one stays until the next is there. */
  preview = $state.raw<Peek | undefined>();
  /** How the file is read when nothing is said about it. */
  detected = $state.raw<Peek | undefined>();
  problem = $state.raw<ApiError | undefined>();
  busy = $state(false);

  /** Whether anything is said. */
  readonly told = $derived(Object.keys(this.options).length > 0);

  constructor(api: Pick<Api, 'call'>, data: DataState) {
    this.#api = api;
    this.#data = data;
  }

  /** Begins with what a file was read by. Of an earlier report's whole dialect, what differs from the detected is what was said. */
  async start({ path, options = {} }: Reading): Promise<void> {
    this.path = path;
    this.problem = undefined;
    this.preview = undefined;
    this.detected = undefined;
    this.options = options.dialect ? optionsOfDialect(options.dialect) : options;
    this.#changed.now();
    if (this.told) await this.#detect(path);
    await this.#changed.flush();
  }

  async #detect(path: string): Promise<void> {
    try {
      const seen = await this.#api.call('peek', { path, limit: ROWS });
      if (this.path === path) this.detected = seen;
    } catch {
      // What is detected cannot be read: the form names no guess then.
    }
  }

  /** Says something, or takes it back where a value is undefined. */
  say(wanted: { [K in keyof LoadOptions]: LoadOptions[K] | undefined }): void {
    const next = Object.fromEntries(Object.entries({ ...this.options, ...wanted }).filter(([, value]) => value !== undefined)) as LoadOptions;
    // The columns are others by another delimiter or header: types that were told of them name nothing.
    const structure = ['delimiter', 'header', 'quote', 'encoding'].some((one) => one in wanted);
    if (structure) delete next.types;
    this.options = next;
    this.#changed.soon();
  }

  /** Tells the type of a column; undefined takes it back. */
  sayType(column: string, type: ColumnType | undefined, date?: DateFormat): void {
    const others = (this.options.types ?? []).filter(({ name }) => name !== column);
    const types = type === undefined ? others : [...others, { name: column, type, ...(date === undefined ? {} : { date }) }];
    this.say({ types: types.length === 0 ? undefined : types });
  }

  /** Back to what is detected. */
  forget(): void {
    this.options = {};
    this.#changed.now();
  }

  close(): void {
    this.#changed.drop();
    this.#stop?.abort();
    this.path = undefined;
  }

  async #look(current: () => boolean): Promise<void> {
    const { path } = this;
    if (path === undefined) return;
    this.#stop?.abort();
    const stop = new AbortController();
    this.#stop = stop;
    this.busy = true;
    try {
      const options = this.options;
      const seen = await this.#api.call('peek', { path, limit: ROWS, ...(this.told ? { options } : {}) }, { signal: stop.signal });
      if (!current()) return;
      this.preview = seen;
      this.problem = undefined;
      if (Object.keys(options).length === 0) this.detected = seen;
    } catch (error) {
      const failure = toApiError(error);
      if (current() && !failure.cancelled) this.problem = failure;
    } finally {
      if (this.#stop === stop) this.busy = false;
    }
  }

  /** Whether the file that is open is read by these very options. */
  get unchanged(): boolean {
    const { reading } = this.#data;
    return reading?.path === this.path && JSON.stringify(reading?.options ?? {}) === JSON.stringify(this.options);
  }
}

function optionsOfDialect({ format, delimiter, quote, header, encoding, decimal, na, columns }: NonNullable<LoadOptions['dialect']>): LoadOptions {
  const types = columns.map(({ name, type, date }) => ({ name, type, ...(date === undefined ? {} : { date }) }));
  return format === 'parquet' ? { na } : { delimiter, quote, header, encoding, decimal, na, usualNa: false, types };
}
