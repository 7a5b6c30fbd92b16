/**
 * The quantile of values, as LightGBM has it: by linear interpolation (NumPy's `quantile`); with weights the last value
 * at and below which that share of all weight does not lie, and towards the next one if that weighs 1 and more. `sort`
 * puts values in ascending order.
 */
export function quantileOf(values: Float64Array, weights: Float64Array | undefined, share: number, sort: (values: Float64Array) => Float64Array = (list) => list.toSorted()): number {
  const last = values.length - 1;
  if (!weights) {
    const sorted = sort(values);
    const place = last * share;
    const below = Math.floor(place);
    const low = sorted[below] as number;
    return low + ((sorted[Math.min(last, below + 1)] as number) - low) * (place - below);
  }
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const sums = new Float64Array(values.length);
  let sum = 0;
  order.forEach((row, i) => (sums[i] = sum += weights[row] as number));
  const threshold = sum * share;
  const found = sums.findIndex((one) => one > threshold);
  const place = found < 0 ? last : found;
  const valueAt = (at: number): number => values[order[at] as number] as number;
  if (place === 0 || place === last) return valueAt(place);
  const before = sums[place - 1] as number;
  const weight = (sums[place] as number) - before;
  const low = valueAt(place - 1);
  return weight >= 1 ? low + ((threshold - before) / weight) * (valueAt(place) - low) : low;
}
