import type { ColumnValues, Pause } from '../models/kernel.ts';
import { binLongColumns, cut, runInTurn } from './bin-long-column.ts';
import type { Call } from './call-board.ts';
import { PAIR, panelsOf, type BinnedColumn, type Panel } from './code-panels.ts';
import { own, type TeamMemory } from './team-memory.ts';

/** Bytes of what sorting counts. */
const COUNTS = 4 * 256 * 4;
/** Edges that find room. */
const EDGES = 256;
/** Edges past which codes take two bytes. */
const NARROW = 254;
/** What a kernel adds to the number of edges if values are missing. */
const MISSING = 65536;
/** Rows whose codes are put side by side in one call at least. */
const LEAST_PACKED = 8192;
/** Rows that one call may sort, encode or put side by side: some 80 ms. */
const LONG = 2 ** 21;
/** Bytes that binning several columns at once may take, for two of them more. */
const ROOM = 2 ** 28;

/** Columns in bins. Codes are kept twice: column after column, to part rows, and side by side in panels, for histograms. */
export class BinnedCodes {
  readonly panels: readonly Panel[];
  /** Where the histogram of each column begins, in bytes: four bytes a column. */
  readonly cellsAt: number;
  readonly #memory: TeamMemory;
  readonly #rows: number;
  readonly #codes: number;
  /** Bytes of a column's codes. */
  readonly #stride: number;
  readonly #work: number;
  readonly #columns: (BinnedColumn | undefined)[];
  #cells = 1;

  constructor(memory: TeamMemory, rows: number, columns: number, isRanked: boolean) {
    this.#memory = memory;
    this.#rows = rows;
    this.#columns = new Array<BinnedColumn | undefined>(columns).fill(undefined);
    this.#stride = isRanked ? 2 * rows : rows;
    this.#codes = memory.take(this.#stride * columns);
    const at = memory.take(0);
    // Ranks have no histograms.
    const { panels, end } = panelsOf(isRanked ? 0 : columns, rows, at);
    memory.take(end - at);
    this.panels = panels;
    this.cellsAt = memory.take(4 * panels.reduce((sum, panel) => sum + panel.columns, 0));
    const counts = memory.take(COUNTS * memory.team.threads);
    this.#work = memory.take(0);
    memory.team.begin(counts, COUNTS);
  }

  /** Cells of a histogram of all columns. */
  get cells(): number {
    return this.#cells;
  }

  column(column: number): BinnedColumn {
    return this.#columns[column] as BinnedColumn;
  }

  /** How many columns may be put in at once: each takes 24 bytes a row until then. */
  get atOnce(): number {
    return Math.min(this.#memory.team.threads, Math.max(2, Math.floor(ROOM / (24 * this.#rows))));
  }

  /** As of {@link TreeRows}. */
  async bin(first: number, columns: readonly ColumnValues[], pause: Pause): Promise<Float64Array[]> {
    const memory = this.#memory;
    const rows = this.#rows;
    memory.giveBack(this.#work);
    const places = columns.map(({ edges }) => ({ edges: memory.take(8 * Math.max(EDGES, edges?.length ?? 0)), values: memory.take(8 * rows), keys: memory.take(8 * rows), other: memory.take(8 * rows) }));
    for (const [i, { values, edges }] of columns.entries()) {
      const at = places[i] as (typeof places)[number];
      memory.doubles(at.values, rows).set(values);
      if (edges) memory.doubles(at.edges, edges.length).set(edges);
      if (rows > this.#long) await pause();
    }
    if (rows > this.#long && columns.every(({ edges }) => !edges)) {
      const found = await binLongColumns(memory, rows, this.#long, places.map((at, i) => ({ ...at, codes: this.#codesAt(first + i) })), pause);
      return found.map(({ edges, hasMissing }, i) => {
        this.#add(first + i, edges + 1, hasMissing);
        return memory.doubles((places[i] as (typeof places)[number]).edges, edges).slice();
      });
    }
    memory.run(
      places.map(({ edges, values, keys, other }, i) => {
        const given = columns[i]?.edges?.length ?? -1;
        return ['binColumn', values, rows, keys, other, own(0), edges, given, this.#codesAt(first + i)];
      }),
    );
    return places.map(({ edges }, i) => {
      const said = memory.team.board.result(i);
      const count = said % MISSING;
      this.#add(first + i, count + 1, said >= MISSING);
      return memory.doubles(edges, count).slice();
    });
  }

  /** More rows than these are worked on in pieces of as many. */
  get #long(): number {
    return Math.ceil(LONG / this.#memory.team.grain);
  }

  #add(column: number, bins: number, hasMissing: boolean): void {
    new Uint32Array(this.#memory.buffer, this.cellsAt)[column] = PAIR * this.#cells;
    this.#columns[column] = { bins, hasMissing, cell: this.#cells, codes: this.#codesAt(column), isWide: bins - 1 > NARROW };
    this.#cells += bins + (hasMissing ? 1 : 0);
  }

  #codesAt(column: number): number {
    return this.#codes + column * this.#stride;
  }

  /** All columns; none may come after that. */
  all(): readonly BinnedColumn[] {
    this.#memory.giveBack(this.#work);
    return this.#columns as BinnedColumn[];
  }

  /** Puts the codes side by side; no column may come after that. */
  async pack(pause: Pause): Promise<void> {
    const memory = this.#memory;
    this.all();
    for (const { first, columns, shift, at } of this.panels) {
      const codes = this.#codes + first * this.#rows;
      const there = Math.min(columns, this.#columns.length - first);
      const call = (from: number, count: number): Call => ['packColumns', codes + from, this.#rows, there, count, at + from * 2 ** shift, shift];
      if (this.#rows <= this.#long) memory.run(memory.pieces(this.#rows, LEAST_PACKED).map(({ from, count }) => call(from, count)));
      else await runInTurn(memory, cut(this.#rows, this.#long).map(({ from, count }) => call(from, count)), pause);
    }
  }
}
