import { AppError } from '../base/app-error.ts';
import { centredProducts, centredRows, residualProducts, type CentredRows } from './centred-rows.ts';
import { fewestUnknowns, requireSolvable } from './equations.ts';
import type { Kernel, Pause } from './kernel.ts';
import { symmetricEigen } from '../base/symmetric-eigen.ts';
import { linearStateOf, type LinearState } from './linear-model.ts';
import type { FitContext, TrainingData } from './model.ts';
import { fewestColumns } from './row-space.ts';
import { ScaledCholesky } from './scaled-cholesky.ts';
import { pauseOf } from './training-data.ts';

/** A direction of size under this (of the largest) counts as dependent. */
const DEPENDENT = 1e-10;
/** Below this eigenvalue of the correlation matrix (of the largest) a direction is measured on the rows themselves. */
const DOUBTFUL = 1e-6;
/** A column of which less than this share is its own is left to the eigenvectors. */
const OWN_SHARE = 1e-6;
/** Where every column has this share of its own, the Gram matrix has lost nothing that refinement would find. */
const SURE = 1e-2;
const REFINEMENTS = 12;
/** Eigenvectors of more columns take minutes without a pause. */
const MOST_DIRECTIONS = 1500;

export interface LeastSquaresOptions {
  readonly fitIntercept: boolean;
  readonly standardise: boolean;
  readonly alpha: number;
}

/** A vector of factors for the standardised columns, and the length of the rows times it: a singular value. */
interface Direction {
  readonly vector: Float64Array;
  readonly size: number;
}

/** Centred rows whose columns are divided by their lengths, without a copy. */
interface StandardisedRows {
  readonly centred: CentredRows;
  /** One over the length of each centred column; 0 for a constant one. */
  readonly inverse: readonly number[];
  /** Of the squared coefficients of the columns as given. */
  readonly penalties: readonly number[];
}

/** What the Gram matrix gives: approximate solutions of its equations, and the directions that none of them may take. */
interface Solver {
  readonly rank: number;
  readonly nulls: readonly Float64Array[];
  readonly isSure: boolean;
  solve(right: Float64Array): Float64Array<ArrayBuffer>;
}

/**
 * Minimises Σ weight · residual² + alpha · |coefficients|², or with `standardise` as if columns had been centred and
 * divided by their standard deviations; without a penalty the solution of minimum norm. A first
 * solution comes from the Gram matrix: by Cholesky, or where columns hardly differ along its eigenvectors, those that
 * it cannot tell from rounding measured on the rows. Refinement with residuals from the rows then gives what an
 * orthogonal factorisation would. The penalty is what k more rows of √penalty · unit vectors would be.
 */
export async function leastSquares(kernel: Kernel, data: TrainingData, { fitIntercept, standardise, alpha }: LeastSquaresOptions, title: string, context: FitContext): Promise<LinearState & { rank: number }> {
  const pause = pauseOf(context);
  requireSolvable(title, fewestUnknowns({ rows: data.rows, features: data.features.length, classes: 0 }));
  const centred = await centredRows(kernel, data, { columns: fitIntercept || standardise, target: fitIntercept }, title, pause, context.threads);
  const { input, deviations, total } = centred;
  if (input.columns.length >= input.rows) {
    // Few rows span few directions, and the rest of a weight would only be penalised.
    const { columns, shift, back } = await fewestColumns(kernel, input, deviations.map((deviation) => (standardise && deviation > 0 ? deviation : 1)), pause);
    const { coef, rank } = await minimised(kernel, { ...centred, input: { ...input, columns, shift } }, () => alpha, title, context);
    return { ...linearStateOf(back(coef), centred, deviations.map((deviation) => deviation * Math.sqrt(total))), rank };
  }
  // A constant column keeps its coefficient of 0 by any penalty.
  const { coef, rank, squares } = await minimised(kernel, centred, (square) => (standardise && square > 0 ? (alpha * square) / total : alpha), title, context);
  return { ...linearStateOf(coef, centred, squares.map(Math.sqrt)), rank };
}

/** The coefficients, how many directions of the columns count, and the squared lengths of the columns, from which each has its penalty. */
async function minimised(kernel: Kernel, centred: CentredRows, penaltyOf: (square: number) => number, title: string, context: FitContext): Promise<{ coef: Float64Array; rank: number; squares: readonly number[] }> {
  const pause = pauseOf(context);
  const { input } = centred;
  const k = input.columns.length;
  const { gram, products } = await centredProducts(kernel, centred, pause);
  context.onProgress?.(0.5);

  const squares = input.columns.map((_, j) => gram[j * k + j] as number);
  const penalties = squares.map(penaltyOf);
  squares.forEach((value, j) => (gram[j * k + j] = value + (penalties[j] as number)));
  const lengths = squares.map((value, j) => Math.sqrt(value + (penalties[j] as number)));
  const solver = await solverOf(kernel, title, { centred, inverse: lengths.map((length) => (length > 0 ? 1 / length : 0)), penalties }, gram, pause);

  const sizeOf = (change: Float64Array): number => Math.hypot(...change.map((value, j) => value * (lengths[j] as number)));
  let coef = withoutParts(solver.solve(products), solver.nulls);
  const first = sizeOf(coef);
  const productsLeft = residualProducts(kernel, centred, pause);
  let last = solver.isSure ? 0 : first;
  for (let step = 1; step < REFINEMENTS && last > 1e-14 * first; step++) {
    const left = await productsLeft(coef);
    const change = solver.solve(left.map((value, j) => value - (penalties[j] as number) * (coef[j] as number)));
    const size = sizeOf(change);
    if (!(size < last / 2)) break;
    last = size;
    coef = withoutParts(coef.map((value, j) => value + (change[j] as number)), solver.nulls);
  }
  context.onProgress?.(1);
  return { coef, rank: solver.rank, squares };
}

