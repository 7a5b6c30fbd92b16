import { CompensatedSum } from '../models/compensated-sum.ts';

/** Multiply-adds of all pairs of rows that are worth waiting for: some tenths of a second. */
const MOST_WORK = 5e7;

/**
 * As `sklearn.metrics.silhouette_score`: the mean over rows of (b − a) / max(a, b), with a the mean distance from the other rows of the cluster and b the least mean distance
 * from the rows of another; 0 for a row that is alone. Null for one cluster, as many as rows, or so many rows that it would take long.
 */
export function silhouette(labels: Float64Array, x: Float64Array, sizes: readonly number[]): number | null {
  const rows = labels.length;
  const k = x.length / rows;
  if (!isDefined(sizes, rows) || (rows * rows * k) / 2 > MOST_WORK) return null;
  const sums = Array.from({ length: rows }, () => new Float64Array(sizes.length));
  for (let i = 0; i < rows; i++) {
    for (let j = i + 1; j < rows; j++) {
      let square = 0;
      for (let c = 0; c < k; c++) square += ((x[i * k + c] as number) - (x[j * k + c] as number)) ** 2;
      const distance = Math.sqrt(square);
      const [one, two] = [sums[i] as Float64Array, sums[j] as Float64Array];
      const [a, b] = [labels[i] as number, labels[j] as number];
      one[b] = (one[b] as number) + distance;
      two[a] = (two[a] as number) + distance;
    }
  }
  return mean(rows, (row) => {
    const own = labels[row] as number;
    if (sizes[own] === 1) return 0;
    const a = (sums[row]?.[own] as number) / ((sizes[own] as number) - 1);
    const b = Math.min(...sizes.flatMap((size, cluster) => (cluster === own || size === 0 ? [] : [(sums[row]?.[cluster] as number) / size])));
    return (b - a) / Math.max(a, b);
  });
}

/** The same with distances from the centres of clusters (Hruschka, de Castro and Campello 2004), which takes one pass over the rows. */
export function simplifiedSilhouette(labels: Float64Array, x: Float64Array, sizes: readonly number[], centers: readonly Float64Array[]): number | null {
  const rows = labels.length;
  const k = x.length / rows;
  if (!isDefined(sizes, rows)) return null;
  return mean(rows, (row) => {
    const own = labels[row] as number;
    let [a, b] = [0, Infinity];
    centers.forEach((center, cluster) => {
      if (sizes[cluster] === 0) return;
      let square = 0;
      for (let c = 0; c < k; c++) square += ((x[row * k + c] as number) - (center[c] as number)) ** 2;
      if (cluster === own) a = Math.sqrt(square);
      else b = Math.min(b, Math.sqrt(square));
    });
    return sizes[own] === 1 ? 0 : (b - a) / Math.max(a, b);
  });
}

function isDefined(sizes: readonly number[], rows: number): boolean {
  const present = sizes.filter((size) => size > 0).length;
  return present > 1 && present < rows;
}

function mean(rows: number, of: (row: number) => number): number {
  const sum = new CompensatedSum();
  for (let row = 0; row < rows; row++) {
    const value = of(row);
    sum.add(Number.isNaN(value) ? 0 : value);
  }
  return sum.value / rows;
}
