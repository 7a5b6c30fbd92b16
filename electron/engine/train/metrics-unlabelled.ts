import type { Evaluation } from '../../contract/metrics.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';

/** What the ONNX model said of rows without a truth to hold it to. */
export interface Findings {
  /** By row the index of its label, and its number: a score, or the distance from the middle of its cluster. */
  readonly labels: Float64Array;
  readonly numbers: Float64Array;
  /** Row-major [rows, k]; only clusters are judged by them. */
  readonly features: Float64Array;
}

const QUANTILES = { score_min: 0, score_q01: 0.01, score_q05: 0.05, score_median: 0.5, score_max: 1 } as const;

/** The share of rows that stand out, and quantiles of the scores by linear interpolation, as numpy has them. */
export function evaluateAnomalies({ labels, numbers }: Findings): Evaluation {
  const sorted = numbers.toSorted();
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return low + (place - Math.floor(place)) * (high - low);
  };
  const quantiles = Object.entries(QUANTILES).map(([name, share]) => [name, { value: sorted.length === 0 ? null : at(share) }] as const);
  return evaluation(labels.length, { anomaly_share: { value: labels.length === 0 ? null : labels.reduce((sum, label) => sum + label, 0) / labels.length }, ...Object.fromEntries(quantiles) });
}

/**
 * Inertia, the sum of the squared distances; how far clusters lie apart as `sklearn.metrics` defines
 * calinski_harabasz_score and davies_bouldin_score. These two are null for one cluster, or as many as rows.
 */
export function evaluateClusters({ labels, numbers, features }: Findings): Evaluation {
  const rows = labels.length;
  const inertia = new CompensatedSum();
  for (const distance of numbers) inertia.add(distance * distance);
  const { calinskiHarabasz, daviesBouldin } = separation(labels, features);
  return evaluation(rows, { calinski_harabasz: { value: calinskiHarabasz }, davies_bouldin: { value: daviesBouldin }, inertia: { value: rows === 0 ? null : inertia.value } });
}

function evaluation(rows: number, metrics: Evaluation['metrics']): Evaluation {
  return { rows, metrics, confusion: null, roc: [] };
}

function separation(labels: Float64Array, features: Float64Array): { calinskiHarabasz: number | null; daviesBouldin: number | null } {
  const rows = labels.length;
  const present = [...new Set(labels)].sort((a, b) => a - b);
  const count = present.length;
  if (count < 2 || count >= rows) return { calinskiHarabasz: null, daviesBouldin: null };
  const k = features.length / rows;
  const places = new Map(present.map((label, place) => [label, place]));
  const placeOf = (row: number): number => places.get(labels[row] as number) as number;
  const sizes = new Float64Array(count);
  const sums = Array.from({ length: (count + 1) * k }, () => new CompensatedSum());
  for (let i = 0; i < rows; i++) {
    const place = placeOf(i);
    sizes[place] = (sizes[place] as number) + 1;
    for (let j = 0; j < k; j++) {
      const value = features[i * k + j] as number;
      (sums[place * k + j] as CompensatedSum).add(value);
      (sums[count * k + j] as CompensatedSum).add(value);
    }
  }
  const centers = sums.map(({ value }, at) => value / (Math.floor(at / k) === count ? rows : (sizes[Math.floor(at / k)] as number)));
  const squareBetween = (a: number, b: number): number => {
    let sum = 0;
    for (let j = 0; j < k; j++) sum += ((centers[a * k + j] as number) - (centers[b * k + j] as number)) ** 2;
    return sum;
  };
  const within = new CompensatedSum();
  const distances = present.map(() => new CompensatedSum());
  for (let i = 0; i < rows; i++) {
    const place = placeOf(i);
    let square = 0;
    for (let j = 0; j < k; j++) square += ((features[i * k + j] as number) - (centers[place * k + j] as number)) ** 2;
    within.add(square);
    distances[place]?.add(Math.sqrt(square));
  }
  const between = present.reduce((sum, _, place) => sum + (sizes[place] as number) * squareBetween(place, count), 0);
  const spreads = distances.map(({ value }, place) => value / (sizes[place] as number));
  const worst = present.map((_, a) => Math.max(0, ...present.map((__, b) => (a === b ? 0 : ((spreads[a] as number) + (spreads[b] as number)) / Math.sqrt(squareBetween(a, b)))).filter(Number.isFinite)));
  return {
    calinskiHarabasz: within.value === 0 ? 1 : (between * (rows - count)) / (within.value * (count - 1)),
    daviesBouldin: worst.reduce((sum, value) => sum + value, 0) / count,
  };
}
