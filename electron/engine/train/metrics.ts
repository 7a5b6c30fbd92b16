import { confusionCells, MOST_CONFUSED_CLASSES, type ConfusionMatrix, type Evaluation, type FoldMetric, type Metrics } from '../../contract/metrics.ts';
import type { TargetTask } from '../../contract/task.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import { rocAuc, rocCurve, rocSteps, thinned } from './metrics-roc.ts';

/** What is evaluated: the truth, and what the ONNX model said of the same rows. */
export interface Predictions {
  /** A number, or the index of a class. */
  readonly y: Float64Array;
  /** Regression: the predicted numbers. */
  readonly prediction?: Float64Array;
  /** Classification: row-major [rows, classes]. */
  readonly probabilities?: Float64Array;
  readonly classes: readonly string[];
  /** Of two classes, the one that precision, recall, f1 and the ROC curve speak of; the last unless said. */
  readonly positive?: string;
}

/** Metrics as `sklearn.metrics` defines them, confusion matrix and ROC curves. Null where a metric is undefined. */
export function evaluate(task: TargetTask, predictions: Predictions): Evaluation {
  if (task === 'regression') {
    const { y, prediction = new Float64Array() } = predictions;
    if (prediction.length !== y.length) throw new RangeError('A prediction for every row is needed');
    return { rows: y.length, metrics: wrapped(regressionMetrics(y, prediction)), confusion: null, roc: [] };
  }
  return evaluateClasses(task, predictions);
}

/** The class of the largest probability of each row; of equal ones the first. */
function predictedClasses(probabilities: Float64Array, rows: number, classes: number): Float64Array {
  const result = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if ((probabilities[i * classes + c] as number) > (probabilities[i * classes + best] as number)) best = c;
    result[i] = best;
  }
  return result;
}

/** The same metrics over folds: mean and population standard deviation, null where a fold has none. */
export function summariseFolds(folds: readonly Metrics[]): Record<string, FoldMetric> {
  const names = [...new Set(folds.flatMap((metrics) => Object.keys(metrics)))];
  return Object.fromEntries(names.map((name) => [name, summary(folds.map((metrics) => metrics[name]?.value ?? null))]));
}

function summary(folds: readonly (number | null)[]): FoldMetric {
  const values = folds.filter((value) => value !== null);
  if (values.length < folds.length || values.length === 0) return { mean: null, std: null, folds: [...folds] };
  const mean = sumOf(values.length, (i) => values[i] as number) / values.length;
  const variance = sumOf(values.length, (i) => ((values[i] as number) - mean) ** 2) / values.length;
  return { mean, std: Math.sqrt(variance), folds: [...folds] };
}

type Values = Record<string, number | null>;

function wrapped(values: Values): Metrics {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value: value !== null && Number.isFinite(value) ? value : null }]));
}

function sumOf(count: number, term: (i: number) => number): number {
  const sum = new CompensatedSum();
  for (let i = 0; i < count; i++) sum.add(term(i));
  return sum.value;
}

function regressionMetrics(y: Float64Array, prediction: Float64Array): Values {
  const n = y.length;
  if (n === 0) return { r2: null, mean_absolute_error: null, root_mean_squared_error: null };
  const error = (i: number): number => (y[i] as number) - (prediction[i] as number);
  const mean = sumOf(n, (i) => y[i] as number) / n;
  const squares = sumOf(n, (i) => error(i) ** 2);
  const spread = sumOf(n, (i) => ((y[i] as number) - mean) ** 2);
  const explained = spread > 0 ? 1 - squares / spread : squares > 0 ? 0 : 1;
  return {
    r2: n < 2 ? null : explained,
    mean_absolute_error: sumOf(n, (i) => Math.abs(error(i))) / n,
    root_mean_squared_error: Math.sqrt(squares / n),
  };
}

