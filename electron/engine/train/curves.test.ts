import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CurvesSchema, type Curves, type ThresholdTable } from '../../contract/curves.ts';
import type { TargetTask } from '../../contract/task.ts';
import { curvesOf } from './curves.ts';
import { rocSteps } from './metrics-roc.ts';
import { thresholdTable } from './metrics-thresholds.ts';

interface Golden {
  name: string;
  task: TargetTask;
  y: number[];
  prediction?: number[];
  probabilities?: number[];
  classes: string[];
  positive?: string | null;
  curves?: { label: string; averagePrecision: number | null; at: { threshold: number; tn: number; fp: number; fn: number; tp: number }[]; calibration: { shareTrue: number[]; meanPredicted: number[] } | null }[];
  residuals?: { mean: number; medianAbsolute: number; largestAbsolute: number; residuals: { edges: number[]; counts: number[] }; predicted: { edges: number[]; cells: number[][] }; spread: { edges: number[]; cells: number[][] } };
}
const cases = JSON.parse(readFileSync(new URL('../../../test/goldens/metrics/metrics.json', import.meta.url), 'utf8')) as Golden[];

const curves = ({ task, y, prediction, probabilities, classes, positive }: Golden): Curves =>
  CurvesSchema.parse(curvesOf(task, {
    y: Float64Array.from(y),
    classes,
    ...(prediction ? { prediction: Float64Array.from(prediction) } : {}),
    ...(probabilities ? { probabilities: Float64Array.from(probabilities) } : {}),
    ...(positive ? { positive } : {}),
  }));

function close(actual: number | null | undefined, expected: number | null): void {
  if (expected === null) return expect(actual).toBeNull();
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

/** The counts where every row of at least this probability is called positive: those of the lowest step that is not below it. */
function countsAt({ thresholds, truePositives, falsePositives }: ThresholdTable, threshold: number): { tp: number; fp: number } {
  const at = thresholds.findLastIndex((one) => one >= threshold);
  return at < 0 ? { tp: 0, fp: 0 } : { tp: truePositives[at] ?? NaN, fp: falsePositives[at] ?? NaN };
}

describe.each(cases.filter((one) => one.curves))('scikit-learn: $name', (golden) => {
  it('counts the same at every threshold', () => {
    const found = curves(golden).classes;
    expect(found.map(({ label }) => label)).toEqual(golden.curves?.map(({ label }) => label));
    for (const [i, { at }] of (golden.curves ?? []).entries()) {
      const table = found[i]?.table as ThresholdTable;
      for (const { threshold, tn, fp, fn, tp } of at) {
        const counted = countsAt(table, threshold);
        expect({ ...counted, fn: table.positives - counted.tp, tn: table.others - counted.fp }, `at ${threshold}`).toEqual({ tp, fp, fn, tn });
      }
    }
  });

  it('has the same average precision and calibration', () => {
    for (const [i, { averagePrecision, calibration }] of (golden.curves ?? []).entries()) {
      const found = curves(golden).classes[i];
      close(found?.averagePrecision, averagePrecision);
      if (calibration === null) continue;
      expect(found?.calibration.rows.reduce((sum, rows) => sum + rows, 0)).toBe(golden.y.length);
      expect(found?.calibration.shareTrue).toHaveLength(calibration.shareTrue.length);
      calibration.shareTrue.forEach((share, bin) => close(found?.calibration.shareTrue[bin], share));
      calibration.meanPredicted.forEach((mean, bin) => close(found?.calibration.meanPredicted[bin], mean));
    }
  });
});

describe.each(cases.filter((one) => one.residuals))('scikit-learn and NumPy: $name', (golden) => {
  it('has the same residuals and bins', () => {
    const [found, expected] = [curves(golden).residuals, golden.residuals];
    if (!found || !expected) throw new Error('Residuals are missing');
    for (const name of ['mean', 'medianAbsolute', 'largestAbsolute'] as const) close(found[name], expected[name]);
    expect(found.residuals.counts).toEqual(expected.residuals.counts);
    found.residuals.edges.forEach((edge, i) => close(edge, expected.residuals.edges[i] ?? NaN));
    expect(found.predicted.cells).toEqual(expected.predicted.cells);
    expect(found.spread.cells).toEqual(expected.spread.cells);
  });
});

describe('thresholdTable', () => {
  it('stays small over many scores, exact at each step', () => {
    const rows = 60_000;
    const score = (i: number): number => Math.abs(Math.sin(i * 12.9898)) ** 3;
    const y = Float64Array.from({ length: rows }, (_, i) => (score(i + 7) < score(i) ? 1 : 0));
    const table = thresholdTable(rocSteps(y, 1, score));
    expect(table.thresholds.length).toBeLessThan(1800);
    for (let i = 0; i < table.thresholds.length; i += 97) {
      const threshold = table.thresholds[i] ?? NaN;
      let [tp, fp] = [0, 0];
      y.forEach((truth, row) => {
        if (score(row) < threshold) return;
        if (truth === 1) tp++;
        else fp++;
      });
      expect([table.truePositives[i], table.falsePositives[i]]).toEqual([tp, fp]);
    }
  });

  it('is exact at round thresholds that are scores, too, where their own step is left out', () => {
    const rows = 5000;
    const score = (i: number): number => ((i * 7919) % 1001) / 1000;
    const y = Float64Array.from({ length: rows }, (_, i) => (i % 5 < 2 ? 1 : 0));
    const table = thresholdTable(rocSteps(y, 1, score));
    for (let k = 1; k < 100; k++) {
      const called = [...y].filter((truth, i) => truth === 1 && score(i) >= k / 100).length;
      expect(table.truePositives[table.thresholds.indexOf(k / 100)], String(k / 100)).toBe(called);
    }
  });

  it('has no step where there are no rows but the round ones', () => {
    const table = thresholdTable(rocSteps(new Float64Array(), 1, () => 0));
    expect(table).toMatchObject({ positives: 0, others: 0 });
    expect(table.truePositives.every((count) => count === 0)).toBe(true);
  });
});
