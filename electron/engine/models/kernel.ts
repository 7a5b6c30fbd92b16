import type { Forest } from './binned-trees/forest.ts';

/** Lets other work of the thread run, reports an abort (by throwing) and returns. Long loops call it every few milliseconds. */
export type Pause = () => Promise<void>;

/** Columns that a loop runs over. */
export interface KernelColumns {
  /** k columns of at least `rows` values each; one array may come twice. */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** One number a column, taken off first: near the mean it keeps the sums well conditioned. */
  readonly shift: ArrayLike<number>;
  /** By so many threads, one by default: no sum depends on it. */
  readonly threads?: number;
}

/** What a column's distances d from its shift add up to, and where they lie. */
export interface ColumnSums {
  /** Σ w · d and Σ w · d². */
  readonly sum: number;
  readonly squares: number;
  readonly low: number;
  readonly high: number;
}

/** Rows by their nearest points. */
export interface Nearest {
  /** How many rows have another point than the time before. */
  readonly changed: number;
  /** Of every row: the number of the point, of equals the first, and the squared distance. They last until the next call. */
  readonly labels: Int32Array;
  readonly distances: Float64Array;
  /** Σ (x − shift) over the rows of each point, row-major [points, k], and how many they are. */
  readonly sums: Float64Array<ArrayBuffer>;
  readonly counts: Float64Array<ArrayBuffer>;
}

/** Rows in memory of their own, where several threads measure how far they are from points, row-major [points, k]. Squared distances are added up left to right. */
export interface ClusterRows {
  /** The nearest of the points, which ends the drawing of candidates; sums over rows by spans of 8192, within one row after the other, the spans then with their rounding errors kept. */
  nearest(points: Float64Array, pause: Pause): Promise<Nearest>;
  /** By candidate: what the squared distances of all rows from the nearest of those that were taken, and it, add up to. */
  tryPoints(candidates: Float64Array, pause: Pause): Promise<Float64Array>;
  /** Takes one of the candidates that were tried last, and gives every row's squared distance from the nearest that was taken; it lasts until the next one is. */
  take(candidate: number, pause: Pause): Promise<Float64Array>;
  /** Gives the memory back: nothing may be called after that. */
  close(): void;
}

/** Runs of equal values in ascending order. */
export interface Runs {
  readonly distinct: number;
  /** The longest, of equal ones the first. */
  readonly longest: readonly { readonly value: number; readonly count: number }[];
}

/** Columns of numbers in memory of their own, NaN where one is missing, and walks over values that lie there in ascending order. */
export interface ColumnRows {
  /** Where the values of each column are put. */
  readonly columns: readonly Float64Array[];
  /** The present values of a column, ascending. They last until the next call. */
  ascending(column: number): Float64Array;
  /** Begins to count runs of equal values, and keeps so many at most; their values come a part at a time. */
  openRuns(most: number): void;
  addRuns(values: Float64Array): void;
  endRuns(): Runs;
  /** Of every 4,096 values and what is left, with x = (value − origin) · factor and d = x − their mean: the mean, Σ d (what rounding left of it), Σ d², Σ d³, Σ d⁴. They last until the next call. */
  blockMoments(values: Float64Array, origin: number, factor: number): Float64Array;
  /** Gives the memory back: nothing may be called after that. */
  close(): void;
}

/** Rows, and what their scores Σ_j (x_j − s_j) · coefficient_j are to come near: numbers, or the log odds of 1 rather than 0. */
export interface LossRows extends KernelColumns {
  /** Squared: half the squared error. */
  readonly loss: 'squared' | 'logistic';
  readonly y: Float64Array;
  readonly weights?: Float64Array | undefined;
}

/** A loss of rows added up, and its derivatives by the coefficients. */
export interface LossSums {
  readonly loss: number;
  readonly gradient: Float64Array<ArrayBuffer>;
  /** Row-major [k, k]; null where it was not wanted. */
  readonly curvature: Float64Array<ArrayBuffer> | null;
}

