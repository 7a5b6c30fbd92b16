import type { ColumnProfile } from '../../contract/profile.ts';
import type { ColumnRows } from '../models/kernel.ts';
import { firstFrom } from './first-from.ts';
import type { OutcomeRows } from './outcome-rows.ts';
import { BINS, binOf, hasFewValues, levelOf, measured, MISSING, type Measured } from './target-groups.ts';

/** Columns of ordered values in the kernel's memory, beside the target of their rows. The last place of the memory is for the values of one class. */
export class OrderedColumns {
  readonly #room: ColumnRows;
  readonly #target: OutcomeRows;
  readonly #groupOf: Uint8Array;

  constructor(room: ColumnRows, target: OutcomeRows) {
    this.#room = room;
    this.#target = target;
    this.#groupOf = new Uint8Array(target.rows);
  }

  /** By bins of equally many rows, or value by value where there are few, the missing last; for classes the area under ROC of the values themselves, missing before all. */
  view(place: number, column: ColumnProfile, wantsArea: boolean): { groups: Measured[]; area: number | null } {
    const values = this.#room.columns[place] as Float64Array;
    const ascending = this.#room.ascending(place);
    const missing = values.length - ascending.length;
    const few = hasFewValues(column);
    const ends = few ? distinctOf(ascending) : edgesOf(ascending);
    if (!few && ascending.length > 0) ends.push(Infinity);
    const starts = [0, ...ends.map((end) => firstAbove(ascending, end))];
    const counts = ends.map((_, i) => (starts[i + 1] as number) - (starts[i] as number));
    const places = ends.map((end, i) => (few ? levelOf(end) : binOf((ascending[starts[i] as number] as number) + 0, (ascending[(starts[i + 1] as number) - 1] as number) + 0)));
    this.#assign(values, ends);
    const sums = this.#target.sumsBy(this.#groupOf, missing > 0 ? [...counts, missing] : counts);
    const groups = sums.flatMap((one, i) => (one.rows === 0 ? [] : [measured(places[i] ?? MISSING, one)]));
    return { groups, area: wantsArea ? this.#area(values, ascending, missing) : null };
  }

  /** The group of each row: the first that ends at its value or above. */
  #assign(values: Float64Array, ends: readonly number[]): void {
    const groupOf = this.#groupOf;
    const last = ends.length;
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      let group = 0;
      if (value !== value) group = last;
      else while ((ends[group] as number) < value) group++;
      groupOf[row] = group;
    }
  }

  #area(values: Float64Array, ascending: Float64Array, missing: number): number | null {
    const all = ascending.slice();
    const place = this.#room.columns.length - 1;
    const hits = this.#room.columns[place] as Float64Array;
    let [positives, missingHits] = [0, 0];
    for (let row = 0; row < values.length; row++) {
      const isHit = this.#target.isHit(row);
      const value = values[row] as number;
      hits[row] = isHit ? value : Number.NaN;
      if (!isHit) continue;
      positives += 1;
      if (value !== value) missingHits += 1;
    }
    const chosen = this.#room.ascending(place);
    let others = missing - missingHits;
    let twice = missingHits * others;
    for (let i = 0, j = 0; i < all.length; ) {
      const value = all[i];
      const [from, first] = [i, j];
      while (all[i] === value) i++;
      while (chosen[j] === value) j++;
      const [p, o] = [j - first, i - from - (j - first)];
      twice += p * (2 * others + o);
      others += o;
    }
    const pairs = 2 * positives * (values.length - positives);
    return pairs > 0 ? twice / pairs : null;
  }
}

/** The values that a tenth of all, two tenths, … are not above, as DuckDB's quantile_disc finds them; of equal ones one. */
function edgesOf(ascending: Float64Array): number[] {
  const n = ascending.length;
  if (n === 0) return [];
  const edges = Array.from({ length: BINS - 1 }, (_, i) => (ascending[Math.max(1, n - Math.floor(n - n * ((i + 1) / BINS))) - 1] as number) + 0);
  return [...new Set(edges)];
}

function distinctOf(ascending: Float64Array): number[] {
  const found: number[] = [];
  for (let i = 0; i < ascending.length; i = firstAbove(ascending, ascending[i] as number)) found.push((ascending[i] as number) + 0);
  return found;
}

const firstAbove = (ascending: Float64Array, value: number): number => firstFrom(ascending, (one) => one > value);
