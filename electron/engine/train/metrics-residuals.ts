import type { Plane, Residuals } from '../../contract/curves.ts';
import { CompensatedSum } from '../models/compensated-sum.ts';
import { binEdges, binOf, histogram, range } from './equal-bins.ts';

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
