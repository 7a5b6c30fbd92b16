import { columnDots, combined } from '../column-loops.ts';

/** Training rows, centred and divided by the lengths of their columns, without a copy. */
export interface StandardisedRows {
  readonly columns: readonly Float64Array[];
  readonly rows: number;
  readonly center: readonly number[];
  /** One over the length of each centred column; 0 for a constant one. */
  readonly inverse: readonly number[];
  readonly weights: Float64Array | undefined;
}

/** The rows times a vector of factors for the columns as given. */
export function rowsTimes({ columns, rows, center }: StandardisedRows, factors: Float64Array): Float64Array<ArrayBuffer> {
  return combined(columns, center, factors, rows);
}

/** The standardised columns times a (weighted) vector over the rows. */
export function columnsTimes({ columns, center, inverse, weights }: StandardisedRows, vector: Float64Array): Float64Array {
  const weighted = weights ? vector.map((value, i) => value * (weights[i] as number)) : vector;
  return columnDots(columns, center, weighted).map((value, j) => value * (inverse[j] as number));
}
