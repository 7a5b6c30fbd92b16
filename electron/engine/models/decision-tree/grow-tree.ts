import { columnMean } from '../moments.ts';
import type { Pause } from '../kernel.ts';
import { addRow, purity, type Splitter, type Targets } from './splitter.ts';

/** A tree, its nodes in the order in which they are met from the root, left before right. */
export interface Tree {
  /** The feature of a split, or −1 for a leaf. */
  readonly feature: number[];
  readonly threshold: number[];
  readonly missingLeft: boolean[];
  /** The node on the left; for a leaf the place of its value in `values`. */
  readonly left: number[];
  readonly right: number[];
  /** For each leaf the shares of the classes, or the one mean. */
  readonly values: number[][];
  /** Decrease of impurity by each feature. */
  readonly gains: number[];
}

export interface Limits {
  readonly maxDepth: number;
  readonly minSamplesSplit: number;
}

/** Row visits between two pauses. */
const WORK = 2_000_000;

/** Grows a tree, depth first. `y` is the target as given; {@link Targets} may hold it centred. */
export async function growTree(splitter: Splitter, targets: Targets, y: Float64Array, features: number, { maxDepth, minSamplesSplit }: Limits, pause: Pause): Promise<Tree> {
  const tree: Tree = { feature: [], threshold: [], missingLeft: [], left: [], right: [], values: [], gains: new Array<number>(features).fill(0) };
  let work = 0;
  const grow = async (from: number, to: number, depth: number): Promise<number> => {
    work += (to - from) * features;
    if (work > WORK) {
      work = 0;
      await pause();
    }
    const sums = new Float64Array(targets.width);
    for (let place = from; place < to; place++) addRow(targets, sums, 0, splitter.row(place));
    const id = tree.feature.push(-1) - 1;
    tree.threshold.push(0);
    tree.missingLeft.push(false);
    tree.left.push(0);
    tree.right.push(-1);
    const split = depth < maxDepth && to - from >= minSamplesSplit && !isPure(splitter, y, from, to) ? await splitter.best(from, to, pause) : null;
    if (!split) {
      tree.left[id] = tree.values.push(valueOf(splitter, targets, y, sums, from, to)) - 1;
      return id;
    }
    tree.feature[id] = split.feature;
    tree.threshold[id] = split.threshold;
    tree.missingLeft[id] = split.missingLeft;
    tree.gains[split.feature] = (tree.gains[split.feature] ?? 0) + Math.max(0, split.score - purity(targets, sums));
    const middle = splitter.apply(split, from, to);
    tree.left[id] = await grow(from, middle, depth + 1);
    tree.right[id] = await grow(middle, to, depth + 1);
    return id;
  };
  await grow(0, y.length, 0);
  return tree;
}

function isPure(splitter: Splitter, y: Float64Array, from: number, to: number): boolean {
  const first = y[splitter.row(from)];
  for (let place = from + 1; place < to; place++) if (y[splitter.row(place)] !== first) return false;
  return true;
}

function valueOf(splitter: Splitter, { isClass, width, weights }: Targets, y: Float64Array, sums: Float64Array, from: number, to: number): number[] {
  if (isClass) {
    const classes = [...sums.subarray(0, width - 1)];
    const total = classes.reduce((sum, weight) => sum + weight, 0);
    return classes.map((weight) => weight / total);
  }
  const rows = Array.from({ length: to - from }, (_, i) => splitter.row(from + i)).sort((a, b) => a - b);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
  return [columnMean(pick(y), weights && pick(weights))];
}
