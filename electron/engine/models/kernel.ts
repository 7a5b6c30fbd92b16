/** The hot loops of training, compiled from AssemblyScript; `train/` makes one, models are pure over it. */
export interface Kernel {
  /**
   * The Gram matrix of k columns of `rows` values, weighted if weights are given: row-major [k, k] of
   * Σ w·(x_a − s_a)·(x_b − s_b), added in an order that depends on the row numbers alone.
   * `columns` is column-major; `shift` (one number a column) keeps the sums well conditioned.
   */
  gram(columns: Float64Array, rows: number, shift: Float64Array, weights?: Float64Array): Float64Array;
}
