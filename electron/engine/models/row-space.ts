import type { Kernel, KernelColumns, Pause } from './kernel.ts';

/** A row of which less than this is left (of the longest, as a length) beside the rows before counts as a combination of them. */
const DEPENDENT = 1e-12;
/** What a Gram matrix tells from rounding, as a share of its largest element: shorter rests are worked out on the rows. */
const SURE = 1e-8;
/** Multiply-adds between two pauses: some 30 ms. */
const WORK = 20_000_000;

/** What the coefficients of a model with a penalty of squares are learned of: the columns, or coordinates of the rows. */
export interface Learned {
  readonly columns: readonly Float64Array[];
  readonly shift: readonly number[];
  /** By column: the root of the penalty on its squared coefficient. */
  readonly roots: readonly number[];
  /** From coefficients of these columns to those of the columns as given. */
  back(coef: Float64Array): Float64Array;
}

/** The columns as given, or coordinates of the rows where these are no more than the columns. `roots` are of penalties, 1 without any. */
export async function fewestColumns(kernel: Kernel, input: KernelColumns & { readonly shift: readonly number[] }, roots: readonly number[], pause: Pause): Promise<Learned> {
  if (input.columns.length < input.rows) return { columns: input.columns, shift: input.shift, roots, back: (coef) => coef };
  const { columns, back } = await rowSpace(kernel, input, roots.map((root) => 1 / root), pause);
  return { columns, shift: columns.map(() => 0), roots: columns.map(() => 1), back };
}

/** Rows as coordinates along orthogonal directions that span them. */
interface RowSpace {
  readonly columns: readonly Float64Array[];
  /** The coefficients of the columns as given that say of every row what these coefficients of the coordinates say. */
  back(coef: Float64Array): Float64Array;
}

/** Some rows, triangular in the directions that they add: rest i is Σ_k triangle[i, k] · direction k, k up to i. */
interface Step {
  readonly rests: readonly Float64Array[];
  readonly triangle: readonly Float64Array[];
}

/**
 * The space of rows less `shift`, every column times its factor. With a penalty of squares on coefficients the optimum
 * has no part outside of it, and there the squares of coefficients, each over its factor, add up to those of coordinates:
 * a model of many columns and few rows is one of as many columns as rows. Without a penalty it is the solution of least norm.
 * By Cholesky on the Gram matrix of the rows, the longest rest first; rests that it cannot tell from rounding are
 * projected on the rows themselves and go through the same again.
 */
async function rowSpace(kernel: Kernel, input: KernelColumns, factors: ArrayLike<number>, pause: Pause): Promise<RowSpace> {
  const { rows, threads = 1 } = input;
  const width = input.columns.length;
  const rests = await rowVectors(input, factors, pause);
  const shortest = DEPENDENT * Math.sqrt(Math.max(...rests.map((rest) => dot(rest, rest))));
  const columns: Float64Array[] = [];
  const steps: Step[] = [];
  for (let open = [...rests.keys()]; ; ) {
    open = open.filter((i) => Math.sqrt(dot(rests[i] as Float64Array, rests[i] as Float64Array)) > shortest);
    if (open.length === 0) break;
    const vectors = open.map((i) => rests[i] as Float64Array);
    const gram = await kernel.gram({ columns: vectors, rows: width, shift: new Float64Array(open.length), threads }, undefined, pause);
    const { order, triangle } = await pivotedCholesky(gram, open.length, pause);
    const step: Step = { rests: order.map((at) => vectors[at] as Float64Array), triangle: order.map((at) => triangle[at] as Float64Array) };
    const first = columns.length;
    for (let k = 0; k < order.length; k++) columns.push(new Float64Array(rows));
    const put = (row: number, coordinates: Float64Array): void => coordinates.forEach((value, k) => {
      const column = columns[first + k] as Float64Array;
      column[row] = (column[row] as number) + value;
    });
    const known = new Set(order);
    order.forEach((at) => put(open[at] as number, triangle[at] as Float64Array));
    const others = open.filter((_, at) => !known.has(at));
    for (const row of others) {
      // Twice is enough: what the first projection leaves by rounding, the second takes.
      for (let turn = 0; turn < 2; turn++) put(row, project(rests[row] as Float64Array, step));
      await pause();
    }
    steps.push(step);
    open = others;
  }
  if (columns.length === 0) columns.push(new Float64Array(rows));
  const back = (coef: Float64Array): Float64Array => {
    const result = new Float64Array(width);
    let from = 0;
    for (const step of steps) {
      addAlong(result, coef.subarray(from, (from += step.rests.length)), step, 1);
    }
    return result.map((value, j) => value * (factors[j] as number));
  };
  return { columns, back };
}

