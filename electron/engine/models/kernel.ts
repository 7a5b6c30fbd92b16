/** Lets other work of the thread run, reports an abort (by throwing) and returns. Long loops call it every few milliseconds. */
export type Pause = () => Promise<void>;

/** What a Gram matrix is made of. */
export interface GramInput {
  /** k columns of at least `rows` values each; one array may come twice. */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** One number a column, taken off before the products: near the mean it keeps the sums well conditioned. */
  readonly shift: ArrayLike<number>;
  /** One factor a row, of any sign. */
  readonly weights?: Float64Array;
}

/** The hot loops of training, compiled from AssemblyScript; `train/` makes one, models are pure over it. */
export interface Kernel {
  /**
   * The Gram matrix, row-major [k, k], of Σ w·(x_a − s_a)·(x_b − s_b). Its bits depend on the values and their
   * order alone: rows are added in blocks of 512, even and odd rows apart, blocks with their rounding errors kept.
   */
  gram(input: GramInput, pause?: Pause): Promise<Float64Array>;
}
