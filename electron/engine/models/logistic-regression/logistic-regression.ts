import { z } from 'zod';
import { add, column, div, exp, max, neg, sigmoid, sub, type Expr } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { deviation } from '../column-loops.ts';
import { addLinearScores } from '../linear-onnx.ts';
import { linearScores } from '../linear-scores.ts';
import { defineModel, type FitContext, type TrainingData } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData, columnMean, columnMeans, featureColumns, pauseOf } from '../training-data.ts';
import { binaryLoss, multinomialLoss } from './logistic-loss.ts';
import { newton, type Design } from './newton.ts';
import type { Kernel } from '../kernel.ts';

const params = z.object({
  C: z.number().positive().default(1).describe('Inverse strength of the L2 penalty: smaller means smaller weights').meta({ title: 'C' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant term').meta({ title: 'Intercept' }),
  classWeight: z
    .enum(['none', 'balanced'])
    .default('none')
    .describe('balanced: rows of rare classes count more, so that every class counts the same in total')
    .meta({ title: 'Class weight' }),
});

const state = z.object({
  classes: z.number().int().min(2),
  /** A row of weights for each score: one for two classes, else one a class. */
  coef: z.array(z.array(z.number()).min(1)).min(1),
  intercept: z.array(z.number()).min(1),
  /** Scores are (x − center) · coef + base: well conditioned for columns far from 0. */
  center: z.array(z.number()).min(1),
  base: z.array(z.number()).min(1),
  scale: z.array(z.number().nonnegative()).min(1),
});
type State = z.infer<typeof state>;

/** Rows above which a sample gives the starting point, and how many rows one of it stands for. */
const SAMPLED = 100_000;
const STRIDE = 16;

/** Logistic regression with L2 penalty, binary and multinomial, to its optimum. */
export const logisticRegression = defineModel({
  id: 'logistic-regression',
  title: 'Logistic regression',
  summary: 'Predicts the probability of each class from weighted sums of the features, by Newton’s method to full convergence (scikit-learn’s default solver stops earlier).',
  tasks: ['binary', 'multiclass'],
  params,
  state,
  missing: 'refused',

  async fit(kernel, data, chosen, context) {
    checkTrainingData(data, 'Logistic regression', 'refused');
    return fitLogistic(kernel, data, chosen, context);
  },

  predict(model, x, rows) {
    const scores = linearScores(x, rows, model.center, model.coef, model.base);
    return model.classes === 2 ? sigmoids(scores, rows) : softmax(scores, rows, model.classes);
  },

  onnx(model, graph, features) {
    const tensor = addLinearScores(graph, features, model.center, model.coef, model.base);
    const names = model.coef.map((_, c) => `score${c}`);
    const scores = names.map((name) => column(name, 'number'));
    return compileExpressions(graph, probabilities(scores), { numeric: { tensor, columns: new Map(names.map((name, c) => [name, c])) } });
  },

  python: ({ C, fitIntercept, classWeight }) => ({
    imports: ['from sklearn.linear_model import LogisticRegression'],
    code:
      `LogisticRegression(C=${C}, fit_intercept=${fitIntercept ? 'True' : 'False'}, ` +
      `class_weight=${classWeight === 'balanced' ? '"balanced"' : 'None'}, solver="newton-cholesky", tol=1e-12, max_iter=1000)`,
  }),

  importance: (model) => sharesOf(model.scale.map((scale, j) => model.coef.reduce((sum, row) => sum + Math.abs(row[j] as number), 0) * scale)),
});

async function fitLogistic(kernel: Kernel, data: TrainingData, { C, fitIntercept, classWeight }: z.infer<typeof params>, context: FitContext): Promise<State> {
  const pause = pauseOf(context);
  const { rows, y, features } = data;
  const classes = data.classes.length;
  const scores = classes === 2 ? 1 : classes;
  const weights = classWeight === 'balanced' ? balanced(data) : data.weights;
  const columns = featureColumns(data);
  const center = fitIntercept ? await columnMeans(columns, data.weights, pause) : columns.map(() => 0);
  const ones = fitIntercept ? [new Float64Array(rows).fill(1)] : [];
  const design: Design = { columns: [...columns, ...ones], center: [...center, ...ones.map(() => 0)], rows, y, weights, hasIntercept: fitIntercept };
  const logLoss = scores === 1 ? binaryLoss : multinomialLoss;

  let start = new Float64Array(scores * design.columns.length);
  if (rows > SAMPLED) {
    // A sample costs little and saves most steps over all rows; the optimum is the same.
    start = await newton(kernel, sampled(design), logLoss, scores, C * STRIDE, start, pause);
    context.onProgress?.(0.3);
  }
  const coef = await newton(kernel, design, logLoss, scores, C, start, pause);
  context.onProgress?.(1);

  const p = design.columns.length;
  const rowsOf = Array.from({ length: scores }, (_, s) => [...coef.subarray(s * p, s * p + features.length)]);
  const base = Array.from({ length: scores }, (_, s) => (fitIntercept ? (coef[s * p + p - 1] as number) : 0));
  const intercept = rowsOf.map((row, s) => row.reduce((sum, value, j) => sum - value * (center[j] as number), base[s] as number));
  const scale: number[] = [];
  for (const [j, values] of columns.entries()) {
    scale.push(deviation(values, fitIntercept ? (center[j] as number) : columnMean(values)));
    if (j % 16 === 15) await pause();
  }
  return { classes, coef: rowsOf, intercept, center, base, scale };
}

/** Every 16th row, spread by blocks of 16 so that a period in the rows does no harm. */
function sampled(design: Design): Design {
  const rows = Math.floor(design.rows / STRIDE);
  const pick = (values: Float64Array): Float64Array => Float64Array.from({ length: rows }, (_, i) => values[i * STRIDE + (((i * 2654435761) >>> 8) % STRIDE)] as number);
  return { ...design, rows, columns: design.columns.map(pick), y: pick(design.y), weights: design.weights && pick(design.weights) };
}

/** scikit-learn's class_weight="balanced": rows / (classes · rows of the class), times the row's own weight. */
function balanced({ rows, y, classes, weights }: TrainingData): Float64Array {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < rows; i++) counts[y[i] as number] = (counts[y[i] as number] as number) + (weights ? (weights[i] as number) : 1);
  const present = counts.filter((count) => count > 0).length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return y.map((k, i) => ((weights ? (weights[i] as number) : 1) * total) / (present * (counts[k] as number)));
}

/** The probabilities as expressions, so that ONNX computes them to the same bits for one row and for many. */
function probabilities(scores: readonly Expr[]): Expr[] {
  const [first, ...others] = scores;
  if (!first) throw new RangeError('A logistic regression has scores');
  if (others.length === 0) return [sigmoid(neg(first)), sigmoid(first)];
  const top = others.reduce((a, b) => max(a, b), first);
  const shares = scores.map((score) => exp(sub(score, top)));
  const total = shares.reduce((a, b) => add(a, b));
  return shares.map((share) => div(share, total));
}

function sigmoids(scores: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(rows * 2);
  for (let i = 0; i < rows; i++) {
    const score = scores[i] as number;
    result[2 * i] = 1 / (1 + Math.exp(score));
    result[2 * i + 1] = 1 / (1 + Math.exp(-score));
  }
  return result;
}

function softmax(scores: Float64Array, rows: number, classes: number): Float64Array {
  for (let from = 0; from < rows * classes; from += classes) {
    const row = scores.subarray(from, from + classes);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    let total = 0;
    row.forEach((score, c) => (total += row[c] = Math.exp(score - top)));
    row.forEach((share, c) => (row[c] = share / total));
  }
  return scores;
}
