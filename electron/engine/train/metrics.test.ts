import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EvaluationSchema } from '../../contract/metrics.ts';
import type { TargetTask } from '../../contract/task.ts';
import { evaluate, summariseFolds } from './metrics.ts';
import { rocCurve, rocSteps, thinned } from './metrics-roc.ts';

interface Case {
  name: string;
  task: TargetTask;
  y: number[];
  prediction?: number[];
  probabilities?: number[];
  classes: string[];
  positive?: string | null;
  metrics: Record<string, number | null>;
  confusion?: number[][];
  roc?: { label: string; fpr: number[]; tpr: number[]; thresholds: (number | null)[] }[];
}
const cases = JSON.parse(readFileSync(new URL('../../../test/goldens/metrics/metrics.json', import.meta.url), 'utf8')) as Case[];

function evaluated(golden: Case, order?: readonly number[]): ReturnType<typeof evaluate> {
  const rows = order ?? golden.y.map((_, i) => i);
  const width = golden.classes.length;
  return evaluate(golden.task, {
    y: Float64Array.from(rows, (i) => golden.y[i] as number),
    classes: golden.classes,
    ...(golden.prediction ? { prediction: Float64Array.from(rows, (i) => golden.prediction?.[i] as number) } : {}),
    ...(golden.probabilities ? { probabilities: Float64Array.from(rows.flatMap((i) => golden.probabilities?.slice(i * width, (i + 1) * width) ?? [])) } : {}),
    ...(golden.positive ? { positive: golden.positive } : {}),
  });
}

function close(actual: number | null | undefined, expected: number | null, name: string): void {
  if (expected === null) return expect(actual, name).toBeNull();
  expect(Math.abs((actual as number) - expected), name).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe.each(cases)('scikit-learn: $name', (golden) => {
  it('gives the same metrics', () => {
    const evaluation = EvaluationSchema.parse(evaluated(golden));
    expect(Object.keys(evaluation.metrics).sort()).toEqual(Object.keys(golden.metrics).sort());
    for (const [name, value] of Object.entries(golden.metrics)) close(evaluation.metrics[name]?.value, value, name);
    expect(evaluation.confusion && 'counts' in evaluation.confusion ? evaluation.confusion.counts : undefined).toEqual(golden.confusion);
  });

  it('gives the same in another order of rows', () => {
    const backwards = evaluated(golden, golden.y.map((_, i) => golden.y.length - 1 - i));
    const forwards = evaluated(golden);
    for (const [name, { value }] of Object.entries(forwards.metrics)) {
      if (value === null) expect(backwards.metrics[name]?.value).toBeNull();
      else expect(Math.abs((backwards.metrics[name]?.value as number) - value)).toBeLessThanOrEqual(4e-16 * Math.max(1, Math.abs(value)));
    }
  });

  it('gives the same ROC curves', () => {
    const width = golden.classes.length;
    for (const curve of golden.roc ?? []) {
      const k = golden.classes.indexOf(curve.label);
      const points = rocCurve(rocSteps(Float64Array.from(golden.y), k, (i) => golden.probabilities?.[i * width + k] as number));
      expect(points.thresholds).toEqual(curve.thresholds);
      expect(points.falsePositiveRate).toEqual(curve.fpr);
      expect(points.truePositiveRate).toEqual(curve.tpr);
    }
    expect(evaluated(golden).roc.map(({ label }) => label)).toEqual((golden.roc ?? []).map(({ label }) => label));
  });
});

describe('evaluate', () => {
  it('gives nulls where there are no rows', () => {
    for (const task of ['regression', 'binary', 'multiclass'] as const) {
      const { metrics } = evaluate(task, { y: new Float64Array(), prediction: new Float64Array(), probabilities: new Float64Array(), classes: task === 'regression' ? [] : ['a', 'b'] });
      for (const { value } of Object.values(metrics)) expect(value).toBeNull();
    }
  });

  it('thins a long curve without moving it by more than a thousandth', () => {
    const rows = 50_000;
    const score = (i: number): number => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453);
    const y = Float64Array.from({ length: rows }, (_, i) => (score(i + 7) < score(i) ** 2 ? 1 : 0));
    const full = rocCurve(rocSteps(y, 1, score));
    const thin = thinned(full);
    expect(full.thresholds.length).toBeGreaterThan(10_000);
    expect(thin.thresholds.length).toBeLessThan(4_100);
    const away = (x: number, y: number, i: number): number => {
      const [x0, y0] = [thin.falsePositiveRate[i] as number, thin.truePositiveRate[i] as number];
      const [dx, dy] = [(thin.falsePositiveRate[i + 1] as number) - x0, (thin.truePositiveRate[i + 1] as number) - y0];
      const t = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)));
      return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
    };
    let at = 0;
    full.thresholds.forEach((threshold, i) => {
      while (at + 2 < thin.thresholds.length && threshold !== null && (thin.thresholds[at + 1] as number) > threshold) at++;
      expect(away(full.falsePositiveRate[i] as number, full.truePositiveRate[i] as number, at)).toBeLessThan(1e-3);
    });
  });
});

describe('summariseFolds', () => {
  it('gives mean and population deviation, null where a fold has none', () => {
    const folds = [1, 2, 4].map((value) => ({ r2: { value }, roc_auc: { value: value === 4 ? null : value } }));
    const { r2, roc_auc } = summariseFolds(folds);
    expect(r2?.mean).toBeCloseTo(7 / 3, 15);
    expect(r2?.std).toBeCloseTo(Math.sqrt(14 / 9), 15);
    expect(roc_auc).toEqual({ mean: null, std: null, folds: [1, 2, null] });
  });
});

it('lists the cells of the confusion matrix of many classes that are not empty', () => {
  const classes = Array.from({ length: 60 }, (_, i) => `class ${i}`);
  const said = [[3, 3], [3, 3], [3, 59], [0, 1], [59, 0]] as const;
  const probabilities = Float64Array.from(said.flatMap(([, predicted]) => classes.map((_, k) => (k === predicted ? 0.41 : 0.01))));
  const { confusion } = evaluate('multiclass', { y: Float64Array.from(said, ([truth]) => truth), probabilities, classes });
  expect(confusion).toEqual({ labels: classes, cells: [[0, 1, 1], [3, 3, 2], [3, 59, 1], [59, 0, 1]] });
});
