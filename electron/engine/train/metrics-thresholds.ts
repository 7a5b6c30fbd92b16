import type { Calibration, ThresholdTable } from '../../contract/curves.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import type { RocSteps } from './metrics-roc.ts';

/** A step is left out where neither rate nor the precision would move by more. */
const TOLERANCE = 1 / 500;
/** These are steps always, so that round thresholds can be chosen. */
const ROUND = Array.from({ length: 99 }, (_, i) => (99 - i) / 100);

/** What every threshold does, from the cumulated counts at the distinct scores; each step is exact. */
export function thresholdTable(steps: RocSteps): ThresholdTable {
  const { falsePositives: fp, truePositives: tp, thresholds } = steps;
  const last = thresholds.length - 1;
  const [positives, others] = [tp[last] ?? 0, fp[last] ?? 0];
  const kept = keptSteps(steps, positives, others).map((i) => ({ threshold: thresholds[i] as number, tp: tp[i] as number, fp: fp[i] as number }));
  let at = 0;
  for (const threshold of ROUND) {
    while (at <= last && (thresholds[at] as number) >= threshold) at++;
    kept.push({ threshold, tp: tp[at - 1] ?? 0, fp: fp[at - 1] ?? 0 });
  }
  kept.sort((a, b) => b.threshold - a.threshold);
  const distinct = kept.filter(({ threshold }, i) => threshold !== kept[i - 1]?.threshold);
  return { positives, others, thresholds: distinct.map((one) => one.threshold), truePositives: distinct.map((one) => one.tp), falsePositives: distinct.map((one) => one.fp) };
}

function keptSteps({ falsePositives: fp, truePositives: tp, thresholds }: RocSteps, positives: number, others: number): number[] {
  const kept: number[] = [];
  const rates = (i: number): [number, number, number] => {
    const [hits, wrong] = [tp[i] as number, fp[i] as number];
    return [hits / Math.max(1, positives), wrong / Math.max(1, others), hits / (hits + wrong)];
  };
  let before: [number, number, number] = [Infinity, Infinity, Infinity];
  for (let i = 0; i < thresholds.length; i++) {
    const now = rates(i);
    if (i < thresholds.length - 1 && now.every((rate, j) => Math.abs(rate - (before[j] as number)) <= TOLERANCE)) continue;
    kept.push(i);
    before = now;
  }
  return kept;
}

/** Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct scores, as `sklearn.metrics.average_precision_score`; null without a positive row. */
export function averagePrecision({ falsePositives: fp, truePositives: tp }: RocSteps): number | null {
  const positives = tp.at(-1) ?? 0;
  if (positives === 0) return null;
  const sum = new CompensatedSum();
  for (let i = 0; i < tp.length; i++) {
    const hits = tp[i] as number;
    sum.add(((hits - (tp[i - 1] ?? 0)) / positives) * (hits / (hits + (fp[i] as number))));
  }
  return sum.value;
}

const STEPS = 10;

/** As `sklearn.calibration.calibration_curve` with ten uniform bins: a score on an edge belongs to the bin below it. */
export function calibration(rows: number, isPositive: (row: number) => boolean, score: (row: number) => number): Calibration {
  const bins = Array.from({ length: STEPS }, () => ({ rows: 0, hits: 0, sum: new CompensatedSum() }));
  for (let i = 0; i < rows; i++) {
    const value = score(i);
    let bin = 0;
    while (bin < STEPS - 1 && (bin + 1) * (1 / STEPS) < value) bin++;
    const into = bins[bin] as (typeof bins)[number];
    into.rows += 1;
    into.hits += isPositive(i) ? 1 : 0;
    into.sum.add(value);
  }
  const full = bins.filter((bin) => bin.rows > 0);
  return { meanPredicted: full.map((bin) => bin.sum.value / bin.rows), shareTrue: full.map((bin) => bin.hits / bin.rows), rows: full.map((bin) => bin.rows) };
}
