/** A double with what its additions lost (Neumaier). */
class Sum {
  #total = 0;
  #lost = 0;

  add(value: number): void {
    const next = this.#total + value;
    this.#lost += Math.abs(this.#total) >= Math.abs(value) ? this.#total - next + value : value - next + this.#total;
    this.#total = next;
  }

  get value(): number {
    return this.#total + this.#lost;
  }
}

const FIGURES = ['n', 'x', 'y', 'xx', 'yy', 'xy'] as const;
type Figure = (typeof FIGURES)[number];

/**
 * Sums of products of pairs of columns over the rows where both have a value (NaN is missing). Within a batch they are added up plainly, between batches with
 * compensation. Rows must come in the same order each time for the same last bit.
 */
export class PairSums {
  readonly pairs: readonly (readonly [number, number])[];
  readonly #gaps: readonly boolean[];
  readonly #sums: readonly Record<Figure, Sum>[];

  constructor(gaps: readonly boolean[], against?: number) {
    this.#gaps = gaps;
    const columns = gaps.map((_, i) => i);
    this.pairs = columns.flatMap((i) => columns.slice(i + 1).map((j) => [i, j] as const)).filter(([i, j]) => against === undefined || i === against || j === against);
    this.#sums = this.pairs.map(() => Object.fromEntries(FIGURES.map((name) => [name, new Sum()])) as Record<Figure, Sum>);
  }

  add(columns: readonly Float64Array[], rows: number): void {
    const own = columns.map((values) => ownSums(values, rows));
    for (const [index, [i, j]] of this.pairs.entries()) {
      const [a, b] = [columns[i] as Float64Array, columns[j] as Float64Array];
      const [ownA, ownB] = [own[i], own[j]];
      const sums = this.#sums[index];
      if (!sums || !ownA || !ownB) continue;
      const batch = this.#gaps[i] || this.#gaps[j] ? sharedSums(a, b, rows) : { n: rows, x: ownA.x, y: ownB.x, xx: ownA.xx, yy: ownB.xx, xy: product(a, b, rows) };
      for (const name of FIGURES) sums[name].add(batch[name]);
    }
  }

  /** The figures of the pair at a place in {@link pairs}; `kept` is the smaller share of a sum of squares that lies around the pair's own mean. */
  of(index: number): { rows: number; r: number | null; kept: number } {
    const sums = this.#sums[index];
    if (!sums) throw new RangeError(`There is no pair ${index}`);
    const [n, x, y, xx, yy, xy] = FIGURES.map((name) => sums[name].value) as [number, number, number, number, number, number];
    const [dx, dy] = [xx - (x * x) / n, yy - (y * y) / n];
    const kept = Math.min(dx / xx, dy / yy);
    const r = (xy - (x * y) / n) / (Math.sqrt(dx) * Math.sqrt(dy));
    return { rows: n, r: Number.isFinite(r) ? Math.max(-1, Math.min(1, r)) : null, kept: Number.isNaN(kept) ? 0 : kept };
  }
}

function ownSums(values: Float64Array, rows: number): { x: number; xx: number } {
  let [x, xx] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    x += value;
    xx += value * value;
  }
  return { x, xx };
}

function product(a: Float64Array, b: Float64Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += (a[row] as number) * (b[row] as number);
  return sum;
}

function sharedSums(a: Float64Array, b: Float64Array, rows: number): Record<Figure, number> {
  let [n, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const [u, v] = [a[row] as number, b[row] as number];
    if (u !== u || v !== v) continue;
    n += 1;
    x += u;
    y += v;
    xx += u * u;
    yy += v * v;
    xy += u * v;
  }
  return { n, x, y, xx, yy, xy };
}
