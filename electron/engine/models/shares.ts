/** Sizes ≥ 0 as shares of their sum; null where there is nothing to share. */
export function sharesOf(sizes: readonly number[]): readonly number[] | null {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return total > 0 && Number.isFinite(total) ? sizes.map((size) => size / total) : null;
}
