import { random } from '../../electron/engine/base/random.ts';

/** Rows that training is measured on, column-major: numbers of several scales, two targets that they tell, and variants of both. */
export interface BenchRows {
  readonly x: Float64Array;
  /** The same with 5% of the values missing. */
  readonly holes: Float64Array;
  /** Ten columns of 50 codes each for the first `few` rows; their order says nothing. */
  readonly codes: Float64Array;
  /** 0 or 1. */
  readonly label: Float64Array;
  /** 0 to 4. */
  readonly five: Float64Array;
  readonly number: Float64Array;
}

const CODES = 10;
const LEVELS = 50;

export function benchRows(rows: number, features: number, few: number): BenchRows {
  const draws = random(1);
  const uniform = (): number => draws.below(2 ** 32) / 2 ** 32;
  const x = new Float64Array(rows * features);
  const score = new Float64Array(rows);
  for (let j = 0; j < features; j++) {
    const [scale, middle, weight] = [10 ** (j % 4), (j - 10) * 7, draws.normal() / 3];
    for (let i = 0; i < rows; i++) {
      const z = draws.normal();
      x[j * rows + i] = middle + scale * z;
      score[i] = (score[i] as number) + weight * z;
    }
  }
  const codes = Float64Array.from({ length: CODES * few }, (_, at) => {
    const value = x[Math.floor(at / few) * rows + (at % few)] as number;
    return Math.imul(Math.round(value * 7), 2654435761) >>> 0;
  }).map((hash) => hash % LEVELS);
  return {
    x,
    codes,
    holes: x.map((value) => (uniform() < 0.05 ? NaN : value)),
    label: score.map((value) => (uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0)),
    five: score.map((value) => Math.max(0, Math.min(4, Math.floor(2.5 + value + uniform() - 0.5)))),
    number: score.map((value) => value + draws.normal()),
  };
}

/** The first `few` rows of column-major values. */
export function firstRows(values: Float64Array, rows: number, few: number): Float64Array {
  const columns = values.length / rows;
  const result = new Float64Array(few * columns);
  for (let j = 0; j < columns; j++) result.set(values.subarray(j * rows, j * rows + few), j * few);
  return result;
}
