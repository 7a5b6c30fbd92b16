import type { Anomalies } from '../../contract/curves.ts';
import { binEdges, binOf, histogram, range } from './equal-bins.ts';
import type { Findings } from './metrics-unlabelled.ts';

/** Where the scores lie, and which of them belong to rows that stand out. Undefined without rows. */
export function anomaliesOf({ labels, numbers }: Pick<Findings, 'labels' | 'numbers'>): Anomalies | undefined {
  if (numbers.length === 0) return undefined;
  const scores = histogram(numbers, binEdges(...range(numbers)));
  const found = scores.counts.map(() => 0);
  let [highestFound, lowestOther] = [-Infinity, Infinity];
  numbers.forEach((score, row) => {
    if (labels[row] !== 1) {
      lowestOther = Math.min(lowestOther, score);
      return;
    }
    highestFound = Math.max(highestFound, score);
    const bin = binOf(score, scores.edges);
    found[bin] = (found[bin] ?? 0) + 1;
  });
  const threshold = highestFound / 2 + lowestOther / 2;
  return { scores, found, threshold: Number.isFinite(threshold) ? threshold : null };
}
