import type { Pause } from './kernel.ts';
import { symmetricEigen } from './linear-algebra.ts';
import type { Coefficients, Evaluate } from './loss-evaluation.ts';
import { plusScaled } from './plus-scaled.ts';
import { ScaledCholesky } from './scaled-cholesky.ts';

/** When a search ends: at a squared decrement of `tolerance` of the objective, or in vain after `mostSteps`. */
export interface Limits {
  readonly tolerance: number;
  readonly mostSteps: number;
}

/** Squared Newton decrement, as a share of the objective, that ends a search: coefficients are then good to some 1e-7 of their standard errors. */
export const CONVERGED = 1e-18;
/** A decrement that falls at least by this factor, or to this share of the objective, lets the curvature serve once more: a pass without it costs a third. */
const REUSED = 1e-4;
const NEAR = 2e-6;

/** What is minimised: C · loss + ½ · Σ penalty · coefficient². */
export interface Objective {
  readonly evaluate: Evaluate;
  readonly C: number;
  /** One of every coefficient, 0 of intercepts. */
  readonly penalties: Coefficients;
  /** Places of the intercepts: adding the same number to all of several changes nothing. */
  readonly intercepts: readonly number[];
}

/** Where a search starts, and the curvature there if something is known of it. */
export interface Start {
  readonly coef: Coefficients;
  readonly curvature?: Float64Array;
}

/**
 * Minimises by Newton's method: halved steps where the objective would rise, and the last curvature again once steps are
 * tiny. Null where the steps did not suffice.
 */
export async function newton(problem: Objective, { tolerance, mostSteps }: Limits, start: Start, pause: Pause): Promise<Required<Start> | null> {
  const { evaluate, C, penalties } = problem;
  let coef = start.coef;
  let curvature = start.curvature ?? null;
  let at = await evaluate(coef, !curvature, pause);
  let objective = C * at.loss + penalty(coef, penalties);
  let before = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const gradient = coef.map((value, i) => C * (at.gradient[i] as number) + (penalties[i] as number) * value);
    curvature ??= await at.curvature();
    const change = await descent(hessianOf(problem, curvature), gradient, penalties, pause);
    const decrement = Math.max(0, -dot(change, gradient));
    // What the next decrement would be, if steps go on shrinking as they do.
    const expected = Number.isFinite(before) ? decrement * Math.min(1, decrement / before) : decrement;
    if (expected <= tolerance * Math.max(1, objective)) return { coef: plusScaled(coef, change, 1), curvature };
    // Rounding ends the search too: tiny steps that no longer shrink.
    if (decrement >= before && before <= 1e-16 * Math.max(1, objective)) return { coef, curvature };
    let isQuick = decrement <= NEAR * objective || (Number.isFinite(before) && decrement <= REUSED * before);
    before = decrement;
    for (let length = 1; ; length /= 2) {
      const next = plusScaled(coef, change, length);
      const nextAt = await evaluate(next, !isQuick, pause);
      const nextObjective = C * nextAt.loss + penalty(next, penalties);
      if (nextObjective <= objective + 1e-12 * Math.abs(objective) || length < 1e-10) {
        [coef, at, objective] = [next, nextAt, nextObjective];
        break;
      }
      isQuick = false;
    }
    if (!isQuick) curvature = null;
  }
  return null;
}

function hessianOf({ C, penalties, intercepts }: Objective, curvature: Float64Array): Float64Array {
  const n = penalties.length;
  const hessian = curvature.map((value) => C * value);
  penalties.forEach((value, i) => (hessian[i * n + i] = (hessian[i * n + i] as number) + value));
  if (intercepts.length < 2) return hessian;
  // Give the direction that changes nothing a curvature, so that no step takes it.
  const largest = Math.max(...intercepts.map((i) => hessian[i * n + i] as number));
  for (const i of intercepts) for (const j of intercepts) hessian[i * n + j] = (hessian[i * n + j] as number) + (largest || 1) / intercepts.length;
  return hessian;
}

/**
 * The Newton step −H⁻¹·g; where rounding has left H without an inverse, along the directions that it has. What a
 * penalty alone bends gets the least curvature that can be told from rounding; without a penalty no step goes there.
 */
async function descent(hessian: Float64Array, gradient: Coefficients, penalties: Coefficients, pause: Pause): Promise<Coefficients> {
  const n = gradient.length;
  const isPenalised = penalties.some((value) => value > 0);
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