function dependentColumns(title: string, columns: number): AppError {
  return new AppError({
    code: 'DEPENDENT_COLUMNS',
    message: `Some of the ${columns} columns follow from others, and ${title.toLowerCase()} can part no more than ${MOST_DIRECTIONS} of such columns.`,
    next: 'Leave out columns that follow from others, as one level of every one-hot encoded column does, or choose ridge regression with a larger alpha.',
  });
}

async function solverOf(kernel: Kernel, title: string, standardised: StandardisedRows, gram: Float64Array, pause: Pause): Promise<Solver> {
  const { inverse } = standardised;
  const factor = await ScaledCholesky.of(gram, inverse.length, OWN_SHARE, pause);
  if (factor) return { rank: inverse.filter((value) => value > 0).length, nulls: [], isSure: factor.least >= SURE, solve: (right) => factor.solve(right) };
  if (inverse.length > MOST_DIRECTIONS) throw dependentColumns(title, inverse.length);
  const { independent, dependent } = await directionsOf(kernel, standardised, gram, pause);
  return {
    rank: independent.length,
    nulls: orthonormal(dependent.map((vector) => vector.map((value, j) => value * (inverse[j] as number)))),
    isSure: false,
    solve: (right) => alongDirections(independent, right, inverse),
  };
}

/** Orthogonal directions of the standardised columns, parted by whether the rows extend along them. */
async function directionsOf(kernel: Kernel, standardised: StandardisedRows, gram: Float64Array, pause: Pause): Promise<{ independent: Direction[]; dependent: Float64Array[] }> {
  const { inverse } = standardised;
  const k = inverse.length;
  const correlation = gram.map((value, at) => value * (inverse[Math.floor(at / k)] as number) * (inverse[at % k] as number));
  const { values, vectors } = symmetricEigen(correlation, k);
  const largest = Math.max(values[k - 1] ?? 0, 0);
  const independent: Direction[] = [];
  const doubtful: Float64Array[] = [];
  const dependent: Float64Array[] = [];
  values.forEach((value, i) => {
    const vector = Float64Array.from({ length: k }, (_, j) => vectors[j * k + i] as number);
    if (value > DOUBTFUL * largest) independent.push({ vector, size: Math.sqrt(value) });
    else doubtful.push(vector);
  });
  for (const direction of await measured(kernel, standardised, doubtful, pause)) {
    if (direction.size > DEPENDENT * Math.sqrt(largest)) independent.push(direction);
    else dependent.push(direction.vector);
  }
  return { independent, dependent };
}

/** Turns vectors of one eigenspace so that the rows times them are orthogonal, and measures these. */
async function measured(kernel: Kernel, standardised: StandardisedRows, vectors: readonly Float64Array[], pause: Pause): Promise<Direction[]> {
  const { centred, inverse, penalties } = standardised;
  const { input, weights } = centred;
  const m = vectors.length;
  const images: Float64Array[] = [];
  const scaled = vectors.map((vector) => vector.map((value, j) => value * (inverse[j] as number)));
  for (const vector of scaled) images.push(await kernel.combine(input, vector, pause));
  const gram = await kernel.gram({ ...input, columns: images, shift: new Float64Array(m) }, weights, pause);
  scaled.forEach((a, i) => scaled.forEach((b, j) => (gram[i * m + j] = (gram[i * m + j] as number) + dot(a.map((value, at) => value * (penalties[at] as number)), b))));
  const turns = symmetricEigen(gram, m);
  return vectors.map((_, i) => {
    const vector = new Float64Array(inverse.length);
    vectors.forEach((old, o) => {
      const turn = turns.vectors[o * m + i] as number;
      old.forEach((value, j) => (vector[j] = (vector[j] as number) + turn * value));
    });
    return { vector, size: Math.sqrt(Math.max(0, turns.values[i] as number)) };
  });
}

/** The (pseudo-)inverse of the Gram matrix times `right`, as coefficients of the columns as given. */
function alongDirections(directions: readonly Direction[], right: Float64Array, inverse: readonly number[]): Float64Array<ArrayBuffer> {
  const scaled = right.map((value, j) => value * (inverse[j] as number));
  const result = new Float64Array(right.length);
  for (const { vector, size } of directions) {
    const share = dot(vector, scaled) / size / size;
    vector.forEach((value, j) => (result[j] = (result[j] as number) + share * value * (inverse[j] as number)));
  }
  return result;
}

/** Gram–Schmidt, twice over. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const scaled = unit(vector);
    const rest = scaled && unit(withoutParts(withoutParts(scaled, basis), basis));
    if (rest) basis.push(rest);
  }
  return basis;
}

function unit(vector: Float64Array): Float64Array<ArrayBuffer> | null {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) as Float64Array<ArrayBuffer> : null;
}

function withoutParts(vector: Float64Array<ArrayBuffer>, basis: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const result = vector.slice();
  for (const direction of basis) {
    const part = dot(direction, result);
    direction.forEach((value, j) => (result[j] = (result[j] as number) - part * value));
  }
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);
}
