import type { ColumnProfile, Histogram, NumericProfile } from '../../contract/profile.ts';
import type { ColumnRows } from '../models/kernel.ts';
import { firstFrom } from './first-from.ts';
import { Moments } from './moments.ts';

const BINS = 30;
const TOP = 20;
const QUANTILES = { p1: 0.01, p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;

/** What is known of a column before its values come. */
export interface Range {
  /** Values that are not missing. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** The part of a profile that a column's values give once they come in ascending order: one pass tells everything, and the same in any order of rows. */
export class SortedColumn {
  readonly #range: Range;
  readonly #moments: Moments;
  readonly #counts: number[];
  readonly #half: number;
  readonly #rows: ColumnRows;
  /** Places that the quantiles lie between, ascending, and the values found there. */
  readonly #places: readonly number[];
  readonly #found: number[] = [];
  #seen = 0;
  #zeros = 0;

  /** `rows`: where the values will lie. */
  constructor(range: Range, rows: ColumnRows) {
    this.#range = range;
    this.#rows = rows;
    rows.openRuns(TOP);
    const { count, min, max } = range;
    this.#moments = new Moments(min, max);
    // Halves, because the width of a column from -1e308 to 1e308 is past the largest double.
    this.#half = (max / 2 - min / 2) / BINS;
    this.#counts = Array.from({ length: this.#half === 0 ? 1 : BINS }, () => 0);
    this.#places = Object.values(QUANTILES).flatMap((share) => [Math.floor(share * (count - 1)), Math.min(count - 1, Math.floor(share * (count - 1)) + 1)]);
  }

  /** Takes the next values, as many as {@link Moments} takes; none is NaN or smaller than one before. */
  add(values: Float64Array): void {
    if (values.length === 0) return;
    const from = this.#seen;
    for (; (this.#places[this.#found.length] ?? Infinity) < from + values.length; ) this.#found.push((values[(this.#places[this.#found.length] as number) - from] as number) + 0);
    this.#rows.addRuns(values);
    this.#addBins(values);
    this.#zeros += firstFrom(values, (value) => value > 0) - firstFrom(values, (value) => value >= 0);
    this.#seen += values.length;
    this.#moments.add(values, this.#rows);
  }

  #addBins(values: Float64Array): void {
    if (this.#half === 0) {
      this.#counts[0] = (this.#counts[0] as number) + values.length;
      return;
    }
    let from = 0;
    for (let bin = 0; bin < BINS; bin++) {
      const to = bin === BINS - 1 ? values.length : firstFrom(values, (value) => Math.floor((value / 2 - this.#range.min / 2) / this.#half) > bin);
      this.#counts[bin] = (this.#counts[bin] as number) + to - from;
      from = to;
    }
  }

  /** After the last value. */
  finish(): { distinct: number; numeric: NumericProfile; top: ColumnProfile['top']; histogram: Histogram | null } {
    const { count, min, max } = this.#range;
    if (count !== this.#seen) throw new Error(`${count} values were announced, ${this.#seen} came`);
    const { distinct, longest } = this.#rows.endRuns();
    const numeric = { ...this.#moments.finish(), zeros: this.#zeros, quantiles: count === 0 ? null : this.#quantiles() };
    const single = this.#half === 0;
    const edges = single ? [min + 0, max + 0] : Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? max : min + this.#half * i + this.#half * i));
    const top = longest.map(({ value, count }) => ({ value: value + 0, count }));
    return { distinct, numeric, top, histogram: count === 0 ? null : { edges, counts: this.#counts } };
  }

  /** By linear interpolation as NumPy does it, from whichever neighbour is nearer. */
  #quantiles(): NumericProfile['quantiles'] {
    const shares = Object.entries(QUANTILES).map(([key, share], i) => {
      const [low, high] = [this.#found[2 * i] as number, this.#found[2 * i + 1] as number];
      const part = share * (this.#range.count - 1) - Math.floor(share * (this.#range.count - 1));
      return [key, part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)] as const;
    });
    // Interpolation between -1e308 and 1e308 leaves the range of doubles.
    return shares.every(([, value]) => Number.isFinite(value)) ? (Object.fromEntries(shares) as NonNullable<NumericProfile['quantiles']>) : null;
  }
}
