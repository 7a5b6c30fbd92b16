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
