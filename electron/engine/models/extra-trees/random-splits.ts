import { worthOf } from '../averaged-trees/criterion.ts';
import type { TreeInput } from '../averaged-trees/grow-tree.ts';
import { leastWeight, type NodeRows, type ThresholdSplit, type WithNodes } from '../averaged-trees/node-rows.ts';
import type { Kernel, SharedNodes } from '../kernel.ts';
import type { ValueTable } from '../node-tables.ts';
import type { TrainingData } from '../model.ts';

/** What node rows are made from: tables of values, and the matrix, column-major. */
export interface RandomNodes {
  readonly table: SharedNodes;
  readonly x: Float64Array;
}

/** Puts what is known of rows where the threads that grow trees find it. */
export function withRandomNodes(kernel: Kernel): WithNodes {
  return async (data, { center, threads }, use) => {
    const rows = kernel.treeRows(data.rows, 0, threads);
    try {
      const table = rows.openValues(data.y, center, data.classes.length, data.features.length);
      return await use('extra-trees', { table, x: threads > 1 ? sharedColumns(data) : data.x } satisfies RandomNodes);
    } finally {
      rows.close();
    }
  };
}

/** Rows by their values: of a column one threshold is drawn, uniform between its least and its largest value in the node. */
export function randomSplits(rows: ValueTable, { criterion, ...input }: TreeInput<unknown>): NodeRows {
  const isClass = criterion !== 'squared_error';
  const right = new Float64Array(input.classes || 2);
  let sums: Float64Array = right;
  let found: ThresholdSplit | null = null;
  return {
    begin: (weights, minSamplesLeaf) => ({ taken: rows.weigh(weights), units: [1, 1], least: minSamplesLeaf === 1 ? 0 : leastWeight(weights, input.weights !== undefined, minSamplesLeaf) }),
    openNode(from, to) {
      found = null;
      return (sums = rows.openNode(from, to));
    },
    isConstant: () => rows.isConstant(),
    tryColumn(column, least, draws) {
      const { low, high, missing } = rows.rangeOf(column);
      if (low > high || (low === high && missing === 0)) return false;
      // Present values against missing ones, where nothing else parts them.
      const threshold = low === high ? Number.MAX_VALUE : between(low, high, draws.next());
      const missingLeft = missing > 0 && low < high && draws.below(2) === 1;
      const left = rows.sumLeft(threshold, missingLeft);
      for (let k = 0; k < right.length; k++) right[k] = (sums[k] as number) - (left[k] as number);
      const [onLeft, onRight] = [weightOf(left, isClass), weightOf(right, isClass)];
      if (onLeft < least || onRight < least) return true;
      const score = worthOf(left, criterion) + worthOf(right, criterion);
      if (!found || score > found.score) found = { column, threshold, missingLeft: missing > 0 ? missingLeft : onLeft > onRight, score };
      return true;
    },
    found: () => found,
    part: ({ column, threshold, missingLeft }) => rows.part(column, threshold, missingLeft),
  };
}

function weightOf(sums: Float64Array, isClass: boolean): number {
  if (!isClass) return sums[1] as number;
  let sum = 0;
  for (let k = 0; k < sums.length; k++) sum += sums[k] as number;
  return sum;
}

/** A number from `low` on, below `high`, a share of the way. */
function between(low: number, high: number, share: number): number {
  const drawn = low * (1 - share) + high * share;
  return drawn < high && drawn >= low ? drawn : low;
}

/** The matrix in memory that threads share: as it is where it lies there already. */
function sharedColumns({ x }: TrainingData): Float64Array {
  if (x.buffer instanceof SharedArrayBuffer) return x;
  const shared = new Float64Array(new SharedArrayBuffer(x.byteLength));
  shared.set(x);
  return shared;
}
