import { CompensatedSum } from '../compensated-sum.ts';

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
  const result = new Float64Array(rows);
  columns.forEach((column, j) => {
    const factor = factors[j] as number;
    const middle = center[j] as number;
    if (factor !== 0) for (let i = 0; i < rows; i++) result[i] = (result[i] as number) + ((column[i] as number) - middle) * factor;
  });
  return result;
}

/** The standardised columns times a (weighted) vector over the rows. */
export function columnsTimes({ columns, rows, center, inverse, weights }: StandardisedRows, vector: Float64Array): Float64Array {
  const weighted = weights ? vector.map((value, i) => value * (weights[i] as number)) : vector;
  return Float64Array.from(columns, (column, j) => {
    const sum = new CompensatedSum();
    const middle = center[j] as number;
    for (let from = 0; from < rows; from += 512) {
      const to = Math.min(from + 512, rows);
      let part = 0;
      for (let i = from; i < to; i++) part += ((column[i] as number) - middle) * (weighted[i] as number);
      sum.add(part);
    }
    return sum.value * (inverse[j] as number);
  });
}
