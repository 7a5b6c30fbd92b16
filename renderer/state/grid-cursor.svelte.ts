/** A cell of the grid; row -1 is the header. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

/** Rows and columns of a rectangle of cells, both ends included. */
export interface CellRange {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

const ordered = (one: number, other: number): [number, number] => (one <= other ? [one, other] : [other, one]);

/** Where the user is in a grid, what is selected around it, and how wide the columns were made. It outlives the screen that shows it. */
export class GridCursor {
  active = $state.raw<CellPlace>({ row: -1, column: 0 });
  /** The corner of the selection that stays. */
  #anchor = $state.raw<CellPlace | undefined>();
  /** Widths that the user chose, by column. */
  widths = $state.raw<ReadonlyMap<string, number>>(new Map());
  /** Counts how often the active cell is to be brought into view. */
  shown = $state(0);

  /** What a copy takes: without a selection the active cell. The header stands for its column's name alone. */
  readonly range = $derived.by<CellRange | undefined>(() => {
    const from = this.#anchor ?? this.active;
    if (from.row < 0 || this.active.row < 0) return undefined;
    return { rows: ordered(from.row, this.active.row), columns: ordered(from.column, this.active.column) };
  });

  readonly several = $derived(this.range !== undefined && (this.range.rows[0] !== this.range.rows[1] || this.range.columns[0] !== this.range.columns[1]));

  /** Goes to a cell; `extend` keeps the other corner of the selection. */
  go(place: CellPlace, extend = false): void {
    this.#anchor = extend && place.row >= 0 ? (this.#anchor ?? (this.active.row < 0 ? { row: 0, column: this.active.column } : this.active)) : undefined;
    this.active = place;
    this.shown += 1;
  }

  /** Selects a whole column; where it is selected already, all. Nothing is scrolled. */
  selectColumn(rows: number, columns: number): void {
    if (rows === 0) return;
    const { column } = this.active;
    const whole = this.range?.rows[0] === 0 && this.range.rows[1] === rows - 1 && this.range.columns[0] === this.range.columns[1];
    this.#anchor = whole ? { row: rows - 1, column: columns - 1 } : { row: rows - 1, column };
    this.active = { row: 0, column: whole ? 0 : column };
  }

  selectRow(row: number, columns: number): void {
    this.#anchor = { row, column: columns - 1 };
    this.active = { row, column: 0 };
  }

  /** Another set or order of rows: a selection of the old one means nothing in it. */
  drop(): void {
    this.#anchor = undefined;
    this.active = { row: Math.min(this.active.row, 0), column: this.active.column };
  }

  has(row: number, column: number): boolean {
    const { range } = this;
    return range !== undefined && row >= range.rows[0] && row <= range.rows[1] && column >= range.columns[0] && column <= range.columns[1];
  }

  /** Sets the width of a column in pixels; null for the one that its name and values ask for. */
  widen(column: string, width: number | null): void {
    const widths = new Map(this.widths);
    if (width === null) widths.delete(column);
    else widths.set(column, Math.round(Math.min(1200, Math.max(48, width))));
    this.widths = widths;
  }
}
