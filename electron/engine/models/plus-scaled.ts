/** a[i] + b[i] · factor. */
export function plusScaled(a: Float64Array, b: Float64Array, factor: number): Float64Array<ArrayBuffer> {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) result[i] = (a[i] as number) + (b[i] as number) * factor;
  return result;
}
