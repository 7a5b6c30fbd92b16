import { AppError } from '../../base/app-error.ts';
import { plusScaled } from '../plus-scaled.ts';
import type { Kernel, Pause } from '../kernel.ts';
import { choleskySolve, symmetricEigen } from '../linear-algebra.ts';
import type { LogLoss, LossAt } from './logistic-loss.ts';

/** Rows, centred as they are read. The last column is of ones where an intercept is learned. */
export interface Design {
  readonly columns: readonly Float64Array[];
  readonly center: readonly number[];
  readonly rows: number;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly hasIntercept: boolean;
}

/** Coefficients of one score a row, intercept last: row-major [scores, columns]. */
export type Coefficients = Float64Array<ArrayBuffer>;

const MOST_STEPS = 200;
/** Squared Newton decrement, as a share of the objective, that ends a search: coefficients are then good to some 1e-7 of their standard errors. */
export const CONVERGED = 1e-18;
/** A decrement that falls at least by this factor lets the curvature serve once more: a pass without it costs a third. */
const REUSED = 1e-4;

/**
 * Minimises C · loss + ½ · |coefficients without intercepts|² by Newton's method: with the exact curvature from the
 * kernel, halved steps where the objective would rise, and the last curvature again once steps are tiny.
 */
export async function newton(kernel: Kernel, design: Design, logLoss: LogLoss, scores: number, C: number, start: Coefficients, tolerance: number, pause: Pause): Promise<Coefficients> {
  const p = design.columns.length;
  const penalised = (at: number): number => (design.hasIntercept && at % p === p - 1 ? 0 : 1);
  let coef = start;
  let eta = await scoresOf(kernel, design, coef, scores, pause);
  let at = logLoss(eta, design.y, design.weights);
  let objective = C * at.loss + penalty(coef, penalised);
  let hessian: Float64Array | null = null;
  let before = Infinity;
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = await gradientOf(kernel, design, at, C, coef, penalised, pause);
    hessian ??= await hessianOf(kernel, design, at, scores, C, penalised, pause);
    const change = descent(hessian, gradient);
    const decrement = Math.max(0, -dot(change, gradient));
    // What the next decrement would be, if steps go on shrinking as they do.
    const expected = Number.isFinite(before) ? decrement * Math.min(1, decrement / before) : decrement;
    const small = expected <= tolerance * Math.max(1, objective);
    // Rounding ends the search too: tiny steps that no longer shrink.
    if (decrement >= before && before <= 1e-16 * Math.max(1, objective)) return coef;
    const quick = Number.isFinite(before) ? decrement <= REUSED * before : decrement <= 1e-6 * objective;
    before = decrement;
    const direction = await scoresOf(kernel, design, change, scores, pause);
    let length = 1;
    for (;;) {
      const next = plusScaled(coef, change, length);
      const nextEta = eta.map((values, s) => plusScaled(values, direction[s] as Float64Array, length));
      const nextAt = logLoss(nextEta, design.y, design.weights);
      const nextObjective = C * nextAt.loss + penalty(next, penalised);
      if (nextObjective <= objective + 1e-12 * Math.abs(objective) || length < 1e-10) {
        [coef, eta, at, objective] = [next, nextEta, nextAt, nextObjective];
        break;
      }
      length /= 2;
      await pause();
    }
    if (small) return coef;
    if (!quick || length < 1) hessian = null;
  }
  throw new AppError({
    code: 'NOT_CONVERGED',
    message: 'Logistic regression did not reach its optimum.',
    place: { field: 'C' },
    next: 'Put a standard scaler in front of the model, or choose a smaller C.',
  });
}

async function scoresOf(kernel: Kernel, { columns, center, rows }: Design, coef: Coefficients, scores: number, pause: Pause): Promise<Float64Array<ArrayBuffer>[]> {
  const p = columns.length;
  const result: Float64Array<ArrayBuffer>[] = [];
  for (let s = 0; s < scores; s++) result.push(await kernel.combine({ columns, rows, shift: center }, coef.subarray(s * p, (s + 1) * p), pause));
  return result;
}

async function gradientOf(kernel: Kernel, { columns, center, rows }: Design, at: LossAt, C: number, coef: Coefficients, penalised: (at: number) => number, pause: Pause): Promise<Coefficients> {
  const p = columns.length;
  const gradient = coef.map((value, place) => penalised(place) * value);
  for (const [s, slope] of at.slopes.entries()) {
    const dots = await kernel.dots({ columns, rows, shift: center }, slope, pause);
    dots.forEach((value, j) => (gradient[s * p + j] = (gradient[s * p + j] as number) + C * value));
  }
  return gradient;
}

async function hessianOf(kernel: Kernel, { columns, center, rows, hasIntercept }: Design, at: LossAt, scores: number, C: number, penalised: (at: number) => number, pause: Pause): Promise<Float64Array> {
  const p = columns.length;
  const n = scores * p;
  const hessian = new Float64Array(n * n);
  for (let a = 0; a < scores; a++) {
    for (let b = a; b < scores; b++) {
      const block = await kernel.gram({ columns, rows, shift: center }, at.curvature(a, b), pause);
      for (let i = 0; i < p; i++) {
        for (let j = 0; j < p; j++) {
          const value = C * (block[i * p + j] as number);
          hessian[(a * p + i) * n + b * p + j] = value;
          hessian[(b * p + j) * n + a * p + i] = value;
        }
      }
      await pause();
    }
  }
  let largest = 0;
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] = (hessian[i * n + i] as number) + penalised(i);
    if (penalised(i) === 0) largest = Math.max(largest, hessian[i * n + i] as number);
  }
  // Adding the same number to all intercepts changes nothing: give that direction a curvature, so that no step takes it.
  if (scores > 1 && hasIntercept) {
    for (let a = 0; a < scores; a++) {
      for (let b = 0; b < scores; b++) {
        const cell = (a * p + p - 1) * n + b * p + p - 1;
        hessian[cell] = (hessian[cell] as number) + (largest || 1) / scores;
      }
    }
  }
  return hessian;
}

/** The Newton step −H⁻¹·g; where rounding has left H without an inverse, along the directions that it has. */
function descent(hessian: Float64Array, gradient: Coefficients): Coefficients {
  const n = gradient.length;
  const down = gradient.map((value) => -value);
  const exact = choleskySolve(hessian, down, n);
  if (exact) return exact as Coefficients;
  const scale = gradient.map((_, i) => 1 / Math.sqrt(Math.max(hessian[i * n + i] as number, Number.MIN_VALUE ** 0.5)));
  const { values, vectors } = symmetricEigen(hessian.map((value, at) => value * (scale[Math.floor(at / n)] as number) * (scale[at % n] as number)), n);
  const result = new Float64Array(n);
  const floor = n * Number.EPSILON * (values[n - 1] as number);
  for (let v = 0; v < n; v++) {
    let share = 0;
    for (let i = 0; i < n; i++) share += (vectors[i * n + v] as number) * (scale[i] as number) * (down[i] as number);
    share /= Math.max(values[v] as number, floor);
    for (let i = 0; i < n; i++) result[i] = (result[i] as number) + share * (vectors[i * n + v] as number) * (scale[i] as number);
  }
  return result;
}

function penalty(coef: Coefficients, penalised: (at: number) => number): number {
  return coef.reduce((sum, value, i) => sum + (penalised(i) * value * value) / 2, 0);
}

function dot(a: Coefficients, b: Coefficients): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
