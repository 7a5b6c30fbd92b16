import { AppError } from '../base/app-error.ts';
import { centredProducts, centredRows, residualProducts } from './centred-rows.ts';
import { requireSolvable } from './equations.ts';
import type { Kernel } from './kernel.ts';
import { linearStateOf, type LinearState } from './linear-model.ts';
import type { FitContext, TrainingData } from './model.ts';
import { changeOf, minimiseQuadratic, supportOf, type Quadratic } from './penalised-quadratic.ts';
import { pauseOf } from './training-data.ts';

const REFINEMENTS = 8;

export interface ElasticNetOptions {
  readonly alpha: number;
  /** Share of the penalty that is on absolute values; the rest is on squares. */
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  /** Most sweeps over the coefficients. */
  readonly maxIter: number;
}

/**
 * Minimises 1/(2n) · Σ residual² + alpha · l1Ratio · |w|₁ + ½ · alpha · (1 − l1Ratio) · |w|², where n is the
 * sum of the row weights: by coordinate descent on the Gram matrix, refined with residuals from the rows.
 */
export async function elasticNet(kernel: Kernel, data: TrainingData, { alpha, l1Ratio, fitIntercept, maxIter }: ElasticNetOptions, title: string, context: FitContext): Promise<LinearState> {
  const pause = pauseOf(context);
  requireSolvable(title, data.features.length);
  const centred = await centredRows(kernel, data, { columns: fitIntercept, target: fitIntercept }, title, pause, context.threads);
  const { input, total } = centred;
  const k = input.columns.length;
  const { gram, products, squares } = await centredProducts(kernel, centred, pause);
  context.onProgress?.(0.5);

  const lengths = input.columns.map((_, j) => Math.sqrt(gram[j * k + j] as number));
  const problem: Quadratic = { gram, start: new Float64Array(k), slopes: products, l1: lengths.map(() => alpha * l1Ratio * total), l2: lengths.map(() => alpha * (1 - l1Ratio) * total), lengths, length: Math.sqrt(squares) };
  const found = await minimiseQuadratic(problem, maxIter, pause);
  if (!found) throw notConverged(title, maxIter);
  const { coef, factor } = found;
  if (factor) {
    const support = supportOf(coef);
    const productsLeft = residualProducts(kernel, centred, pause);
    let last = Infinity;
    for (let step = 0; step < REFINEMENTS; step++) {
      const change = changeOf(problem, factor, support, coef, await productsLeft(coef));
      const size = Math.hypot(...support.map((j, s) => (change[s] as number) * (lengths[j] as number)));
      if (!(size < last / 2)) break;
      last = size;
      support.forEach((j, s) => (coef[j] = (coef[j] as number) + (change[s] as number)));
    }
  }
  context.onProgress?.(1);
  return linearStateOf(coef, centred, lengths);
}

function notConverged(title: string, maxIter: number): AppError {
  return new AppError({
    code: 'NOT_CONVERGED',
    message: `${title} did not reach its optimum in ${maxIter} passes over the coefficients.`,
    place: { field: 'maxIter' },
    next: 'Put a standard scaler in front of the model, allow more passes (maxIter), or choose a larger alpha.',
  });
}
