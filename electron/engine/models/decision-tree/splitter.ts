import type { Pause } from '../kernel.ts';
import { ALL_PRESENT } from '../thresholds.ts';

/** A split of a node: rows with `x <= threshold` go left; missing values as `missingLeft` says. */
export interface Split {
  readonly feature: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  /** Weighted decrease of impurity, plus a constant of the node: what splits are compared by. */
  readonly score: number;
}

/** The rows of a tree that is grown, in an order in which every node is a range. */
export interface Splitter {
  /** The best split of the rows [from, to): of equal ones the lowest feature, then the lowest threshold. */
  best(from: number, to: number, pause: Pause): Promise<Split | null>;
  /** Moves the rows that go left to the front of the range, in their order, and gives where the others begin. */
  apply(split: Split, from: number, to: number): number;
  row(place: number): number;
}

/**
 * What is known of a set of rows, in `width` numbers: the weight of each class, or weight and weighted sum of the
 * (centred) target; the last number counts the rows
 * (those of weight 0 are not there).
 */
export interface Targets {
  readonly width: number;
  readonly isClass: boolean;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
}

export function addRow({ width, isClass, y, weights }: Targets, sums: Float64Array, at: number, row: number): void {
  const weight = weights ? (weights[row] as number) : 1;
  if (weight === 0) return;
  const value = y[row] as number;
  if (isClass) sums[at + value] = (sums[at + value] as number) + weight;
  else {
    sums[at] = (sums[at] as number) + weight;
    sums[at + 1] = (sums[at + 1] as number) + weight * value;
  }
  const last = at + width - 1;
  sums[last] = (sums[last] as number) + 1;
}

/** Weight times (1 − Gini impurity), or times the squared mean: the larger the sum over both sides, the better. */
export function purity({ width, isClass }: Targets, sums: Float64Array): number {
  if (!isClass) {
    const weight = sums[0] as number;
    return weight > 0 ? ((sums[1] as number) * (sums[1] as number)) / weight : 0;
  }
  let total = 0;
  let squares = 0;
  for (let c = 0; c < width - 1; c++) {
    const weight = sums[c] as number;
    total += weight;
    squares += weight * weight;
  }
  return total > 0 ? squares / total : 0;
}

/** Scans candidate thresholds of one feature from left to right and keeps the best. */
export class SplitScan {
  readonly #targets: Targets;
  readonly #minimum: number;
  readonly #left: Float64Array;
  readonly #right: Float64Array;
  best: Split | null = null;

  constructor(targets: Targets, minSamplesLeaf: number) {
    this.#targets = targets;
    this.#minimum = minSamplesLeaf;
    this.#left = new Float64Array(targets.width);
    this.#right = new Float64Array(targets.width);
  }

  /**
   * Weighs a split with `left` of all rows `total` on the left, missing ones `missing` not yet counted in: once with
   * them on the right, once, if there are any, on the left. Without any, they will go where more rows go.
   */
  offer(feature: number, threshold: number, left: Float64Array, missing: Float64Array, total: Float64Array): void {
    const { width } = this.#targets;
    const absent = missing[width - 1] as number;
    for (let side = 0; side < (absent > 0 ? 2 : 1); side++) {
      for (let i = 0; i < width; i++) {
        this.#left[i] = (left[i] as number) + (side === 1 ? (missing[i] as number) : 0);
        this.#right[i] = (total[i] as number) - (this.#left[i] as number);
      }
      const [onLeft, onRight] = [this.#left[width - 1] as number, this.#right[width - 1] as number];
      if (onLeft < this.#minimum || onRight < this.#minimum) continue;
      const score = purity(this.#targets, this.#left) + purity(this.#targets, this.#right);
      if (this.best && !(score > this.best.score)) continue;
      this.best = { feature, threshold, score, missingLeft: threshold !== ALL_PRESENT && (absent > 0 ? side === 1 : onLeft > onRight) };
    }
  }
}
