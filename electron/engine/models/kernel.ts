/** Lets other work of the thread run, reports an abort (by throwing) and returns. Long loops call it every few milliseconds. */
export type Pause = () => Promise<void>;

/** Columns that a loop runs over. */
export interface KernelColumns {
  /** k columns of at least `rows` values each; one array may come twice. */
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  /** One number a column, taken off first: near the mean it keeps the sums well conditioned. */
  readonly shift: ArrayLike<number>;
}

/** The hot loops of training, compiled from AssemblyScript; `train/` makes one, models are pure over it. */
export interface Kernel {
  /**
   * The Gram matrix, row-major [k, k], of Σ w·(x_a − s_a)·(x_b − s_b); `weights` are one factor a row, of any sign.
   * Its bits depend on the values and their order alone: rows are added in blocks of 512, even and odd rows apart,
   * blocks with their rounding errors kept.
   */
  gram(input: KernelColumns, weights?: Float64Array, pause?: Pause): Promise<Float64Array>;
  /** For every row Σ_j (x_j − s_j) · factors_j, added left to right. */
  combine(input: KernelColumns, factors: ArrayLike<number>, pause?: Pause): Promise<Float64Array<ArrayBuffer>>;
  /** For every column Σ_i (x_i − s) · vector_i, added as the Gram matrix is. */
  dots(input: KernelColumns, vector: Float64Array, pause?: Pause): Promise<Float64Array<ArrayBuffer>>;
}
