/** Rows of a panel: 30 columns of them stay in the first-level cache. */
export const PANEL_ROWS = 128;

/** Bytes of so many rows in panels of k columns, column after column in each. */
export function panelsBytes(rows: number, k: number): number {
  return Math.ceil(rows / PANEL_ROWS) * panelBytes(k);
}

/** Bytes of one panel. */
export function panelBytes(k: number): number {
  return 8 * PANEL_ROWS * k;
}

/** Writes rows [from, to) of columns into panels that begin at `at`, in doubles. */
export function writePanels(memory: Float64Array, at: number, columns: readonly Float64Array[], from: number, to: number): void {
  for (let first = from, place = at; first < to; first += PANEL_ROWS) {
    const last = Math.min(to, first + PANEL_ROWS);
    for (const column of columns) {
      memory.set(column.subarray(first, last), place);
      place += PANEL_ROWS;
    }
  }
}
