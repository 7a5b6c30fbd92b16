import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { column } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { probabilitiesOf, probabilityExpressions } from '../class-probabilities.ts';
import { addLinearScores } from '../linear-onnx.ts';
import { linearScores } from '../linear-scores.ts';
import type { Kernel } from '../kernel.ts';
import { defineModel, type FitContext, type TrainingData } from '../model.ts';
import { CONVERGED, newton, type Design, type Objective } from '../newton.ts';
import { sharesOf } from '../shares.ts';
import { allMoments, checkTrainingData, featureColumns, pauseOf } from '../training-data.ts';
import { binaryLoss, multinomialLoss } from './logistic-loss.ts';

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

/** The curvature is a matrix of this many rows and columns: past it, seconds pass without a pause. */
const MOST_COEFFICIENTS = 2500;
const MOST_STEPS = 200;

/** Rows above which a sample gives the starting point, and how many rows one of it stands for. */
const SAMPLED = 100_000;
const STRIDE = 16;
/** The sample's optimum is off by more than this anyway. */
const ROUGH = 1e-7;

/** Logistic regression with L2 penalty, binary and multinomial, by Newton's method to its optimum: scikit-learn's default solver stops earlier. */
export const logisticRegression = defineModel({
  id: 'logistic-regression',
  title: 'Logistic regression',
  summary: 'Predicts the probability of each class from a weighted sum of the features. Easy to explain, and a good first model to compare others with.',
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
    return probabilitiesOf(scores, model.coef.length);
  },

  onnx(model, graph, features) {
    const tensor = addLinearScores(graph, features, model.center, model.coef, model.base);
    const names = model.coef.map((_, c) => `score${c}`);
    const scores = names.map((name) => column(name, 'number'));
    return compileExpressions(graph, probabilityExpressions(scores), { numeric: { tensor, columns: new Map(names.map((name, c) => [name, c])) } });
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
  const moments = await allMoments(data, pause);
  const center = moments.map(({ mean }) => (fitIntercept ? mean : 0));
  const ones = fitIntercept ? [new Float64Array(rows).fill(1)] : [];
  const design: Design = { columns: [...columns, ...ones], center: [...center, ...ones.map(() => 0)], rows, y, weights, hasIntercept: fitIntercept };
  const objective: Objective = { loss: scores === 1 ? binaryLoss : multinomialLoss, scores, C, alpha: 1 };

  let start = new Float64Array(scores * design.columns.length);
  if (start.length > MOST_COEFFICIENTS) throw tooLarge(classes, features.length);
  const sample = rows > SAMPLED ? sampled(design) : null;
  if (sample && new Set(sample.y).size === classes) {
    // A sample costs little and saves most steps over all rows; the optimum is the same.
    start = (await newton(kernel, sample, { ...objective, C: C * STRIDE }, { tolerance: ROUGH, mostSteps: MOST_STEPS }, start, pause)) ?? start;
    context.onProgress?.(0.3);
  }
  const coef = await newton(kernel, design, objective, { tolerance: CONVERGED, mostSteps: MOST_STEPS }, start, pause);
  if (!coef) throw notConverged();
  context.onProgress?.(1);

  const p = design.columns.length;
  const rowsOf = Array.from({ length: scores }, (_, s) => [...coef.subarray(s * p, s * p + features.length)]);
  const base = Array.from({ length: scores }, (_, s) => (fitIntercept ? (coef[s * p + p - 1] as number) : 0));
  const intercept = rowsOf.map((row, s) => row.reduce((sum, value, j) => sum - value * (center[j] as number), base[s] as number));
  return { classes, coef: rowsOf, intercept, center, base, scale: moments.map(({ deviation }) => deviation) };
}

function notConverged(): AppError {
  return new AppError({
    code: 'NOT_CONVERGED',
    message: 'Logistic regression did not reach its optimum.',
    place: { field: 'C' },
    next: 'Put a standard scaler in front of the model, or choose a smaller C.',
  });
}

function tooLarge(classes: number, features: number): AppError {
  return new AppError({
    code: 'TOO_MANY_COEFFICIENTS',
    message: `Logistic regression would need ${classes} × ${features} weights, more than the ${MOST_COEFFICIENTS} that it can find at once.`,
    next: 'Leave out columns or rare classes, or choose a decision tree.',
  });
}

/** A run of 16 rows out of every 256, its place varied so that a period in the rows does no harm. */
function sampled(design: Design): Design {
  const runs = Math.floor(design.rows / STRIDE ** 2);
  const pick = (values: Float64Array): Float64Array => {
    const result = new Float64Array(runs * STRIDE);
    for (let run = 0; run < runs; run++) {
      const from = run * STRIDE ** 2 + (Math.imul(run, 0x9e3779b1) >>> 28) * STRIDE;
      result.set(values.subarray(from, from + STRIDE), run * STRIDE);
    }
    return result;
  };
  return { ...design, rows: runs * STRIDE, columns: design.columns.map(pick), y: pick(design.y), weights: design.weights && pick(design.weights) };
}

/** scikit-learn's class_weight="balanced": rows / (classes · rows of the class), times the row's own weight. */
function balanced({ rows, y, classes, weights }: TrainingData): Float64Array {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < rows; i++) counts[y[i] as number] = (counts[y[i] as number] as number) + (weights ? (weights[i] as number) : 1);
  const present = counts.filter((count) => count > 0).length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return y.map((k, i) => ((weights ? (weights[i] as number) : 1) * total) / (present * (counts[k] as number)));
}
