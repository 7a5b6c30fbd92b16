import type { Random } from '../../base/random.ts';
import type { Criterion } from '../averaged-trees/criterion.ts';
import { worthOf } from '../averaged-trees/criterion.ts';
import type { TreeInput } from '../averaged-trees/grow-tree.ts';
import { leastWeight, type NodeRows, type ThresholdSplit } from '../averaged-trees/node-rows.ts';
import type { TrainingData } from '../model.ts';

/** Rows by their values: of a column one threshold is drawn, uniform between its least and its largest value in the node. */
export class RandomSplits implements NodeRows {
  readonly #columns: readonly Float64Array[];
  readonly #data: TreeInput<Float64Array>;
  readonly #criterion: Criterion;
  readonly #center: number;
  readonly #index: Uint32Array;
  readonly #buffer: Uint32Array;
  /** Of the rows of the node, one after another: the values of a column, what rows weigh, their classes or weighted distances from the centre. */
  readonly #values: Float64Array;
  readonly #nodeWeights: Float64Array;
  readonly #nodeTargets: Float64Array;
  #weights: Float64Array = new Float64Array();
  #node: readonly [number, number] = [0, 0];
  #sums: Float64Array = new Float64Array();
  readonly #left: Float64Array;
  #found: ThresholdSplit | null = null;

  constructor(data: TreeInput<Float64Array>) {
    this.#columns = Array.from({ length: data.features }, (_, j) => data.nodes.subarray(j * data.rows, (j + 1) * data.rows));
    this.#data = data;
    this.#criterion = data.criterion;
    this.#center = data.center;
    this.#index = new Uint32Array(data.rows);
    this.#buffer = new Uint32Array(data.rows);
    this.#values = new Float64Array(data.rows);
    this.#nodeWeights = new Float64Array(data.rows);
    this.#nodeTargets = new Float64Array(data.rows);
    this.#left = new Float64Array(data.classes || 2);
  }

  begin(weights: Float64Array, minSamplesLeaf: number): ReturnType<NodeRows['begin']> {
    this.#weights = weights;
    let taken = 0;
    weights.forEach((weight, row) => {
      if (weight > 0) this.#index[taken++] = row;
    });
    return { taken, units: [1, 1], least: minSamplesLeaf === 1 ? 0 : leastWeight(weights, this.#data.weights !== undefined, minSamplesLeaf) };
  }

  openNode(from: number, to: number): Float64Array {
    this.#node = [from, to];
    this.#found = null;
    const isClass = this.#criterion !== 'squared_error';
    for (let i = 0; i < to - from; i++) {
      const row = this.#index[from + i] as number;
      const weight = this.#weights[row] as number;
      this.#nodeWeights[i] = weight;
      this.#nodeTargets[i] = isClass ? (this.#data.y[row] as number) : weight * (this.#center - (this.#data.y[row] as number));
    }
    this.#sums = new Float64Array(this.#left.length);
    this.#add(this.#sums, to - from, Infinity, true);
    return this.#sums;
  }

  isConstant(): boolean {
    const [from, to] = this.#node;
    const { y } = this.#data;
    const first = y[this.#index[from] as number];
    for (let place = from + 1; place < to; place++) if (y[this.#index[place] as number] !== first) return false;
    return true;
  }

  tryColumn(column: number, least: number, draws: Random): boolean {
    const [from, to] = this.#node;
    const count = to - from;
    const values = this.#columns[column] as Float64Array;
    let [low, high, missing] = [Infinity, -Infinity, 0];
    for (let i = 0; i < count; i++) {
      const value = values[this.#index[from + i] as number] as number;
      this.#values[i] = value;
      if (value < low) low = value;
      if (value > high) high = value;
      if (Number.isNaN(value)) missing++;
    }
    if (missing === count || (low === high && missing === 0)) return false;
    // Present values against missing ones, where nothing else parts them.
    const threshold = low === high ? Number.MAX_VALUE : between(low, high, draws.next());
    const missingLeft = missing > 0 && low < high && draws.below(2) === 1;
    this.#left.fill(0);
    this.#add(this.#left, count, threshold, missingLeft);
    const right = this.#sums.map((sum, k) => sum - (this.#left[k] as number));
    const [onLeft, onRight] = [this.#weightOf(this.#left), this.#weightOf(right)];
    if (onLeft < least || onRight < least) return true;
    const score = worthOf(this.#left, this.#criterion) + worthOf(right, this.#criterion);
    if (!this.#found || score > this.#found.score) this.#found = { column, threshold, missingLeft: missing > 0 ? missingLeft : onLeft > onRight, score };
    return true;
  }

  found(): ThresholdSplit | null {
    return this.#found;
  }

  part({ column, threshold, missingLeft }: ThresholdSplit, from: number, to: number): number {
    const values = this.#columns[column] as Float64Array;
    let middle = from;
    let rest = 0;
    for (let place = from; place < to; place++) {
      const row = this.#index[place] as number;
      const value = values[row] as number;
      if (value <= threshold || (missingLeft && Number.isNaN(value))) this.#index[middle++] = row;
      else this.#buffer[rest++] = row;
    }
    this.#index.set(this.#buffer.subarray(0, rest), middle);
    return middle;
  }

  /** Adds what is known of the first rows of the node that go left. */
  #add(sums: Float64Array, count: number, threshold: number, missingLeft: boolean): void {
    const isClass = this.#criterion !== 'squared_error';
    for (let i = 0; i < count; i++) {
      const value = this.#values[i] as number;
      if (threshold !== Infinity && !(value <= threshold) && !(missingLeft && Number.isNaN(value))) continue;
      const weight = this.#nodeWeights[i] as number;
      const target = this.#nodeTargets[i] as number;
      if (isClass) sums[target] = (sums[target] as number) + weight;
      else {
        sums[0] = (sums[0] as number) + target;
        sums[1] = (sums[1] as number) + weight;
      }
    }
  }

  #weightOf(sums: Float64Array): number {
    return this.#criterion === 'squared_error' ? (sums[1] as number) : sums.reduce((a, b) => a + b, 0);
  }
}

/** A number from `low` on, below `high`, a share of the way. */
function between(low: number, high: number, share: number): number {
  const drawn = low * (1 - share) + high * share;
  return drawn < high && drawn >= low ? drawn : low;
}

/** The matrix in memory that threads share: as it is where it lies there already. */
export function sharedColumns({ x }: TrainingData): Float64Array {
  if (x.buffer instanceof SharedArrayBuffer) return x;
  const shared = new Float64Array(new SharedArrayBuffer(x.byteLength));
  shared.set(x);
  return shared;
}
