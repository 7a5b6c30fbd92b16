import { addRow, ALL_PRESENT, between, SplitScan, type Split, type Splitter, type Targets } from './splitter.ts';

const MOST_BINS = 255;
const MISSING = 255;

/** Considers at most 254 thresholds a feature, at its quantiles: a node costs one pass over its rows. */
export class BinnedSplitter implements Splitter {
  readonly #edges: readonly Float64Array[];
  readonly #codes: readonly Uint8Array[];
  readonly #targets: Targets;
  readonly #minimum: number;
  readonly #rows: Uint32Array;
  readonly #buffer: Uint32Array;

  constructor(columns: readonly Float64Array[], rows: number, targets: Targets, minSamplesLeaf: number) {
    this.#edges = columns.map(quantileEdges);
    this.#codes = columns.map((column, j) => codesOf(column, this.#edges[j] as Float64Array));
    this.#targets = targets;
    this.#minimum = minSamplesLeaf;
    this.#rows = Uint32Array.from({ length: rows }, (_, i) => i);
    this.#buffer = new Uint32Array(rows);
  }

  row(place: number): number {
    return this.#rows[place] as number;
  }

  best(from: number, to: number): Split | null {
    const { width } = this.#targets;
    const scan = new SplitScan(this.#targets, this.#minimum);
    const total = new Float64Array(width);
    for (let place = from; place < to; place++) addRow(this.#targets, total, 0, this.row(place));
    const sums = new Float64Array((MOST_BINS + 1) * width);
    this.#codes.forEach((codes, feature) => {
      sums.fill(0);
      this.#addRows(sums, codes, from, to);
      const edges = this.#edges[feature] as Float64Array;
      const missing = sums.slice(MISSING * width);
      const left = new Float64Array(width);
      for (let bin = 0; bin <= edges.length; bin++) {
        if (sums[bin * width + width - 1] === 0) continue;
        for (let i = 0; i < width; i++) left[i] = (left[i] as number) + (sums[bin * width + i] as number);
        if (bin < edges.length && (left[width - 1] as number) + (missing[width - 1] as number) < to - from) scan.offer(feature, edges[bin] as number, left, missing, total);
      }
      if ((missing[width - 1] as number) > 0) scan.offer(feature, ALL_PRESENT, left, new Float64Array(width), total);
    });
    return scan.best;
  }

  #addRows(sums: Float64Array, codes: Uint8Array, from: number, to: number): void {
    const { width } = this.#targets;
    for (let place = from; place < to; place++) {
      const row = this.#rows[place] as number;
      addRow(this.#targets, sums, (codes[row] as number) * width, row);
    }
  }

  apply({ feature, threshold, missingLeft }: Split, from: number, to: number): number {
    const codes = this.#codes[feature] as Uint8Array;
    const edges = this.#edges[feature] as Float64Array;
    const lastLeft = threshold === ALL_PRESENT ? edges.length : edges.indexOf(threshold);
    let middle = from;
    let rest = 0;
    for (let place = from; place < to; place++) {
      const row = this.#rows[place] as number;
      const code = codes[row] as number;
      if (code === MISSING ? missingLeft : code <= lastLeft) this.#rows[middle++] = row;
      else this.#buffer[rest++] = row;
    }
    this.#rows.set(this.#buffer.subarray(0, rest), middle);
    return middle;
  }
}

/** Edges half way between neighbouring distinct values: all of them, or those at the quantiles of 255 equal shares. */
export function quantileEdges(column: Float64Array): Float64Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const all: number[] = [];
  for (let i = 1; i < sorted.length && all.length < MOST_BINS; i++) {
    if ((sorted[i] as number) > (sorted[i - 1] as number)) all.push(between(sorted[i - 1] as number, sorted[i] as number));
  }
  if (all.length < MOST_BINS) return Float64Array.from(all);
  const edges = new Set<number>();
  for (let share = 1; share < MOST_BINS; share++) {
    // The first value of a run of equal ones, so that the edge lies below the quantile.
    const value = sorted[Math.floor((share * sorted.length) / MOST_BINS)] as number;
    const first = firstAt(sorted, value);
    if (first > 0) edges.add(between(sorted[first - 1] as number, value));
  }
  return Float64Array.from(edges).sort();
}

/** The first place of a sorted array whose value is ≥ `value`. */
function firstAt(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many edges are below the value: what is on an edge belongs to its left. */
function codesOf(column: Float64Array, edges: Float64Array): Uint8Array {
  const codes = new Uint8Array(column.length);
  for (let i = 0; i < column.length; i++) codes[i] = Number.isNaN(column[i]) ? MISSING : firstAt(edges, column[i] as number);
  return codes;
}
