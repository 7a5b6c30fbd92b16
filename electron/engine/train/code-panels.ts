/** Bytes of a pair of whole numbers, a cell of a histogram. */
export const PAIR = 16;

/** A column in bins. */
export interface BinnedColumn {
  readonly bins: number;
  readonly hasMissing: boolean;
  /** The first cell of its histogram; cell 0 is of columns that are not there. */
  readonly cell: number;
  /** Where its codes begin, a byte a row, or two. */
  readonly codes: number;
  readonly isWide: boolean;
}

/** Columns whose codes lie side by side: that of column first + c and row r at `at` + (r << shift) + c. */
export interface Panel {
  readonly first: number;
  /** A multiple of four; the last ones may not be there. */
  readonly columns: number;
  readonly shift: number;
  readonly at: number;
}

/** Columns of a panel at most: half a line of the cache. */
const WIDEST = 5;

/** Panels for so many columns, from the address `at` on, each as wide as a power of two. */
export function panelsOf(columns: number, rows: number, at: number): { readonly panels: readonly Panel[]; readonly end: number } {
  const panels: Panel[] = [];
  let next = at;
  for (let first = 0; first < columns; first += 2 ** WIDEST) {
    const rest = columns - first;
    const shift = Math.max(2, Math.min(WIDEST, Math.ceil(Math.log2(rest))));
    panels.push({ first, columns: Math.min(2 ** shift, Math.ceil(rest / 4) * 4), shift, at: next });
    next += Math.ceil((rows * 2 ** shift) / 16) * 16;
  }
  return { panels, end: next };
}
