import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { column, exp, le, missing, mul, num, when } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { besideEquations, fewestUnknowns, requireSolvable } from '../equations.ts';
import type { Kernel } from '../kernel.ts';
import { linearImportance, linearState } from '../linear-model.ts';
import { addLinearScores } from '../linear-onnx.ts';
import { linearScores } from '../linear-scores.ts';
import { rowwiseLoss, type Design } from '../loss-evaluation.ts';
import { defineModel, type FitContext, type TrainingData } from '../model.ts';
import { checkedMoments, targetMean, totalWeight } from '../moments.ts';
import { CONVERGED, newton } from '../newton.ts';
import { fewestColumns } from '../row-space.ts';
import { checkTrainingData, featureColumns, pauseOf } from '../training-data.ts';
import { poissonLoss } from './poisson-loss.ts';

const params = z.object({
  alpha: z.number().min(0).default(1).describe('Strength of the penalty: larger means smaller weights, 0 means none').meta({ title: 'Alpha' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant factor; without it the model predicts 1 where all features are 0').meta({ title: 'Intercept' }),
  maxIter: z.number().int().min(1).default(100).describe('Most steps before the training gives up').meta({ title: 'Steps' }),
});

/** Predictions are level · exp((x − center) · coef). */
const state = linearState.omit({ base: true }).extend({ level: z.number().positive() });
type State = z.infer<typeof state>;

/** Minimises the mean half deviance + ½ · alpha · |coefficients|², log link, by Newton's method. */
export const poissonRegression = defineModel({
  id: 'poisson-regression',
  title: 'Poisson regression',
  summary: 'Predicts a count, or another number that is never negative, as a product of effects of the features.',
  tasks: ['regression'],
  params,
  state,
  missing: 'refused',

  beside: (shape) => besideEquations(shape, fewestUnknowns(shape)),

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Poisson regression', 'later', context);
    checkTarget(data);
    return fitPoisson(kernel, data, chosen, context);
  },

  predict({ center, coef, level }, x, rows) {
    return linearScores(x, rows, center, [coef], [0]).map((score) => finite(level * Math.exp(score)));
  },

  onnx({ center, coef, level }, graph, features) {
    const tensor = addLinearScores(graph, features, center, [coef], [0]);
    const value = mul(num(level), exp(column('score', 'number')));
    return compileExpressions(graph, [when(le(value, num(Number.MAX_VALUE)), value, missing('number'))], { numeric: { tensor, columns: new Map([['score', 0]]) } });
  },

  python: ({ alpha, fitIntercept, maxIter }) => ({
    imports: ['from sklearn.linear_model import PoissonRegressor'],
    code: `PoissonRegressor(alpha=${alpha}, fit_intercept=${fitIntercept ? 'True' : 'False'}, solver="newton-cholesky", tol=1e-10, max_iter=${maxIter})`,
  }),

  importance: (model) => linearImportance(model),
});

/** The target is divided by its mean first, so that the search starts at the right level whatever its unit. */
async function fitPoisson(kernel: Kernel, data: TrainingData, { alpha, fitIntercept, maxIter }: z.infer<typeof params>, context: FitContext): Promise<State> {
  const pause = pauseOf(context);
  const { rows, weights } = data;
  const columns = featureColumns(data);
  requireSolvable('Poisson regression', fewestUnknowns({ rows, features: columns.length, classes: 0 }));
  const moments = await checkedMoments(kernel, data, 'Poisson regression', pause, context.threads);
  const center = moments.map(({ mean }) => (fitIntercept ? mean : 0));
  const mean = fitIntercept ? targetMean(data) : 1;
  const learned = await fewestColumns(kernel, { columns, rows, shift: center, threads: context.threads }, columns.map(() => 1), pause);
  const ones = fitIntercept ? [new Float64Array(rows).fill(1)] : [];
  const design: Design = { columns: [...learned.columns, ...ones], center: [...learned.shift, ...ones.map(() => 0)], rows, y: data.y.map((value) => value / mean), weights, hasIntercept: fitIntercept, threads: context.threads };
  const p = design.columns.length;
  const k = learned.columns.length;
  const strength = (alpha * totalWeight(rows, weights)) / mean;
  const penalties = new Float64Array(p).map((_, j) => (j < k ? strength : 0));
  const objective = { evaluate: rowwiseLoss(kernel, design, poissonLoss, 1), C: 1, penalties, intercepts: fitIntercept ? [p - 1] : [] };
  const found = await newton(objective, { tolerance: CONVERGED, mostSteps: maxIter }, { coef: new Float64Array(p) }, pause);
  if (!found) throw notConverged(maxIter);
  context.onProgress?.(1);
  const coef = [...learned.back(found.coef.subarray(0, k))];
  const shift = fitIntercept ? (found.coef[k] as number) : 0;
  const intercept = coef.reduce((sum, value, j) => sum - value * (center[j] as number), Math.log(mean) + shift);
  return { coef, intercept, center, level: mean * Math.exp(shift), scale: moments.map(({ deviation }) => deviation) };
}

function checkTarget({ y, weights, origin }: TrainingData): void {
  const negative = y.findIndex((value) => value < 0);
  if (negative >= 0) {
    const row = origin?.rowIds[negative] ?? negative;
    throw new AppError({
      code: 'TARGET_NEGATIVE',
      message: `Poisson regression predicts numbers of 0 and above, but the target${origin ? ` "${origin.target}"` : ''} is ${y[negative]} in row ${row}.`,
      place: { row, ...(origin ? { column: origin.target } : {}) },
      next: 'Filter such rows in front of the model, or choose linear or ridge regression.',
    });
  }
  if (y.some((value, i) => value > 0 && weights?.[i] !== 0)) return;
  throw new AppError({
    code: 'TARGET_ZERO',
    message: 'The target is 0 in every training row, so that Poisson regression has nothing to learn.',
    next: 'Check the target and the filters in front of the model.',
  });
}

/** A prediction past the largest number is missing, as everywhere. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}

function notConverged(maxIter: number): AppError {
  return new AppError({
    code: 'NOT_CONVERGED',
    message: `Poisson regression did not reach its optimum in ${maxIter} steps.`,
    place: { field: 'maxIter' },
    next: 'Put a standard scaler in front of the model, allow more steps (maxIter), or choose a larger alpha.',
  });
}
