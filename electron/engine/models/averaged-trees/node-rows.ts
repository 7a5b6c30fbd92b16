import type { Random } from '../../base/random.ts';
import type { Forest } from '../binned-trees/forest.ts';
import type { Pause } from '../kernel.ts';
import type { TrainingData } from '../model.ts';
import type { Criterion } from './criterion.ts';

/** A split of a node: values at or below the threshold go left. */
export interface ThresholdSplit {
  readonly column: number;
  readonly threshold: number;
  readonly missingLeft: boolean;
  readonly score: number;
}

/** What sums of a tree stand for. */
export interface TreeUnits {
  /** Rows that take part. */
  readonly taken: number;
  /** What one of the first and of the second sum stands for; of classes both are weights. */
  readonly units: readonly [number, number];
  /** The least sum of weights of a leaf, in these units. */
  readonly least: number;
}

/** The rows of a tree in a list, in which every node is a range, and the search for the split of one node by drawn columns. */
export interface NodeRows {
  /** Begins a tree on the rows that weigh something. */
  begin(weights: Float64Array, minSamplesLeaf: number): TreeUnits;
  /** Begins a node, the rows [from, to) of the list, and gives its sums, which hold until the next begins: weights of classes, or first and second derivatives of squared error. */
  openNode(from: number, to: number): Float64Array;
  /** Whether the rows of the node have one target. */
  isConstant(): boolean;
  /** Weighs splits of the node by a column, with a sum of weights of `least` on either side. Says whether its rows differ there. */
  tryColumn(column: number, least: number, draws: Random): boolean;
  /** The best split of the node by the columns that were tried. */
  found(): ThresholdSplit | null;
  /** Moves the rows that go left to the front, in their order, and gives where the others begin. */
  part(split: ThresholdSplit, from: number, to: number): number;
}

export interface NodesContext {
  readonly criterion: Criterion;
  /** What numbers are taken relative to. */
  readonly center: number;
  readonly threads: number;
  readonly pause: Pause;
}

/** Makes the rows ready for `use`, which is told the task of thread-tasks.ts, what node rows are made from and what is still to be done with the trees, and gives back what they took after it. */
export type WithNodes = <T>(data: TrainingData, context: NodesContext, use: (task: string, nodes: unknown, finish?: (forest: Forest) => Promise<void>) => Promise<T>) => Promise<T>;

/** The least sum of weights of a leaf of so many rows: of rows alike in weight, their number. */
export function leastWeight(weights: Float64Array, isWeighted: boolean, minSamplesLeaf: number): number {
  if (!isWeighted) return minSamplesLeaf;
  return (minSamplesLeaf * weights.reduce((sum, weight) => sum + weight, 0)) / weights.length;
}
