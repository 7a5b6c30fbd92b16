import { withBins } from '../binned-trees/bin-columns.ts';
import type { Kernel, Pause } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import { featureColumns } from '../training-data.ts';
import { addRow, SplitScan, type Split, type Splitter, type Targets } from './splitter.ts';
import { ALL_PRESENT } from '../thresholds.ts';

const MOST_BINS = 255;
const MISSING = 255;
/** A node of more rows pauses after every feature. */
const LARGE = 200_000;
/** Values that are put in bins between two pauses. */
const PIECE = 500_000;

/** Considers at most 254 thresholds a feature, at its quantiles: a node costs one pass over its rows. */
export class BinnedSplitter implements Splitter {
  readonly #edges: readonly Float64Array[];
  readonly #codes: readonly Uint8Array[];
  readonly #targets: Targets;
  readonly #minimum: number;
  readonly #rows: Uint32Array;
  readonly #buffer: Uint32Array;

  private constructor(edges: readonly Float64Array[], codes: readonly Uint8Array[], rows: number, targets: Targets, minSamplesLeaf: number) {
    this.#edges = edges;
    this.#codes = codes;
    this.#targets = targets;
    this.#minimum = minSamplesLeaf;
    this.#rows = Uint32Array.from({ length: rows }, (_, i) => i);
    this.#buffer = new Uint32Array(rows);
  }

  /** Over all rows, with the edges of boosted trees. */
  static async over(kernel: Kernel, data: TrainingData, targets: Targets, minSamplesLeaf: number, { threads, pause }: { threads: number; pause: Pause }): Promise<BinnedSplitter> {
    const edges = await withBins(kernel, data, { threads, pause }, async (binned) => binned.edges);
    const codes: Uint8Array[] = [];
    for (const [j, column] of featureColumns(data).entries()) codes.push(await codesOf(column, edges[j] as Float64Array, pause));
    return new BinnedSplitter(edges, codes, data.rows, targets, minSamplesLeaf);
  }

  row(place: number): number {
    return this.#rows[place] as number;
  }

  async best(from: number, to: number, pause: Pause): Promise<Split | null> {
    const { width } = this.#targets;
    const scan = new SplitScan(this.#targets, this.#minimum);
    const total = new Float64Array(width);
    for (let place = from; place < to; place++) addRow(this.#targets, total, 0, this.row(place));
    const sums = new Float64Array((MOST_BINS + 1) * width);
    for (const [feature, codes] of this.#codes.entries()) {
      if (to - from > LARGE) await pause();
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
    }
    if (to - from > LARGE) await pause();
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

/** How many edges are below the value: what is on an edge belongs to its left. */
async function codesOf(column: Float64Array, edges: Float64Array, pause: Pause): Promise<Uint8Array> {
  const codes = new Uint8Array(column.length);
  for (let from = 0; from < column.length; from += PIECE) {
    const to = Math.min(column.length, from + PIECE);
    for (let i = from; i < to; i++) codes[i] = Number.isNaN(column[i]) ? MISSING : below(edges, column[i] as number);
    await pause();
  }
  return codes;
}

/** How many numbers of a sorted array are below a value. */
function below(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
