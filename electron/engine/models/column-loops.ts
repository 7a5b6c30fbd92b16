import { CompensatedSum } from './compensated-sum.ts';

/** Rows that are taken through all columns at once: what is read again stays in the first-level cache. */
const BLOCK = 1024;

/** Σ_j (column_j[i] − center_j) · factors[j] for every row i, added left to right. */
export function combined(columns: readonly Float64Array[], center: ArrayLike<number>, factors: ArrayLike<number>, rows: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(rows);
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows);
    for (let j = 0; j < columns.length; j++) addColumn(result, columns[j] as Float64Array, center[j] as number, factors[j] as number, from, to);
  }
  return result;
}

/** Σ_i (column_j[i] − center_j) · vector[i] for every column j, by blocks whose rounding errors are kept. */
export function columnDots(columns: readonly Float64Array[], center: ArrayLike<number>, vector: Float64Array): Float64Array<ArrayBuffer> {
  const sums = columns.map(() => new CompensatedSum());
  for (let from = 0; from < vector.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, vector.length);
    for (let j = 0; j < columns.length; j++) (sums[j] as CompensatedSum).add(blockDot(columns[j] as Float64Array, center[j] as number, vector, from, to));
  }
  return Float64Array.from(sums, (sum) => sum.value);
}

function addColumn(target: Float64Array, column: Float64Array, center: number, factor: number, from: number, to: number): void {
  if (factor === 0) return;
  for (let i = from; i < to; i++) target[i] = (target[i] as number) + ((column[i] as number) - center) * factor;
}

function blockDot(column: Float64Array, center: number, vector: Float64Array, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    even += ((column[i] as number) - center) * (vector[i] as number);
    odd += ((column[i + 1] as number) - center) * (vector[i + 1] as number);
  }
  if (i < to) even += ((column[i] as number) - center) * (vector[i] as number);
  return even + odd;
}

/** Standard deviation about a centre. */
export function deviation(column: Float64Array, center: number): number {
  let sum = 0;
  for (let i = 0; i < column.length; i++) {
    const distance = (column[i] as number) - center;
    sum += distance * distance;
  }
  return Math.sqrt(sum / column.length);
}

/** a[i] + b[i] · factor. */
export function plusScaled(a: Float64Array, b: Float64Array, factor: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) + (b[i] as number) * factor;
  return result;
}
