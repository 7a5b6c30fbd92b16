import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { column } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { probabilitiesOf, probabilityExpressions } from '../class-probabilities.ts';
import { classWeight, rowWeights } from '../class-weight.ts';
import { besideEquations, fewestUnknowns } from '../equations.ts';
import { addLinearScores } from '../linear-onnx.ts';
import { linearScores } from '../linear-scores.ts';
import type { Kernel, Pause } from '../kernel.ts';
import { kernelLoss, rowwiseLoss, type Design } from '../loss-evaluation.ts';
import { defineModel, type FitContext, type MatrixShape, type TrainingData } from '../model.ts';
import { checkedMoments } from '../moments.ts';
import { CONVERGED, newton, type Objective, type Start } from '../newton.ts';
import { fewestColumns, type Learned } from '../row-space.ts';
import { sharesOf } from '../shares.ts';
import { scaledFirst, standardise } from '../standardise.ts';
import { checkTrainingData, featureColumns, pauseOf } from '../training-data.ts';
import { multinomialLoss } from './logistic-loss.ts';

const params = z.object({
  C: z.number().positive().default(1).describe('Inverse strength of the penalty: smaller means smaller weights').meta({ title: 'C' }),
  l1Ratio: z.number().min(0).max(1).default(0).describe('Share of the penalty that makes weights 0 (L1); the rest holds them small (L2): 0 is L2 alone, 1 is L1 alone').meta({ title: 'L1 ratio' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant term').meta({ title: 'Intercept' }),
  classWeight,
  standardise,
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

const SMOOTH_SOLVER = 'solver="newton-cholesky", tol=1e-12, max_iter=1000';
/** It is the one that takes every ratio and several classes; random_state is the order in which it takes rows. */
const SPARSE_SOLVER = 'solver="saga", tol=1e-10, max_iter=100000, random_state=0';

/** Rows above which a sample gives the starting point, and how many rows one of it stands for. */
const SAMPLED = 50_000;
const STRIDE = 16;
/** Rows of a sample that lie side by side: memory is read in runs. */
const RUN = 64;
/** The sample's optimum is off by more than this anyway. */
const ROUGH = 1e-7;

/** Logistic regression with L2, L1 or mixed penalty, binary and multinomial, by Newton's method to its optimum: scikit-learn's default solver stops earlier. */
export const logisticRegression = defineModel({
  id: 'logistic-regression',
  title: 'Logistic regression',
  summary: 'Predicts the probability of each class from a weighted sum of the features. Easy to explain, and a good first model to compare others with.',
  tasks: ['binary', 'multiclass'],
  params,
  state,
  missing: 'refused',

  beside: (shape, { l1Ratio }) => besideEquations(shape, unknownsOf(shape, l1Ratio)),

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Logistic regression', 'later', context);
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

  python: ({ C, l1Ratio, fitIntercept, classWeight, standardise }) =>
    scaledFirst(standardise, {
      imports: ['from sklearn.linear_model import LogisticRegression'],
      code:
        `LogisticRegression(C=${C}, ${l1Ratio > 0 ? `l1_ratio=${l1Ratio}, ` : ''}fit_intercept=${fitIntercept ? 'True' : 'False'}, ` +
        `class_weight=${classWeight === 'balanced' ? '"balanced"' : 'None'}, ${l1Ratio > 0 ? SPARSE_SOLVER : SMOOTH_SOLVER})`,
    }),

  importance: (model) => sharesOf(model.scale.map((scale, j) => model.coef.reduce((sum, row) => sum + Math.abs(row[j] as number), 0) * scale)),
});

/** A penalty of absolute values leaves no column to the coordinates of rows. */
function unknownsOf(shape: Omit<MatrixShape, 'threads'>, l1Ratio: number): number {
  return (shape.classes === 2 ? 1 : shape.classes) * (l1Ratio > 0 ? shape.features + 1 : fewestUnknowns(shape));
}

async function fitLogistic(kernel: Kernel, data: TrainingData, chosen: z.infer<typeof params>, context: FitContext): Promise<State> {
  const { C, l1Ratio, fitIntercept, standardise } = chosen;
  const pause = pauseOf(context);
  const { rows, y, features } = data;
  const classes = data.classes.length;
  const scores = classes === 2 ? 1 : classes;
  const weights = rowWeights(data, chosen.classWeight);
  const columns = featureColumns(data);
  const moments = await checkedMoments(kernel, data, 'Logistic regression', pause, context.threads);
  const center = moments.map(({ mean }) => (fitIntercept || standardise ? mean : 0));
  const roots = moments.map(({ deviation }) => (standardise && deviation > 0 ? deviation : 1));
  const input = { columns, rows, shift: center, threads: context.threads };
  const unknowns = unknownsOf({ rows, features: features.length, classes }, l1Ratio);
  if (unknowns > MOST_COEFFICIENTS) throw tooLarge(unknowns);
  const learned: Learned = l1Ratio > 0 ? { columns, shift: center, roots, back: (coef) => coef } : await fewestColumns(kernel, input, roots, pause);
  const ones = fitIntercept ? [new Float64Array(rows).fill(1)] : [];
  const design: Design = { columns: [...learned.columns, ...ones], center: [...learned.shift, ...ones.map(() => 0)], rows, y, weights, hasIntercept: fitIntercept, threads: context.threads };
  const p = design.columns.length;
  const sizes = [...learned.roots, ...ones.map(() => 0)];
  const penalties = new Float64Array(scores * p).map((_, i) => (1 - l1Ratio) * (sizes[i % p] as number) ** 2);
  const absolute = penalties.map((_, i) => l1Ratio * (sizes[i % p] as number));
  const objectiveOf = (some: Design, factor: number): Objective => ({
    evaluate: scores === 1 ? kernelLoss(kernel, some, 'logistic') : rowwiseLoss(kernel, some, multinomialLoss, scores),
    C: C * factor,
    penalties,
    ...(l1Ratio > 0 ? { absolute } : {}),
    intercepts: fitIntercept ? Array.from({ length: scores }, (_, s) => s * p + p - 1) : [],
  });

  const search = async (some: Design, factor: number, tolerance: number): Promise<Required<Start> | null> => {
    let start: Start = { coef: new Float64Array(penalties.length) };
    const sample = some.rows > SAMPLED ? await sampled(some, pause) : null;
    if (sample && new Set(sample.y).size === classes) {
      // A sample costs little and saves most steps over all rows; the optimum is the same.
      const rough = await search(sample, factor * STRIDE, ROUGH);
      if (rough) start = { coef: rough.coef, curvature: rough.curvature.map((value) => value * STRIDE) };
    }
    if (some === design) context.onProgress?.(0.2);
    return newton(objectiveOf(some, factor), { tolerance, mostSteps: MOST_STEPS }, start, pause);
  };
  const found = await search(design, 1, CONVERGED);
  if (!found) throw notConverged();
  const { coef } = found;
  context.onProgress?.(1);

  const rowsOf = Array.from({ length: scores }, (_, s) => [...learned.back(coef.subarray(s * p, s * p + learned.columns.length))]);
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

function tooLarge(unknowns: number): AppError {
  return new AppError({
    code: 'TOO_MANY_COEFFICIENTS',
    message: `Logistic regression would solve equations of ${unknowns} unknowns, more than the ${MOST_COEFFICIENTS} that it goes to.`,
    next: 'Leave out columns or rare classes, choose an L1 ratio of 0 if there are fewer rows than columns, or choose a decision tree.',
  });
}

/** A run of 64 rows out of every 1,024, its place varied so that a period in the rows does no harm. */
async function sampled(design: Design, pause: Pause): Promise<Design> {
  const runs = Math.floor(design.rows / (RUN * STRIDE));
  const pick = (values: Float64Array): Float64Array => {
    const result = new Float64Array(runs * RUN);
    for (let run = 0; run < runs; run++) {
      const from = (run * STRIDE + (Math.imul(run, 0x9e3779b1) >>> 28)) * RUN;
      for (let i = 0; i < RUN; i++) result[run * RUN + i] = values[from + i] as number;
    }
    return result;
  };
  const columns: Float64Array[] = [];
  for (const column of design.columns) {
    columns.push(pick(column));
    await pause();
  }
  return { ...design, rows: runs * RUN, columns, y: pick(design.y), weights: design.weights && pick(design.weights) };
}