async function rowVectors({ columns, rows, shift }: KernelColumns, factors: ArrayLike<number>, pause: Pause): Promise<Float64Array[]> {
  const vectors = Array.from({ length: rows }, () => new Float64Array(columns.length));
  let work = 0;
  for (const [j, column] of columns.entries()) {
    const [middle, factor] = [shift[j] as number, factors[j] as number];
    for (let i = 0; i < rows; i++) (vectors[i] as Float64Array)[j] = ((column[i] as number) - middle) * factor;
    if ((work += rows) < WORK / 10) continue;
    work = 0;
    await pause();
  }
  return vectors;
}

/** The factor of a row-major [n, n] Gram matrix, the largest rest first while it is sure: the order of the rows, and by row its coordinates. */
async function pivotedCholesky(gram: Float64Array, n: number, pause: Pause): Promise<{ order: number[]; triangle: Float64Array[] }> {
  const left = Float64Array.from({ length: n }, (_, i) => gram[i * n + i] as number);
  const order: number[] = [];
  const triangle = Array.from({ length: n }, () => new Float64Array(n));
  const open = new Set(left.keys());
  const least = SURE * Math.max(...left);
  let work = 0;
  for (let k = 0; k < n; k++) {
    let pivot = -1;
    for (const i of open) if (pivot < 0 || (left[i] as number) > (left[pivot] as number)) pivot = i;
    if (!((left[pivot] as number) > least)) break;
    const own = triangle[pivot] as Float64Array;
    const size = Math.sqrt(left[pivot] as number);
    open.delete(pivot);
    order.push(pivot);
    own[k] = size;
    for (const i of open) {
      const other = triangle[i] as Float64Array;
      const value = ((gram[pivot * n + i] as number) - dot(own, other, k)) / size;
      other[k] = value;
      left[i] = (left[i] as number) - value * value;
    }
    if ((work += k * open.size) < WORK) continue;
    work = 0;
    await pause();
  }
  return { order, triangle: triangle.map((row) => row.subarray(0, order.length)) };
}

/** Takes off a vector what lies along the directions of a step, and gives its coordinates. */
function project(vector: Float64Array, step: Step): Float64Array {
  const coordinates = new Float64Array(step.rests.length);
  step.triangle.forEach((row, k) => {
    coordinates[k] = (dot(vector, step.rests[k] as Float64Array) - dot(row, coordinates, k)) / (row[k] as number);
  });
  addAlong(vector, coordinates, step, -1);
  return coordinates;
}

/** Adds Σ_k coordinate · direction k, times `sign`. */
function addAlong(vector: Float64Array, coordinates: Float64Array, { rests, triangle }: Step, sign: number): void {
  const shares = coordinates.slice();
  for (let k = shares.length - 1; k >= 0; k--) {
    const row = triangle[k] as Float64Array;
    const share = (shares[k] = (shares[k] as number) / (row[k] as number));
    for (let m = 0; m < k; m++) shares[m] = (shares[m] as number) - (row[m] as number) * share;
  }
  rests.forEach((rest, k) => {
    const share = sign * (shares[k] as number);
    for (let j = 0; j < vector.length; j++) vector[j] = (vector[j] as number) + (rest[j] as number) * share;
  });
}

function dot(a: Float64Array, b: Float64Array, count: number = a.length): number {
  let sum = 0;
  for (let m = 0; m < count; m++) sum += (a[m] as number) * (b[m] as number);
  return sum;
}
