import type { Cell } from '../../electron/contract/column.ts';
import type { CommandInput, CommandOutput } from '../../electron/contract/commands.ts';
import type { RowFilter, RowSort } from '../../electron/contract/rows.ts';
import { toApiError, type Api, type ApiError, type CallOptions } from '../api.ts';

export const PAGE_ROWS = 200;
/** Pages kept: 200 rows each, some ten screens in both directions. */
const KEPT_PAGES = 48;

type Row = CommandOutput<'page'>['rows'][number];
type RowCommand = 'page' | 'find' | 'locate' | 'copy';
type Asked<C extends RowCommand> = Omit<CommandInput<C>, 'source' | 'filters' | 'sort'>;

/** The rows of one opened file that the grid has seen lately; the rest stays in the engine. */
export class RowWindow {
  #source: string;
  readonly #reopen: () => Promise<string>;
  readonly #api: Pick<Api, 'call'>;
  #pages = new Map<number, readonly Row[]>();
  #loading = new Map<number, AbortController>();
  #counting: AbortController | undefined;
  #version = $state(0);
  /** Rows that are kept. */
  total = $state(0);
  /** Rows of the file. */
  readonly all: number;
  sort = $state.raw<RowSort | undefined>(undefined);
  filters = $state.raw<readonly RowFilter[]>([]);
  /** Rows that each filter keeps by itself, once counted. */
  kept = $state.raw<readonly number[]>([]);
  problem = $state.raw<ApiError | undefined>(undefined);

  /** `reopen` gives a new source where the engine has let go of the old one. */
  constructor(api: Pick<Api, 'call'>, opened: { source: string; total: number; reopen: () => Promise<string> }) {
    this.#api = api;
    this.#source = opened.source;
    this.#reopen = opened.reopen;
    this.total = opened.total;
    this.all = opened.total;
  }

  /** The row at a place of the current order, if it is here already. */
  at(index: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  cell(index: number, column: number): Cell | undefined {
    return this.at(index)?.cells[column];
  }

  /** Fetches what is missing between two places; what is on its way to nowhere is stopped. */
  show(first: number, last: number): void {
    void this.#version;
    if (this.total === 0) return;
    const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
    const to = Math.floor(Math.min(this.total - 1, last) / PAGE_ROWS);
    for (const [page, controller] of this.#loading) if (page < from - 1 || page > to + 1) controller.abort();
    for (let page = from; page <= to; page += 1) {
      const kept = this.#pages.get(page);
      if (kept) {
        this.#pages.delete(page);
        this.#pages.set(page, kept);
      } else if (!this.#loading.has(page)) void this.#fetch(page);
    }
  }

  /** Sorts by a column: up, down, then back to the order of the file. */
  toggleSort(column: string): void {
    if (this.sort?.column !== column) this.sort = { column, descending: false };
    else this.sort = this.sort.descending ? undefined : { column, descending: true };
    this.reload();
  }

  /** Keeps the rows that meet all filters; they keep their ids and their order. The rows shown stay until the count is known. */
  async keep(filters: readonly RowFilter[]): Promise<void> {
    this.#counting?.abort();
    const counting = new AbortController();
    this.#counting = counting;
    try {
      const { kept, rows } = await this.#withSource((source) => this.#api.call('filter', { source, filters: [...filters] }, { signal: counting.signal }));
      if (counting.signal.aborted) return;
      this.filters = filters;
      this.kept = kept;
      this.total = rows;
      this.reload();
    } catch (error) {
      const failure = toApiError(error);
      if (!failure.cancelled) this.problem = failure;
    }
  }

  reload(): void {
    this.#stopPages();
    this.#pages = new Map();
    this.problem = undefined;
    this.#version += 1;
  }

  close(): void {
    this.#stopPages();
    this.#counting?.abort();
  }

  /** Asks about the rows as they are kept and sorted now. */
  async ask<C extends RowCommand>(command: C, input: Asked<C>, options: CallOptions = {}): Promise<CommandOutput<C>> {
    const view = { ...(this.filters.length > 0 ? { filters: [...this.filters] } : {}), ...(this.sort ? { sort: this.sort } : {}) };
    return await this.#withSource((source) => this.#api.call(command, { source, ...view, ...input } as unknown as CommandInput<C>, options));
  }

  async #withSource<T>(work: (source: string) => Promise<T>): Promise<T> {
    const source = this.#source;
    try {
      return await work(source);
    } catch (error) {
      if (toApiError(error).data.code !== 'SOURCE_CLOSED') throw error;
      if (this.#source === source) this.#source = await this.#reopen();
      return await work(this.#source);
    }
  }

  /** The name by which the engine has the file now. */
  get source(): string {
    return this.#source;
  }

  #stopPages(): void {
    for (const controller of this.#loading.values()) controller.abort();
    this.#loading = new Map();
  }

  async #fetch(page: number): Promise<void> {
    const controller = new AbortController();
    const loading = this.#loading;
    loading.set(page, controller);
    try {
      const { rows, total } = await this.ask('page', { offset: page * PAGE_ROWS, limit: PAGE_ROWS }, { signal: controller.signal });
      if (loading !== this.#loading) return;
      this.#pages.set(page, rows);
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= KEPT_PAGES) break;
        this.#pages.delete(old);
      }
      this.total = total;
      this.problem = undefined;
      this.#version += 1;
    } catch (error) {
      const failure = toApiError(error);
      if (loading === this.#loading && !failure.cancelled) this.problem = failure;
    } finally {
      if (loading.get(page) === controller) loading.delete(page);
    }
  }
}
