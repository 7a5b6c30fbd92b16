import type { Cell } from '../../electron/contract/column.ts';
import type { CommandOutput } from '../../electron/contract/commands.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';

export const PAGE_ROWS = 200;
/** Pages kept: 200 rows each, some ten screens in both directions. */
const KEPT_PAGES = 48;

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}
type Row = CommandOutput<'page'>['rows'][number];

/** The rows of one opened file that the grid has seen lately; the rest stays in the engine. */
export class RowWindow {
  #source: string;
  readonly #reopen: () => Promise<string>;
  readonly #api: Pick<Api, 'call'>;
  #pages = new Map<number, readonly Row[]>();
  #loading = new Map<number, AbortController>();
  #version = $state(0);
  total = $state(0);
  sort = $state.raw<Sort | undefined>(undefined);
  problem = $state.raw<ApiError | undefined>(undefined);

  /** `reopen` gives a new source where the engine has let go of the old one. */
  constructor(api: Pick<Api, 'call'>, opened: { source: string; total: number; reopen: () => Promise<string> }) {
    this.#api = api;
    this.#source = opened.source;
    this.#reopen = opened.reopen;
    this.total = opened.total;
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

  reload(): void {
    this.close();
    this.#pages = new Map();
    this.problem = undefined;
    this.#version += 1;
  }

  close(): void {
    for (const controller of this.#loading.values()) controller.abort();
    this.#loading = new Map();
  }

  async #ask(page: number, signal: AbortSignal): Promise<CommandOutput<'page'>> {
    const input = { offset: page * PAGE_ROWS, limit: PAGE_ROWS, ...(this.sort ? { sort: this.sort } : {}) };
    const source = this.#source;
    try {
      return await this.#api.call('page', { source, ...input }, { signal });
    } catch (error) {
      if (toApiError(error).data.code !== 'SOURCE_CLOSED') throw error;
      if (this.#source === source) this.#source = await this.#reopen();
      return this.#api.call('page', { source: this.#source, ...input }, { signal });
    }
  }

  async #fetch(page: number): Promise<void> {
    const controller = new AbortController();
    const loading = this.#loading;
    loading.set(page, controller);
    try {
      const { rows, total } = await this.#ask(page, controller.signal);
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
