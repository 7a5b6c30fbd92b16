import type { NodeGap, NodeSplit, NodeSums, SharedNodes } from './kernel.ts';

/** Rows in bins for one tree at a time, in one thread, whose splits are by columns drawn anew. */
export interface NodeTable {
  /** Sets the weights of the rows anew, lists those that weigh something, and gives their number. */
  weigh(weights: Float64Array): number;
  /** Computes derivatives of squared error, and gives the largest size of a first one. */
  steepest(): number;
  /** As of TreeRows. */
  fix(scales: readonly [number, number], taken: number): NodeSums;
  /** As fix, with class and weight · scale for a row. */
  fixClasses(scale: number, taken: number): void;
  /** Begins a node, the rows [from, to) of the list, and gives its sums, which hold until the next begins: weights of classes, or first and second derivatives. */
  openNode(from: number, to: number): Float64Array;
  /** Whether the rows of the node have one target. */
  isConstant(): boolean;
  /** Weighs the splits of the node by a column, with a sum of weights of `least` on either side. Says whether its rows differ there. */
  tryColumn(column: number, least: number): boolean;
  /** The best split of the node by the columns that were tried. */
  found(): NodeGap | null;
  /** Moves the rows of [from, to) that go left to the front, in their order, and gives where the others begin. */
  part(split: Omit<NodeSplit, 'score'>, from: number, to: number): number;
}

/** The values of a column in the rows of a node: least and largest present one (none: Infinity and −Infinity), and how many are missing. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
  readonly missing: number;
}

/** Rows by their values for one tree at a time, in one thread, whose splits are by thresholds that are drawn. */
export interface ValueTable {
  /** As of NodeTable. */
  weigh(weights: Float64Array): number;
  /** Begins a node, the rows [from, to) of the list, and gives its sums, which hold until the next begins: weights of classes, or weighted distances from the centre and weights. */
  openNode(from: number, to: number): Float64Array;
  /** As of NodeTable. */
  isConstant(): boolean;
  /** Looks at a column in the rows of the node. */
  rangeOf(column: number): ValueRange;
  /** Sums as of `openNode`, of the rows whose value of the column looked at last is at most `threshold`, or missing where `missingLeft`. They hold until the next. */
  sumLeft(threshold: number, missingLeft: boolean): Float64Array;
  /** Moves the rows of the node that go left to the front, in their order, and gives where the others begin. */
  part(column: number, threshold: number, missingLeft: boolean): number;
}

/** What a thread gives to the task that it runs. */
export interface PartTools {
  nodes(shared: SharedNodes): NodeTable;
  /** A table over a matrix, column-major. */
  values(shared: SharedNodes, x: Float64Array): ValueTable;
}
