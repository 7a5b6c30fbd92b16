import type { Bins } from '../../contract/curves.ts';

const BINS = 40;

/** The least and the most of all values. */
export function range(...all: readonly Float64Array[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const values of all) {
    for (const value of values) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most];
}

/** As `numpy.linspace`; a single value gets a step of one around it, as in `numpy.histogram`. */
export function binEdges(least: number, most: number): number[] {
  const [from, to] = least === most ? [least - 0.5, most + 0.5] : [least, most];
  // Far from 0 one step around a value is nothing: then the value is a bin of its own.
  if (from === to) return [from, to];
  const width = to - from;
  const step = Number.isFinite(width) ? width / BINS : to / BINS - from / BINS;
  const edges = Array.from({ length: BINS }, (_, i) => from + i * step);
  return [...edges, to];
}

/** The bin of a value: half open, the last one closed. */
export function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How many values are in each bin. */
export function histogram(values: Float64Array, edges: number[]): Bins {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = binOf(value, edges);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}
