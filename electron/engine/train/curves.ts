import type { Curves } from '../../contract/curves.ts';
import type { TargetTask } from '../../contract/task.ts';
import { curveClasses, type Predictions } from './metrics.ts';
import { residualsOf } from './metrics-residuals.ts';
import { rocSteps } from './metrics-roc.ts';
import { averagePrecision, calibration, thresholdTable } from './metrics-thresholds.ts';

/** Threshold tables, average precision and calibration of every class that has a curve; of numbers the residuals. */
export function curvesOf(task: TargetTask, predictions: Predictions): Curves {
  const { y, prediction, probabilities = new Float64Array(), classes } = predictions;
  if (task === 'regression') return { classes: [], residuals: residualsOf(y, prediction ?? new Float64Array()) };
  const width = classes.length;
  return {
    residuals: null,
    classes: curveClasses(task, predictions).map((k) => {
      const score = (row: number): number => probabilities[row * width + k] as number;
      const steps = rocSteps(y, k, score);
      return { label: classes[k] as string, table: thresholdTable(steps), averagePrecision: averagePrecision(steps), calibration: calibration(y.length, (row) => y[row] === k, score) };
    }),
  };
}