/** The hot loops of training, compiled from AssemblyScript; `train/` makes one, models are pure over it. */
export interface Kernel {
  /**
   * The Gram matrix, row-major [k, k], of Σ w·(x_a − s_a)·(x_b − s_b); `weights` are one factor a row, of any sign.
   * Its bits depend on the values and their order alone: rows are added in blocks of 512, even and odd rows apart,
   * the blocks of a span of 16 with their rounding errors kept, and so the spans. Past 256 columns all rows are one span.
   */
  gram(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<Float64Array>;
  /** For every row Σ_j (x_j − s_j) · factors_j, added left to right. */
  combine(input: KernelColumns, factors: ArrayLike<number>, pause?: Pause): Promise<Float64Array<ArrayBuffer>>;
  /** For every column Σ_i (x_i − s) · vector_i, added as the Gram matrix is. */
  dots(input: KernelColumns, vector: Float64Array, pause?: Pause): Promise<Float64Array<ArrayBuffer>>;
  /** Of every column, whose shift must lie within it; added as the Gram matrix is. A missing or infinite value makes the squares no finite number. */
  moments(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<ColumnSums[]>;
  /** Room for rows of these columns, copied there, and for as many points, by so many threads. The bits do not depend on these. */
  clusterRows(input: KernelColumns, points: number, threads: number, pause: Pause): Promise<ClusterRows>;
  /** For every row, column-major, the sum of the values of the leaves that it falls into, tree after tree; every leaf has one value, every split a threshold. */
  leafSums(forest: Forest, x: Float64Array, rows: number, threads: number, pause: Pause): Promise<Float64Array<ArrayBuffer>>;
  /** The loss at coefficients and its derivatives, in one pass, added as the Gram matrix is. */
  lossAt(rows: LossRows, coefficients: ArrayLike<number>, wantsCurvature: boolean, pause?: Pause): Promise<LossSums>;
  /** Room for columns of so many rows. */
  columnRows(rows: number, columns: number): ColumnRows;
  /** Room for rows by the bins of their columns: what trees are grown on, by so many threads. Its memory is its own; `close` gives it back. With ranks, of fewer rows than 65,536 and for `openNodes` alone, columns may have as many edges as they have values. */
  treeRows(rows: number, columns: number, threads: number, isRanked?: boolean): TreeRows;
  /** Runs the parts [0, count) of a task of thread-tasks.ts, each in one of several threads, and gives their results in order. `input` is copied to each, but for what is shared. */
  inParts<R>(task: string, input: unknown, count: number, run: PartRun): Promise<R[]>;
  /** Ends the threads; what is asked for later starts new ones. A job at work fails. */
  stop(): Promise<void>;
}

/** Sums of first and second derivatives over rows, as whole numbers. */
export interface NodeSums {
  readonly first: bigint;
  readonly second: bigint;
}

/** What a split must keep to. */
export interface SplitRule {
  /** What a whole number of the first and of the second sum stands for. */
  readonly units: readonly [number, number];
  /** λ in g² / (h + λ), the worth of a side. */
  readonly penalty: number;
  /** α, by which |g| is lessened first. */
  readonly lasso: number;
  readonly leastSecond: number;
  readonly leastRows: number;
  /** By column: 1 where a side of larger values must have at least the value of the other, −1 at most, 0 where either may be. */
  readonly directions?: readonly number[];
  /** How columns of categories are split, one a bin, and by column whether it is one. */
  readonly categories?: { readonly rule: CategoryRule; readonly columns: readonly boolean[] };
}

/** A node whose best split is wanted: its histogram, its sums and the number of its rows. */
export interface OpenNode {
  readonly slot: number;
  readonly sums: NodeSums;
  readonly rows: number;
  /** What the value of a side, −g / (h + λ), is kept within. */
  readonly bounds: readonly [number, number];
  /** What the worth of both sides must surpass. */
  readonly surpass: number;
}

/** The rows [from, to) of the list, and what is added to a score of them. */
export interface LeafRows {
  readonly from: number;
  readonly to: number;
  readonly by: number;
}

/** LightGBM's rule for categories, under its names. */
export interface CategoryRule {
  readonly catSmooth: number;
  readonly catL2: number;
  readonly minDataPerGroup: number;
  readonly maxCatThreshold: number;
  readonly maxCatToOnehot: number;
}

/** The best split of a node: rows in bins up to `bin` go left, or with `members` those in these bins. */
export interface NodeSplit {
  readonly column: number;
  readonly bin: number;
  readonly members?: readonly number[];
  readonly missingLeft: boolean;
  readonly score: number;
}

/** The same of one node: none of its rows lies in a bin after `bin` and before `next`. */
export interface NodeGap extends NodeSplit {
  readonly next: number;
}

/** The same, found by histograms. */
export interface BinSplit extends NodeSplit {
  readonly left: NodeSums;
  /** The columns by which any split surpasses what it must. */
  readonly useful: readonly number[];
}

export type Slopes =
  | { readonly loss: 'squared' | 'logistic' }
  /** What a row counts whose score is too small, right, or too large. */
  | { readonly loss: 'absolute'; readonly below: number; readonly same: number; readonly above: number }
  /** Second derivatives are taken this often. */
  | { readonly loss: 'softmax'; readonly classIndex: number; readonly factor: number }
  | { readonly loss: 'poisson'; readonly factor: number };

/** A column to be put in bins, with edges of its own (at most 254 without ranks, ascending) or with those that are found. */
export interface ColumnValues {
  readonly values: Float64Array;
  readonly edges?: Float64Array;
}

/**
 * Rows by bins. A list holds every row once; a node of a tree is a range of its places, which are twice as many as the
 * rows. All sums over rows are of whole numbers: the same in any order, and with any number of threads. Calls run to
 * their end; long ranges are for the caller to cut.
 */
export interface TreeRows {
  readonly threads: number;
  /** Gives the memory back: nothing may be called after that. */
  close(): void;
  /** How many columns may be put in at once. */
  readonly atOnce: number;
  /**
   * Puts columns in, the first of them number `first`, and gives their edges: the bin of a value is the number of these below
   * it. Missing values are in a bin of their own; edges that are not given lie between values.
   */
  bin(first: number, columns: readonly ColumnValues[], pause: Pause): Promise<Float64Array[]>;
  /** Sets what is learned, and `scores` numbers a row to start from, then makes room for the histograms of trees of so many leaves. */
  open(y: Float64Array, weights: Float64Array | undefined, scores: readonly number[], leaves: number, pause: Pause): Promise<void>;
  /** Puts the rows into the list, those that `taken` has first (all by default), and gives their number. */
  list(taken?: Uint8Array): number;
  /** Softmax alone: the shares of all classes at the scores of now, before the slopes of each class. */
  shareClasses(): void;
  /** Computes derivatives of the loss row by row, and gives their largest sizes. */
  slopes(slopes: Slopes): readonly [number, number];
  /** Makes derivatives times `scales` whole numbers, and adds up those of the rows [0, taken) of the list. */
  fix(scales: readonly [number, number], taken: number): NodeSums;
  /** Counts the rows [from, to) of the list into the next histogram. */
  add(from: number, to: number): void;
  /**
   * Keeps what was counted as the histogram `slot`, takes it off the one of `rest`, and finds for each of the nodes the best split
   * by these columns, ascending; of equal ones the first column's. Of other columns the histograms are no longer known.
   */
  search(slot: number, rest: number | undefined, nodes: readonly OpenNode[], rule: SplitRule, columns: readonly number[]): (BinSplit | null)[];
  /** Puts the rows of [from, to) that go left before the others, both in their order, and gives where they now begin and where the others do. */
  part(split: Omit<NodeSplit, 'score'>, from: number, to: number): readonly [from: number, middle: number];
  /** What is learned less the score, of the rows [from, to) of the list: ascending, but in the order of the list with their weights where rows have any. */
  residuals(from: number, to: number): { readonly residuals: Float64Array; readonly weights?: Float64Array };
  /** Adds to a score of the rows of the leaves of a tree, two ranges a leaf at most. */
  addScores(score: number, leaves: readonly LeafRows[]): void;
  /** Instead of `open`: makes room for nodes whose splits are by columns drawn anew, of so many classes, or of numbers (0) relative to `center`, judged by Gini impurity, entropy or squared error. */
  openNodes(y: Float64Array, center: number, classes: number, byEntropy: boolean): SharedNodes;
  /** The same, of rows without bins, for value tables of so many features. */
  openValues(y: Float64Array, center: number, classes: number, features: number): SharedNodes;
}

/** What the threads of a fit make their tables from. */
export type SharedNodes = unknown;

/** How parts are run: by so many threads; `onDone` hears how many are done. */
export interface PartRun {
  readonly threads: number;
  readonly pause: Pause;
  readonly onDone?: (done: number, result: unknown) => void;
}
