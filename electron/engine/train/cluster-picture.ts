import type { Clusters } from '../../contract/curves.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import type { Findings } from './metrics-unlabelled.ts';
import { silhouette, simplifiedSilhouette } from './silhouette.ts';

/** Features whose names find room beside a picture. */
const SHOWN = 16;

/** Sizes of clusters and where they lie. Undefined without rows. */
export function clustersOf({ labels, features: x }: Findings, classes: readonly string[], features: readonly string[]): Clusters | undefined {
  const rows = labels.length;
  if (rows === 0) return undefined;
  const k = features.length;
  const all = classes.length;
  const sizes = new Array<number>(all).fill(0);
  const sums = Array.from({ length: (all + 1) * k }, () => new CompensatedSum());
  for (let row = 0; row < rows; row++) {
    const cluster = labels[row] as number;
    sizes[cluster] = (sizes[cluster] ?? 0) + 1;
    for (let j = 0; j < k; j++) {
      const value = x[row * k + j] as number;
      sums[cluster * k + j]?.add(value);
      sums[all * k + j]?.add(value);
    }
  }
  const mean = (cluster: number, j: number): number => (sums[cluster * k + j] as CompensatedSum).value / (cluster === all ? rows : (sizes[cluster] as number));
  const spreads = features.map((_, j) => {
    const squares = new CompensatedSum();
    for (let row = 0; row < rows; row++) squares.add(((x[row * k + j] as number) - mean(all, j)) ** 2);
    return Math.sqrt(squares.value / rows);
  });
  const deviation = (cluster: number, j: number): number | null => finite((mean(cluster, j) - mean(all, j)) / (spreads[j] as number));
  /** The share of a feature's spread that lies between clusters. */
  const between = features.map((_, j) => classes.reduce((sum, __, cluster) => sum + (sizes[cluster] as number) * (deviation(cluster, j) ?? 0) ** 2, 0));
  const shown = features.map((_, j) => j).sort((a, b) => (between[b] as number) - (between[a] as number) || a - b).slice(0, SHOWN).sort((a, b) => a - b);
  const centers = classes.map((_, cluster) => Float64Array.from(features, (__, j) => mean(cluster, j)));
  return {
    clusters: classes.map((label, cluster) => ({ label, rows: sizes[cluster] as number, means: shown.map((j) => finite(mean(cluster, j))), deviations: shown.map((j) => deviation(cluster, j)) })),
    features: shown.map((j) => features[j] as string),
    others: k - shown.length,
    silhouette: silhouette(labels, x, sizes),
    simplifiedSilhouette: simplifiedSilhouette(labels, x, sizes, centers),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
