import type { CommandOutput } from '../../electron/contract/commands.ts';
import { toApiError, type ApiError } from '../api.ts';
import type { CellPlace, GridCursor } from './grid-cursor.svelte.ts';
import type { Jobs } from './job.svelte.ts';
import { Latest } from './latest.ts';
import type { RowWindow } from './row-window.svelte.ts';

/** A pause in typing, in milliseconds, after which the search begins. */
const PAUSE = 250;

/** Finding a text among all rows that are kept: from the cell where the user is, on and back. */
export class RowSearch {
  readonly #rows: RowWindow;
  readonly #cursor: GridCursor;
  readonly #jobs: Jobs;
  readonly #typed = new Latest(PAUSE, () => this.go('here'));
  #stop: AbortController | undefined;
  open = $state(false);
  text = $state('');
  /** The one column to look in; all otherwise. */
  column = $state<string | undefined>();
  whole = $state(false);
  found = $state.raw<CommandOutput<'find'> | undefined>();
  busy = $state(false);
  problem = $state.raw<ApiError | undefined>();

  constructor(rows: RowWindow, cursor: GridCursor, jobs: Jobs) {
    this.#rows = rows;
    this.#cursor = cursor;
    this.#jobs = jobs;
  }

  /** Looks for something else; the search begins when the typing pauses. */
  change(wanted: { text?: string; column?: string | undefined; whole?: boolean }): void {
    if ('text' in wanted) this.text = wanted.text ?? '';
    if ('column' in wanted) this.column = wanted.column;
    if ('whole' in wanted) this.whole = wanted.whole ?? false;
    this.#stop?.abort();
    this.found = undefined;
    this.problem = undefined;
    if (this.text === '') this.#typed.drop();
    else this.#typed.soon();
  }

  /** Goes to the next cell that has the text, or the one before. */
  async go(direction: 'here' | 'next' | 'previous'): Promise<void> {
    this.#typed.drop();
    if (this.text === '') return;
    this.#stop?.abort();
    const { active } = this.#cursor;
    const from: CellPlace = active.row < 0 ? { row: 0, column: 0 } : active;
    this.busy = true;
    this.problem = undefined;
    let mine: AbortController | undefined;
    try {
      const found = await this.#jobs.run('Finding', (options, job) => {
        mine = job.controller;
        this.#stop = mine;
        const search = { text: this.text, whole: this.whole, ...(this.column === undefined ? {} : { column: this.column }) };
        return this.#rows.ask('find', { search, from: { index: from.row, column: from.column }, direction: active.row < 0 && direction === 'next' ? 'here' : direction }, options);
      });
      if (!found || this.#stop !== mine) return;
      this.found = found;
      if (found.at) this.#cursor.go({ row: found.at.index, column: found.at.column });
    } catch (error) {
      if (this.#stop === mine) this.problem = toApiError(error);
    } finally {
      if (this.#stop === mine) this.busy = false;
    }
  }

  close(): void {
    this.#typed.drop();
    this.#stop?.abort();
    this.#stop = undefined;
    this.busy = false;
    this.open = false;
    this.found = undefined;
    this.problem = undefined;
  }
}
