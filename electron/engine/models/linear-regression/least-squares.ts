import { CompensatedSum } from '../compensated-sum.ts';
import type { Kernel, KernelColumns, Pause } from '../kernel.ts';
import { symmetricEigen } from '../linear-algebra.ts';
import type { FitContext, TrainingData } from '../model.ts';
import { allMoments, columnMean, featureColumns, pauseOf } from '../training-data.ts';

/** A direction of size under this (of the largest) counts as dependent. */
const DEPENDENT = 1e-10;
/** Below this eigenvalue of the correlation matrix (of the largest) a direction is measured on the rows themselves. */
const DOUBTFUL = 1e-6;
const REFINEMENTS = 12;

/** A vector of factors for the standardised columns, and the length of the rows times it: a singular value. */
interface Direction {
  readonly vector: Float64Array;
  readonly size: number;
}

/** Training rows, centred and divided by the lengths of their columns, without a copy. */
interface StandardisedRows {
  /** The columns, and their centres as shift. */
  readonly input: KernelColumns;
  /** One over the length of each centred column; 0 for a constant one. */
  readonly inverse: readonly number[];
  readonly weights: Float64Array | undefined;
}

/** What {@link leastSquares} finds: the fields of the model's state. */
export interface LeastSquares {
  readonly [field: string]: number | number[];
  readonly coef: number[];
  readonly intercept: number;
  readonly center: number[];
  readonly base: number;
  /** Standard deviation of each column. */
  readonly scale: number[];
  readonly rank: number;
}

/**
 * Ordinary least squares of minimum norm. The Gram matrix of the standardised columns gives directions and a first
 * solution; directions that it cannot tell from rounding are measured on the rows; refinement with residuals from
 * the rows then gives what an orthogonal factorisation would.
 */
export async function leastSquares(kernel: Kernel, data: TrainingData, fitIntercept: boolean, context: FitContext): Promise<LeastSquares> {
  const pause = pauseOf(context);
  const { rows, weights, y } = data;
  const columns = featureColumns(data);
  const k = columns.length;
  const center = fitIntercept ? (await allMoments(columns, weights, pause)).map(({ mean }) => mean) : columns.map(() => 0);
  const base = fitIntercept ? columnMean(y, weights) : 0;
  const input: KernelColumns = { columns, rows, shift: center };
  const gram = await kernel.gram(input, weights, pause);
  context.onProgress?.(0.5);

  const lengths = columns.map((_, j) => Math.sqrt(gram[j * k + j] as number));
  const inverse = lengths.map((length) => (length > 0 ? 1 / length : 0));
  const standardised: StandardisedRows = { input, inverse, weights };
  const { independent, dependent } = await directionsOf(kernel, standardised, gram, pause);
  const nulls = orthonormal(dependent.map((vector) => vector.map((value, j) => value * (inverse[j] as number))));

  let coef = new Float64Array(k);
  let first = 0;
  let last = Infinity;
  for (let step = 0; step < REFINEMENTS; step++) {
    await pause();
    const residual = residuals(y, base, await kernel.combine(input, coef, pause), weights);
    const products = await kernel.dots(input, residual, pause);
    const change = solve(independent, products.map((value, j) => value * (inverse[j] as number)), inverse);
    const size = Math.hypot(...change.map((value, j) => value * (lengths[j] as number)));
    if (!(size < last / 2)) break;
    last = size;
    coef = withoutParts(coef.map((value, j) => value + (change[j] as number)), nulls);
    if (step === 0) first = size;
    if (size <= 1e-14 * first) break;
  }
  context.onProgress?.(1);

  const offset = new CompensatedSum();
  coef.forEach((value, j) => offset.add(value * (center[j] as number)));
  const total = Math.sqrt(totalWeight(rows, weights));
  return { coef: [...coef], intercept: base - offset.value, center, base, scale: lengths.map((length) => length / total), rank: independent.length };
}

/** The (weighted) residuals, in place of the fitted values. */
function residuals(y: Float64Array, base: number, fitted: Float64Array, weights: Float64Array | undefined): Float64Array {
  for (let i = 0; i < fitted.length; i++) fitted[i] = ((y[i] as number) - base - (fitted[i] as number)) * (weights ? (weights[i] as number) : 1);
  return fitted;
}

function totalWeight(rows: number, weights: Float64Array | undefined): number {
  if (!weights) return rows;
  const total = new CompensatedSum();
  for (const weight of weights) total.add(weight);
  return total.value;
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
  const { input, weights, inverse } = standardised;
  const m = vectors.length;
  const images: Float64Array[] = [];
  for (const vector of vectors) images.push(await kernel.combine(input, vector.map((value, j) => value * (inverse[j] as number)), pause));
  const gram = await kernel.gram({ columns: images, rows: input.rows, shift: new Float64Array(m) }, weights, pause);
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
function solve(directions: readonly Direction[], right: Float64Array, inverse: readonly number[]): Float64Array<ArrayBuffer> {
  const result = new Float64Array(right.length);
  for (const { vector, size } of directions) {
    const share = vector.reduce((sum, value, j) => sum + value * (right[j] as number), 0) / size / size;
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
    const part = direction.reduce((sum, value, j) => sum + value * (result[j] as number), 0);
    direction.forEach((value, j) => (result[j] = (result[j] as number) - part * value));
  }
  return result;
}
