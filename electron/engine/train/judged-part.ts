import type { Curves } from '../../contract/curves.ts';
import type { Evaluation } from '../../contract/metrics.ts';
import { isTargetless } from '../../contract/task.ts';
import type { FittedChain } from '../graph/chain.ts';
import { anomaliesOf } from './anomaly-picture.ts';
import { clustersOf } from './cluster-picture.ts';
import { curvesOf } from './curves.ts';
import { evaluate, type Predictions } from './metrics.ts';
import { evaluateAnomalies, evaluateClusters, type Findings } from './metrics-unlabelled.ts';
import { outputShape } from './output-shape.ts';
import type { Scores } from './score-rows.ts';

/** What the ONNX file said of some rows, to be held to the truth where there is one. */
export interface JudgedPart {
  evaluate(): Evaluation;
  curves(): Curves;
}

/** The scores of `rows`, all of which could be scored; `y` is their truth, missing without a target. */
export function judgedPart({ target, positive, features }: FittedChain, y: Float64Array, scores: Scores, rows: readonly number[]): JudgedPart {
  const { task, classes } = target;
  const { name, width } = outputShape(target);
  const values = gathered(scores.output, width, rows);
  if (isTargetless(task)) {
    const places = new Map(classes.map((label, i) => [label, i]));
    const findings: Findings = {
      labels: Float64Array.from(rows, (row) => places.get(scores.labels[row] ?? '') ?? NaN),
      numbers: values,
      features: scores.features ? gathered(scores.features, features.length, rows) : new Float64Array(),
    };
    const none = { classes: [], residuals: null };
    if (task === 'anomaly') return { evaluate: () => evaluateAnomalies(findings), curves: () => ({ ...none, anomalies: anomaliesOf(findings) }) };
    return { evaluate: () => evaluateClusters(findings), curves: () => ({ ...none, clusters: clustersOf(findings, classes, features) }) };
  }
  const predictions: Predictions = { y: Float64Array.from(rows, (row) => y[row] ?? NaN), classes, ...(name === 'prediction' ? { prediction: values } : { probabilities: values }), ...(positive === null ? {} : { positive }) };
  return { evaluate: () => evaluate(task, predictions), curves: () => curvesOf(task, predictions) };
}

/** Rows of a row-major matrix. */
function gathered(values: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const result = new Float64Array(rows.length * width);
  rows.forEach((row, i) => result.set(values.subarray(row * width, (row + 1) * width), i * width));
  return result;
}
