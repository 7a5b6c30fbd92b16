import type { Pause } from './kernel.ts';
import { ScaledCholesky } from './scaled-cholesky.ts';

/** A column of a support with no more than this share of its own counts as dependent on the others. */
const OWN_SHARE = 1e-12;
/** What the diagonal of dependent columns is raised by, as a share, so that their equations can be solved step by step. */
const RAISED = 1e-9;
/** How far slopes of dependent columns may be from the penalty, as a share of it. */
const NEAR = 1e-9;
/** How far a slope may lie above the penalty by rounding, as a share of the column's length times that of the target. */
const SLACK = 1e-11;
/** Largest change in a sweep, as a share of the largest effect, at which dependent columns are taken as settled. */
const SETTLED = 1e-13;
/** Multiply-adds between two pauses: some 30 ms. */
const WORK = 20_000_000;


/** With d = w − start: ½ · dᵀ·gram·d − slopesᵀ·d + Σ l1 · |w| + ½ · Σ l2 · w², the penalties one a coefficient. */
export interface Quadratic {
  readonly gram: Float64Array;
  readonly start: Float64Array;
  readonly slopes: Float64Array;
  readonly l1: ArrayLike<number>;
  readonly l2: ArrayLike<number>;
  /** The lengths of the columns and of the target: what slopes are measured by. */
  readonly lengths: readonly number[];
  readonly length: number;
}

/**
 * The optimum, with the factor of the equations of its support if they have one; null after `maxIter` sweeps in vain.
 * Coordinates descend in their order; once a sweep leaves all signs as they were, the linear equations of what is not 0
 * are solved, which also ends the slow zigzag of columns that hardly differ. The result is taken if no coefficient of 0
 * could be better elsewhere (a dual gap of 0 but for rounding).
 */
export async function minimiseQuadratic(problem: Quadratic, maxIter: number, pause: Pause): Promise<{ coef: Float64Array; factor: ScaledCholesky | null } | null> {
  const { gram, l1, l2, lengths } = problem;
  const k = lengths.length;
  const coef = problem.start.slice();
  const slopes = problem.slopes.slice();
  let signs = '';
  let work = 0;
  for (let sweep = 0; sweep < maxIter; sweep++) {
    let change = 0;
    let largest = 0;
    for (let j = 0; j < k; j++) {
      const own = gram[j * k + j] as number;
      if (own === 0) continue;
      const old = coef[j] as number;
      const next = shrunk((slopes[j] as number) + own * old, l1[j] as number) / (own + (l2[j] as number));
      const effect = lengths[j] as number;
      largest = Math.max(largest, Math.abs(next) * effect);
      if (next === old) continue;
      change = Math.max(change, Math.abs(next - old) * effect);
      coef[j] = next;
      for (let m = 0; m < k; m++) slopes[m] = (slopes[m] as number) - (gram[j * k + m] as number) * (next - old);
      work += k;
    }
    if (work > WORK) {
      work = 0;
      await pause();
    }
    if (change <= SETTLED * largest) return { coef, factor: null };
    const before = signs;
    signs = coef.reduce((text, value) => text + (value > 0 ? '+' : value < 0 ? '-' : '0'), '');
    if (signs !== before) continue;
    const factor = await descendOnSupport(problem, coef, slopes, pause);
    if (isOptimum(problem, coef, slopes)) return { coef, factor };
  }
  return null;
}

/**
 * Moves the coefficients that are not 0 to where their equations are solved, their signs taken as known; one that would
 * change its sign on the way becomes 0, and the others go on from there. Dependent columns get most of the way.
 */
async function descendOnSupport({ gram, ...problem }: Quadratic, coef: Float64Array, slopes: Float64Array, pause: Pause): Promise<ScaledCholesky | null> {
  const k = coef.length;
  for (;;) {
    const support = supportOf(coef);
    const n = support.length;
    const part = new Float64Array(n * n);
    support.forEach((a, i) => support.forEach((b, j) => (part[i * n + j] = (gram[a * k + b] as number) + (a === b ? (problem.l2[a] as number) : 0))));
    const factor = (await ScaledCholesky.of(part, n, OWN_SHARE, pause)) ?? (await ScaledCholesky.of(raised(part, n), n, 0, pause));
    if (!factor) return null;
    const change = changeOf(problem, factor, support, coef, slopes);
    let length = 1;
    let crossing = -1;
    support.forEach((j, s) => {
      const share = -(coef[j] as number) / (change[s] as number);
      if ((problem.l1[j] as number) > 0 && share >= 0 && share < length) [length, crossing] = [share, j];
    });
    support.forEach((j, s) => (coef[j] = j === crossing ? 0 : (coef[j] as number) + length * (change[s] as number)));
    slopes.set(problem.slopes);
    for (let m = 0; m < k; m++) {
      const moved = (coef[m] as number) - (problem.start[m] as number);
      for (let j = 0; j < k && moved !== 0; j++) slopes[j] = (slopes[j] as number) - (gram[j * k + m] as number) * moved;
    }
    if (crossing < 0) return factor;
    await pause();
  }
}

function raised(matrix: Float64Array, n: number): Float64Array {
  return matrix.map((value, at) => (Math.floor(at / n) === at % n ? value * (1 + RAISED) : value));
}

/** Whether no coefficient could be better elsewhere. */
function isOptimum({ l1, l2, lengths, length }: Quadratic, coef: Float64Array, slopes: Float64Array): boolean {
  const effects = coef.reduce((sum, value, j) => sum + Math.abs(value) * (lengths[j] as number), 0);
  const slack = SLACK * length + 8 * coef.length * Number.EPSILON * effects;
  return coef.every((value, j) => {
    const slope = (slopes[j] as number) - (l2[j] as number) * value;
    const bound = l1[j] as number;
    const above = value === 0 ? Math.abs(slope) - bound : Math.abs(slope - bound * Math.sign(value)) - NEAR * bound;
    return above <= slack * (lengths[j] as number);
  });
}

/** What to add to the coefficients of the support so that the objective's slope is 0 there. */
export function changeOf({ l1, l2 }: Pick<Quadratic, 'l1' | 'l2'>, factor: ScaledCholesky, support: readonly number[], coef: Float64Array, slopes: Float64Array): Float64Array {
  return factor.solve(support.map((j) => (slopes[j] as number) - (l2[j] as number) * (coef[j] as number) - (l1[j] as number) * Math.sign(coef[j] as number)));
}

export function supportOf(coef: Float64Array): number[] {
  return [...coef.keys()].filter((j) => coef[j] !== 0);
}

/** Moved towards 0 by `by`, and no further. */
function shrunk(value: number, by: number): number {
  return value > by ? value - by : value < -by ? value + by : 0;
}