function evaluateClasses(task: 'binary' | 'multiclass', { y, probabilities = new Float64Array(), classes, positive }: Predictions): Evaluation {
  const rows = y.length;
  const c = classes.length;
  if (probabilities.length !== rows * c) throw new RangeError('A probability for every row and class is needed');
  const counts = confusionCounts(y, predictedClasses(probabilities, rows, c), c);
  const aucName = task === 'binary' ? 'roc_auc' : 'roc_auc_ovr';
  const drawn = curveClasses(task, { classes, positive });
  const steps = drawn.map((k) => rocSteps(y, k, (i) => probabilities[i * c + k] as number));
  const aucs = steps.map(rocAuc);
  const auc = aucs.every((value) => value !== null) ? aucs.reduce((sum, value) => sum + value, 0) / aucs.length : null;
  const metrics: Values = {
    ...(rows === 0 ? { accuracy: null, balanced_accuracy: null, precision: null, recall: null, f1: null } : countMetrics(counts, task, drawn[0] as number)),
    [aucName]: auc,
    log_loss: rows === 0 ? null : logLoss(y, probabilities, c),
  };
  const roc = steps.flatMap((step, i) => {
    const label = classes[drawn[i] as number] as string;
    const area = aucs[i] ?? null;
    return area === null ? [] : [{ label, ...thinned(rocCurve(step)), auc: area }];
  });
  const table = { labels: [...classes], counts };
  const confusion: ConfusionMatrix = c > MOST_CONFUSED_CLASSES ? { labels: table.labels, cells: confusionCells(table) } : table;
  return { rows, metrics: wrapped(metrics), confusion, roc };
}

/** The classes that have curves: of two the positive one, of several each against the rest. */
export function curveClasses(task: TargetTask, { classes, positive }: { readonly classes: readonly string[]; readonly positive?: string | undefined }): number[] {
  return task === 'binary' ? [positive === undefined ? classes.length - 1 : classes.indexOf(positive)] : classes.map((_, k) => k);
}

function confusionCounts(y: Float64Array, predicted: Float64Array, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  y.forEach((truth, i) => {
    const row = counts[truth] as number[];
    row[predicted[i] as number] = (row[predicted[i] as number] ?? 0) + 1;
  });
  return counts;
}

interface ClassCounts {
  readonly hits: number;
  readonly truth: number;
  readonly predicted: number;
}

function countMetrics(counts: readonly (readonly number[])[], task: 'binary' | 'multiclass', positive: number): Values {
  const perClass = counts.map((row, k) => ({
    hits: row[k] as number,
    truth: row.reduce((sum, n) => sum + n, 0),
    predicted: counts.reduce((sum, other) => sum + (other[k] as number), 0),
  }));
  const rows = perClass.reduce((sum, { truth }) => sum + truth, 0);
  const hits = perClass.reduce((sum, k) => sum + k.hits, 0);
  const inTruth = perClass.filter(({ truth }) => truth > 0);
  const spoken = task === 'binary' ? [perClass[positive] as ClassCounts] : perClass.filter(({ truth, predicted }) => truth + predicted > 0);
  return {
    accuracy: hits / rows,
    balanced_accuracy: meanOf(inTruth, (k) => k.hits / k.truth),
    precision: meanOf(spoken, (k) => (k.predicted > 0 ? k.hits / k.predicted : 0)),
    recall: meanOf(spoken, (k) => (k.truth > 0 ? k.hits / k.truth : 0)),
    f1: meanOf(spoken, (k) => (k.truth + k.predicted > 0 ? (2 * k.hits) / (k.truth + k.predicted) : 0)),
  };
}

function meanOf(classes: readonly ClassCounts[], value: (counts: ClassCounts) => number): number {
  return sumOf(classes.length, (i) => value(classes[i] as ClassCounts)) / classes.length;
}

/** Probabilities are kept off 0 and 1 by one unit in the last place of 1, as scikit-learn does. */
function logLoss(y: Float64Array, probabilities: Float64Array, classes: number): number {
  const loss = sumOf(y.length, (i) => {
    const p = probabilities[i * classes + (y[i] as number)] as number;
    return -Math.log(Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  });
  return loss / y.length;
}
