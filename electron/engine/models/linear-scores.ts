/**
 * Row-major [rows, outputs] of Σ_j (x_j − center_j) · weights[o][j] + base[o], added left to right; `x` is
 * column-major. A missing value makes the row's scores NaN.
 */
export function linearScores(x: Float64Array, rows: number, center: readonly number[], weights: readonly (readonly number[])[], base: readonly number[]): Float64Array {
  const outputs = weights.length;
  const scores = new Float64Array(rows * outputs);
  center.forEach((middle, j) => {
    const from = j * rows;
    weights.forEach((row, o) => {
      const weight = row[j] as number;
      for (let i = 0, at = o; i < rows; i++, at += outputs) {
        scores[at] = (scores[at] as number) + ((x[from + i] as number) - middle) * weight;
      }
    });
  });
  base.forEach((value, o) => {
    for (let i = 0, at = o; i < rows; i++, at += outputs) scores[at] = (scores[at] as number) + value;
  });
  return scores;
}
