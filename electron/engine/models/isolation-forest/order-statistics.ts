/**
 * The value at a place of the sorted values, and the one behind it (itself at the end), without sorting them all:
 * Hoare's selection. Values are finite.
 */
export function orderStatistics(values: Float64Array, place: number): readonly [at: number, next: number] {
  const rest = values.slice();
  let [low, high] = [0, rest.length - 1];
  while (low < high) {
    const pivot = middleOf(rest[low] as number, rest[(low + high) >> 1] as number, rest[high] as number);
    let [left, right] = [low, high];
    while (left <= right) {
      while ((rest[left] as number) < pivot) left++;
      while ((rest[right] as number) > pivot) right--;
      if (left > right) break;
      const kept = rest[left] as number;
      rest[left++] = rest[right] as number;
      rest[right--] = kept;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  const at = rest[place] as number;
  let next = Infinity;
  for (let i = place + 1; i < rest.length; i++) next = Math.min(next, rest[i] as number);
  return [at, next === Infinity ? at : next];
}

function middleOf(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
