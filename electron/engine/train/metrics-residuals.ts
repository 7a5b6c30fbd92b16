import type { Bins, Plane, Residuals } from '../../contract/curves.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';

const BINS = 40;

/** Residuals (actual less predicted) and where they lie, in bins as numpy's: half open, the last one closed. Null without rows. */
export function residualsOf(y: Float64Array, prediction: Float64Array): Residuals | null {
  const rows = y.length;
  if (rows === 0) return null;
  const residuals = Float64Array.from(y, (value, i) => value - (prediction[i] as number));
  const absolute = residuals.map(Math.abs).sort();
  const sum = new CompensatedSum();
  for (const value of residuals) sum.add(value);
  const both = binEdges(...range(y, prediction));
  const predicted = binEdges(...range(prediction));
  const off = binEdges(...range(residuals));
  return {
    mean: sum.value / rows,
    medianAbsolute: ((absolute[(rows - 1) >> 1] as number) + (absolute[rows >> 1] as number)) / 2,
    largestAbsolute: absolute[rows - 1] as number,
    residuals: histogram(residuals, off),
    predicted: plane(y, both, prediction, both),
    spread: plane(prediction, predicted, residuals, off),
  };
}

function range(...all: readonly Float64Array[]): [number, number] {
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
function binEdges(least: number, most: number): number[] {
  const [from, to] = least === most ? [least - 0.5, most + 0.5] : [least, most];
  // Far from 0 one step around a value is nothing: then the value is a bin of its own.
  if (from === to) return [from, to];
  const width = to - from;
  const step = Number.isFinite(width) ? width / BINS : to / BINS - from / BINS;
  const edges = Array.from({ length: BINS }, (_, i) => from + i * step);
  return [...edges, to];
}

function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function histogram(values: Float64Array, edges: number[]): Bins {
  const counts = new Array<number>(edges.length - 1).fill(0);
  for (const value of values) {
    const bin = binOf(value, edges);
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}

function plane(x: Float64Array, xEdges: number[], y: Float64Array, yEdges: number[]): Plane {
  const width = yEdges.length - 1;
  const counts = new Map<number, number>();
  x.forEach((value, i) => {
    const cell = binOf(value, xEdges) * width + binOf(y[i] as number, yEdges);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  });
  const cells = [...counts].sort(([a], [b]) => a - b).map(([cell, rows]): [number, number, number] => [Math.floor(cell / width), cell % width, rows]);
  return { xEdges, yEdges, cells };
}
