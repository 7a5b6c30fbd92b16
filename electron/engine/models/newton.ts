import type { Pause } from './kernel.ts';
import { symmetricEigen } from '../base/symmetric-eigen.ts';
import type { Coefficients, Evaluate } from './loss-evaluation.ts';
import { minimiseQuadratic } from './penalised-quadratic.ts';
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
/** Sweeps over the coefficients for one step: they cost little. */
const MOST_SWEEPS = 10_000;

/** What is minimised: C · loss + ½ · Σ penalty · coefficient² + Σ absolute · |coefficient|. */
export interface Objective {
  readonly evaluate: Evaluate;
  readonly C: number;
  /** One of every coefficient, 0 of intercepts. */
  readonly penalties: Coefficients;
  readonly absolute?: Coefficients;
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
 * tiny. With a penalty of absolute values a step is the optimum of the quadratic and that penalty (newGLMNET's way). Null where the steps did not suffice.
 */
export async function newton(problem: Objective, { tolerance, mostSteps }: Limits, start: Start, pause: Pause): Promise<Required<Start> | null> {
  const { evaluate, C, penalties, absolute } = problem;
  let coef = start.coef;
  let curvature = start.curvature ?? null;
  let at = await evaluate(coef, !curvature, pause);
  let objective = C * at.loss + penalty(coef, problem);
  let before = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const gradient = coef.map((value, i) => C * (at.gradient[i] as number) + (penalties[i] as number) * value);
    curvature ??= await at.curvature();
    const hessian = hessianOf(problem, curvature);
    const change = absolute ? await proximal(hessian, gradient, absolute, coef, pause) : await descent(hessian, gradient, penalties, pause);
    if (!change) return null;
    const decrement = Math.max(0, -dot(change, gradient) - (absolute ? growth(coef, change, absolute) : 0));
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
      const nextObjective = C * nextAt.loss + penalty(next, problem);
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

/** The step to the optimum of the quadratic with the penalty of absolute values; null where it was not found. */
async function proximal(hessian: Float64Array, gradient: Coefficients, absolute: Coefficients, coef: Coefficients, pause: Pause): Promise<Coefficients | null> {
  const n = coef.length;
  const lengths = Array.from(coef, (_, i) => Math.sqrt(hessian[i * n + i] as number));
  const slopes = gradient.map((value) => -value);
  const length = Math.max(...lengths.map((own, i) => (own > 0 ? Math.max(Math.abs(slopes[i] as number), absolute[i] as number) / own : 0)));
  const found = await minimiseQuadratic({ gram: hessian, start: coef, slopes, l1: absolute, l2: new Float64Array(n), lengths, length }, MOST_SWEEPS, pause);
  return found && coef.map((value, i) => (found.coef[i] as number) - value);
}

/** Σ absolute · (|coef + change| − |coef|), without cancellation where no sign changes. */
function growth(coef: Coefficients, change: Coefficients, absolute: Coefficients): number {
  return coef.reduce((sum, value, i) => {
    const next = value + (change[i] as number);
    return sum + (absolute[i] as number) * (value * next > 0 ? Math.sign(value) * (change[i] as number) : Math.abs(next) - Math.abs(value));
  }, 0);
}

function penalty(coef: Coefficients, { penalties, absolute }: Objective): number {
  return coef.reduce((sum, value, i) => sum + ((penalties[i] as number) * value * value) / 2 + (absolute ? (absolute[i] as number) * Math.abs(value) : 0), 0);
}

function dot(a: Coefficients, b: Coefficients): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}
