import type { Kernel, Pause } from '../models/kernel.ts';

/** Numbers with what their additions lost (Neumaier). */
class Totals {
  readonly #total: Float64Array;
  readonly #lost: Float64Array;

  constructor(size: number) {
    this.#total = new Float64Array(size);
    this.#lost = new Float64Array(size);
  }

  add(values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      const [before, value] = [this.#total[i] as number, values[i] as number];
      const after = before + value;
      this.#lost[i] = (this.#lost[i] as number) + (Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before);
      this.#total[i] = after;
    }
  }

  at(i: number): number {
    return (this.#total[i] as number) + (this.#lost[i] as number);
  }
}

/** A column as it is added up: `shift`, near its mean, is taken off; `gap`: values are missing in some rows. */
export interface PairColumn {
  readonly shift: number;
  readonly gap: boolean;
}

/** What the correlation of two columns needs, over the rows where both have a value. */
export interface PairFigures {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/**
 * Sums of products of columns over the rows where both have a value (NaN is missing): missing values become 0 and a column with gaps gets a mask of 0 and 1, so that
 * every sum is a product of two columns. Rows must come in the same order each time for the same last bit.
 */
abstract class PairSums {
  protected readonly kernel: Kernel;
  protected readonly k: number;
  /** Place of each column's mask behind the columns themselves; the last of all, which is 1 in every row, where there are no gaps. */
  protected readonly mask: readonly number[];
  protected readonly shifts: readonly number[];
  readonly #gaps: readonly boolean[];

  constructor(kernel: Kernel, columns: readonly PairColumn[]) {
    this.kernel = kernel;
    this.k = columns.length;
    this.shifts = columns.map(({ shift }) => shift);
    const gaps = (this.#gaps = columns.map(({ gap }) => gap));
    const count = gaps.filter(Boolean).length;
    let next = this.k;
    this.mask = gaps.map((gap) => (gap ? next++ : this.k + count));
  }

  /** Deviations, in place of the values, and 0 where one is missing; masks, and the column of ones behind them. */
  protected split(columns: readonly Float64Array[], rows: number): { values: Float64Array[]; masks: Float64Array[] } {
    const masks: Float64Array[] = [];
    const values = columns.map((column, j) => {
      const [gap, shift] = [this.#gaps[j] as boolean, this.shifts[j] as number];
      const mask = new Float64Array(gap ? rows : 0);
      for (let i = 0; i < rows; i++) {
        const value = column[i] as number;
        const missing = gap && value !== value;
        column[i] = missing ? 0 : value - shift;
        if (gap) mask[i] = missing ? 0 : 1;
      }
      if (gap) masks.push(mask);
      return column;
    });
    return { values, masks: [...masks, new Float64Array(rows).fill(1)] };
  }

  abstract add(columns: readonly Float64Array[], rows: number, pause: Pause): Promise<void>;
}

const squared = (values: Float64Array): Float64Array => values.map((value) => value * value);
const none = (columns: readonly unknown[]): Float64Array => new Float64Array(columns.length);

/** Every column with every other. */
export class AllPairs extends PairSums {
  readonly #products: Totals;
  readonly #squares: Totals;
  readonly #size: number;

  constructor(kernel: Kernel, columns: readonly PairColumn[]) {
    super(kernel, columns);
    this.#size = this.k + columns.filter(({ gap }) => gap).length + 1;
    this.#products = new Totals(this.#size ** 2);
    this.#squares = new Totals(this.#size > this.k + 1 ? this.#size ** 2 : 0);
  }

  async add(columns: readonly Float64Array[], rows: number, pause: Pause): Promise<void> {
    if (this.#size === this.k + 1) {
      this.#products.add(await this.kernel.gram({ columns: [...columns, new Float64Array(rows).fill(1)], rows, shift: [...this.shifts, 0] }, undefined, pause));
      return;
    }
    const { values, masks } = this.split(columns, rows);
    const all = [...values, ...masks];
    this.#products.add(await this.kernel.gram({ columns: all, rows, shift: none(all) }, undefined, pause));
    this.#squares.add(await this.kernel.gram({ columns: [...values.map(squared), ...masks], rows, shift: none(all) }, undefined, pause));
  }

  of(i: number, j: number): PairFigures {
    const [a, b] = [this.mask[i] as number, this.mask[j] as number];
    const product = (one: number, two: number): number => this.#products.at(one * this.#size + two);
    const square = (one: number, mask: number): number => (mask === this.#size - 1 ? product(one, one) : this.#squares.at(one * this.#size + mask));
    return { n: product(a, b), x: product(i, b), y: product(j, a), xx: square(i, b), yy: square(j, a), xy: product(i, j) };
  }
}

/** One column, the last, with every other. */
export class PairsWithLast extends PairSums {
  /** By mask, value and square of the last column. */
  readonly #sums: readonly [Totals, Totals, Totals];

  constructor(kernel: Kernel, columns: readonly PairColumn[]) {
    super(kernel, columns);
    const size = 2 * this.k + columns.filter(({ gap }) => gap).length + 1;
    this.#sums = [new Totals(size), new Totals(size), new Totals(size)];
  }

  async add(columns: readonly Float64Array[], rows: number, pause: Pause): Promise<void> {
    const { values, masks } = this.split(columns, rows);
    const all = [...values, ...masks, ...values.map(squared)];
    const last = values.at(-1) ?? new Float64Array(rows);
    const present = masks[(this.mask.at(-1) ?? 0) - this.k] as Float64Array;
    for (const [place, vector] of [present, last, squared(last)].entries()) this.#sums[place]?.add(await this.kernel.dots({ columns: all, rows, shift: none(all) }, vector, pause));
  }

  of(i: number): PairFigures {
    const [byMask, byValue, bySquare] = this.#sums;
    const a = this.mask[i] as number;
    const squares = Math.max(...this.mask) + 1;
    return { n: byMask.at(a), x: byMask.at(i), y: byValue.at(a), xx: byMask.at(squares + i), yy: bySquare.at(a), xy: byValue.at(i) };
  }
}

/** Pearson's r of sums; `kept` is the smaller share of a sum of squares that lies around the pair's own mean. */
export function pearson({ n, x, y, xx, yy, xy }: PairFigures): { rows: number; r: number | null; kept: number } {
  const [dx, dy] = [xx - (x * x) / n, yy - (y * y) / n];
  const kept = Math.min(dx / xx, dy / yy);
  const r = (xy - (x * y) / n) / (Math.sqrt(dx) * Math.sqrt(dy));
  return { rows: n, r: Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null, kept: Number.isNaN(kept) ? 0 : kept };
}
