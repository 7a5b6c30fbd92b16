import { panelsOf, type BinnedColumn, type Panel } from './code-panels.ts';
import { own, type TeamMemory } from './team-memory.ts';

/** Bytes of what sorting counts. */
const COUNTS = 4 * 256 * 4;
/** No column has a bin of this number. */
const NO_BIN = 255;
/** Rows whose bins are found in one call at least. */
const LEAST_ENCODED = 8192;

/** Columns in bins. Codes are kept twice: column after column, to part rows, and side by side in panels, for histograms. */
export class BinnedCodes {
  readonly panels: readonly Panel[];
  /** Where the histogram of each column begins, in bytes: four bytes a column. */
  readonly cellsAt: number;
  readonly #memory: TeamMemory;
  readonly #rows: number;
  readonly #codes: number;
  readonly #edges: number;
  readonly #work: number;
  readonly #columns: (BinnedColumn | undefined)[];
  readonly #sorted = new Map<Float64Array, Float64Array>();
  /** Where values may be put: what was sorted last is no longer needed. */
  #free: number;
  #cells = 1;

  constructor(memory: TeamMemory, rows: number, columns: number) {
    this.#memory = memory;
    this.#rows = rows;
    this.#columns = new Array<BinnedColumn | undefined>(columns).fill(undefined);
    this.#codes = memory.take(rows * columns);
    const at = memory.take(0);
    const { panels, end } = panelsOf(columns, rows, at);
    memory.take(end - at);
    this.panels = panels;
    this.cellsAt = memory.take(4 * panels.reduce((sum, panel) => sum + panel.columns, 0));
    this.#edges = memory.take(256 * 8);
    const counts = memory.take(COUNTS * memory.team.threads);
    this.#work = this.#free = memory.take(16 * rows);
    memory.team.begin(counts, COUNTS);
  }

  /** Cells of a histogram of all columns. */
  get cells(): number {
    return this.#cells;
  }

  column(column: number): BinnedColumn {
    return this.#columns[column] as BinnedColumn;
  }

  /** Sorts columns at the same time, as many as there are threads: `sorted` then has them. */
  sortAhead(columns: readonly Float64Array[]): void {
    const memory = this.#memory;
    const rows = this.#rows;
    this.#sorted.clear();
    memory.giveBack(this.#work);
    const places = columns.map(() => memory.take(16 * rows));
    columns.forEach((values, i) => memory.doubles(places[i] as number, rows).set(values));
    memory.run(places.map((at) => ['sortDoubles', at, at, at + 8 * rows, rows, own(0)]));
    columns.forEach((values, i) => this.#sorted.set(values, memory.doubles(places[i] as number, memory.team.board.result(i))));
  }

  sorted(values: Float64Array): Float64Array {
    if (!this.#sorted.has(values)) this.sortAhead([values]);
    const sorted = this.#sorted.get(values) as Float64Array;
    this.#sorted.delete(values);
    this.#free = sorted.byteOffset;
    return sorted;
  }

  encode(column: number, values: Float64Array, edges: Float64Array, hasMissing: boolean): void {
    const memory = this.#memory;
    const bins = edges.length + 1;
    const codes = this.#codes + column * this.#rows;
    memory.doubles(this.#edges, 256).fill(Infinity).set(edges);
    const at = this.#free;
    memory.doubles(at, this.#rows).set(values);
    memory.run(memory.pieces(this.#rows, LEAST_ENCODED).map(({ from, count }) => ['encodeColumn', at + 8 * from, count, this.#edges, hasMissing ? bins : NO_BIN, codes + from]));
    new Uint32Array(memory.buffer, this.cellsAt)[column] = 16 * this.#cells;
    this.#columns[column] = { bins, hasMissing, cell: this.#cells, codes };
    this.#cells += bins + (hasMissing ? 1 : 0);
  }

  /** All columns; none may come after that. */
  all(): readonly BinnedColumn[] {
    this.#sorted.clear();
    this.#memory.giveBack(this.#work);
    return this.#columns as BinnedColumn[];
  }

  /** Puts the codes side by side; no column may come after that. */
  pack(): void {
    const memory = this.#memory;
    this.all();
    for (const { first, columns, shift, at } of this.panels) {
      const codes = this.#codes + first * this.#rows;
      const there = Math.min(columns, this.#columns.length - first);
      memory.run(memory.pieces(this.#rows, LEAST_ENCODED).map(({ from, count }) => ['packColumns', codes + from, this.#rows, there, count, at + from * 2 ** shift, shift]));
    }
  }
}
