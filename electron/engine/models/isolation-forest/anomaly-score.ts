import { orderStatistics } from './order-statistics.ts';

const EULER = 0.5772156649015329;

/** The mean path length of a failed search in a binary tree of so many rows: what isolation would still have cost in a leaf. */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (Math.log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}

/** scikit-learn's score_samples of a path length over all trees: −1 for what stands alone at once, −0.5 for the usual. */
export function scoreOf(length: number, usual: number): number {
  return usual > 0 ? -Math.exp(length * (-Math.LN2 / usual)) : -0.5;
}

/**
 * The quantile of the training scores below which rows are anomalies, by linear interpolation, and a path length that
 * parts the same rows: scores rise with it, so that no rounding of the exponential can move a row across.
 */
export function offsetOf(lengths: Float64Array, contamination: number, usual: number): { offset: number; bound: number } {
  const place = contamination * (lengths.length - 1);
  const [low, next] = orderStatistics(lengths, Math.floor(place));
  const high = place > Math.floor(place) ? next : low;
  const share = place - Math.floor(place);
  const offset = scoreOf(low, usual) + share * (scoreOf(high, usual) - scoreOf(low, usual));
  if (share === 0 || low === high) return { offset, bound: low };
  const between = usual > 0 ? (-Math.log(-offset) / Math.LN2) * usual : high;
  return { offset, bound: between > low && between <= high ? between : high };
}
