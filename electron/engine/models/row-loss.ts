import { CompensatedSum } from './compensated-sum.ts';

/** The loss of one set of scores, and its derivatives row by row. */
export interface LossAt {
  readonly loss: number;
  /** Derivative by each score: an array a score. */
  readonly slopes: readonly Float64Array[];
  /** Second derivative by two scores. */
  curvature(a: number, b: number): Float64Array;
}

/** The loss of scores (an array a score) where `y` is known, added up over the rows; weights are of rows. */
export type RowLoss = (scores: readonly Float64Array[], y: Float64Array, weights: Float64Array | undefined) => LossAt;

/** Σ term(i) over the rows, by compensated sums over blocks. */
export function summedRows(rows: number, term: (i: number) => number): number {
  const sum = new CompensatedSum();
  for (let from = 0; from < rows; from += 128) {
    let part = 0;
    for (let i = from; i < Math.min(from + 128, rows); i++) part += term(i);
    sum.add(part);
  }
  return sum.value;
}
