import type { Kernel, Pause } from './kernel.ts';
import { symmetricEigen } from './linear-algebra.ts';
import { plusScaled } from './plus-scaled.ts';
import type { LossAt, RowLoss } from './row-loss.ts';
import { ScaledCholesky } from './scaled-cholesky.ts';

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

/** What is minimised: C · loss + ½ · alpha · |coefficients without intercepts|². */
export interface Objective {
  readonly loss: RowLoss;
  readonly scores: number;
  readonly C: number;
  readonly alpha: number;
}

/** When a search ends: at a squared decrement of `tolerance` of the objective, or in vain after `mostSteps`. */
export interface Limits {
  readonly tolerance: number;
  readonly mostSteps: number;
}

/** Squared Newton decrement, as a share of the objective, that ends a search: coefficients are then good to some 1e-7 of their standard errors. */
export const CONVERGED = 1e-18;
/** A decrement that falls at least by this factor lets the curvature serve once more: a pass without it costs a third. */
const REUSED = 1e-4;

/**
 * Minimises by Newton's method: with the exact curvature from the kernel, halved steps where the objective would rise,
 * and the last curvature again once steps are tiny. Null where the steps did not suffice.
 */
export async function newton(kernel: Kernel, design: Design, { loss, scores, C, alpha }: Objective, { tolerance, mostSteps }: Limits, start: Coefficients, pause: Pause): Promise<Coefficients | null> {
  const p = design.columns.length;
  const penalties = start.map((_, at) => (design.hasIntercept && at % p === p - 1 ? 0 : alpha));
  let coef = start;
  let eta = await scoresOf(kernel, design, coef, scores, pause);
  let at = loss(eta, design.y, design.weights);
  let objective = C * at.loss + penalty(coef, penalties);
  let hessian: Float64Array | null = null;
  let before = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const gradient = await gradientOf(kernel, design, at, C, coef, penalties, pause);
    hessian ??= await hessianOf(kernel, design, at, scores, C, penalties, pause);
    const change = await descent(hessian, gradient, alpha > 0, pause);
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
      const nextAt = loss(nextEta, design.y, design.weights);
      const nextObjective = C * nextAt.loss + penalty(next, penalties);
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
  return null;
}

async function scoresOf(kernel: Kernel, { columns, center, rows }: Design, coef: Coefficients, scores: number, pause: Pause): Promise<Float64Array<ArrayBuffer>[]> {
  const p = columns.length;
  const result: Float64Array<ArrayBuffer>[] = [];
  for (let s = 0; s < scores; s++) result.push(await kernel.combine({ columns, rows, shift: center }, coef.subarray(s * p, (s + 1) * p), pause));
  return result;
}

async function gradientOf(kernel: Kernel, { columns, center, rows }: Design, at: LossAt, C: number, coef: Coefficients, penalties: Coefficients, pause: Pause): Promise<Coefficients> {
  const p = columns.length;
  const gradient = coef.map((value, place) => (penalties[place] as number) * value);
  for (const [s, slope] of at.slopes.entries()) {
    const dots = await kernel.dots({ columns, rows, shift: center }, slope, pause);
    dots.forEach((value, j) => (gradient[s * p + j] = (gradient[s * p + j] as number) + C * value));
  }
  return gradient;
}

async function hessianOf(kernel: Kernel, { columns, center, rows, hasIntercept }: Design, at: LossAt, scores: number, C: number, penalties: Coefficients, pause: Pause): Promise<Float64Array> {
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
    hessian[i * n + i] = (hessian[i * n + i] as number) + (penalties[i] as number);
    if (hasIntercept && i % p === p - 1) largest = Math.max(largest, hessian[i * n + i] as number);
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

/**
 * The Newton step −H⁻¹·g; where rounding has left H without an inverse, along the directions that it has. What a
 * penalty alone bends gets the least curvature that can be told from rounding; without a penalty no step goes there.
 */
async function descent(hessian: Float64Array, gradient: Coefficients, isPenalised: boolean, pause: Pause): Promise<Coefficients> {
  const n = gradient.length;
  const down = gradient.map((value) => -value);
  const factor = await ScaledCholesky.of(hessian, n, n * Number.EPSILON, pause);
  if (factor) return factor.solve(down);
  const scale = gradient.map((_, i) => 1 / Math.sqrt(Math.max(hessian[i * n + i] as number, Number.MIN_VALUE ** 0.5)));
  const { values, vectors } = symmetricEigen(hessian.map((value, at) => value * (scale[Math.floor(at / n)] as number) * (scale[at % n] as number)), n);
  const result = new Float64Array(n);
  const floor = n * Number.EPSILON * (values[n - 1] as number);
  for (let v = 0; v < n; v++) {
    if (!isPenalised && (values[v] as number) <= floor) continue;
    let share = 0;
    for (let i = 0; i < n; i++) share += (vectors[i * n + v] as number) * (scale[i] as number) * (down[i] as number);
    share /= Math.max(values[v] as number, floor);
    for (let i = 0; i < n; i++) result[i] = (result[i] as number) + share * (vectors[i * n + v] as number) * (scale[i] as number);
  }
  return result;
}

function penalty(coef: Coefficients, penalties: Coefficients): number {
  return coef.reduce((sum, value, i) => sum + ((penalties[i] as number) * value * value) / 2, 0);
}

function dot(a: Coefficients, b: Coefficients): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
