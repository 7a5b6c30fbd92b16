import { AppError } from '../base/app-error.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { Kernel, Pause } from './kernel.ts';
import type { TrainingData } from './model.ts';
import { checkFeatures, featureColumns } from './training-data.ts';

/** Mean and standard deviation of a column. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** By compensated (weighted) sums over blocks; a constant column's mean is its value exactly. */
function columnMoments(values: Float64Array, weights?: Float64Array): Moments {
  let low = Infinity;
  let high = -Infinity;
  const sum = new CompensatedSum();
  const squares = new CompensatedSum();
  const total = new CompensatedSum();
  const first = values[0] ?? 0;
  for (let from = 0; from < values.length; from += 128) {
    const to = Math.min(from + 128, values.length);
    let part = 0;
    let square = 0;
    let weight = weights ? 0 : to - from;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (value < low) low = value;
      if (value > high) high = value;
      const distance = value - first;
      const share = weights ? distance * (weights[i] as number) : distance;
      part += share;
      square += share * distance;
      if (weights) weight += weights[i] as number;
    }
    sum.add(part);
    squares.add(square);
    total.add(weight);
  }
  if (low === high) return { mean: low, deviation: 0 };
  const fromFirst = sum.value / total.value;
  return { mean: first + fromFirst, deviation: Math.sqrt(Math.max(0, squares.value / total.value - fromFirst * fromFirst)) };
}

export function columnMean(values: Float64Array, weights?: Float64Array): number {
  return columnMoments(values, weights).mean;
}

/** Moments of all features, in one pass that finds missing and infinite values too; throws an AppError that names the column, also where its squares add up past the largest number. */
export async function checkedMoments(kernel: Kernel, data: Pick<TrainingData, 'x' | 'rows' | 'features' | 'weights'>, title: string, pause: Pause, threads: number): Promise<Moments[]> {
  const columns = featureColumns(data);
  const first = columns.map((column) => column[0] as number);
  const found = await kernel.moments({ columns, rows: data.rows, shift: first, threads }, data.weights, pause);
  await pause();
  if (!found.every(({ squares }) => Number.isFinite(squares))) await checkFeatures(data, title, 'refused', pause);
  const total = totalWeight(data.rows, data.weights);
  return found.map(({ sum, squares, low, high }, j) => {
    const fromFirst = sum / total;
    const moments = low === high ? { mean: first[j] as number, deviation: 0 } : { mean: (first[j] as number) + fromFirst, deviation: Math.sqrt(Math.max(0, squares / total - fromFirst * fromFirst)) };
    if (!isSquarable(moments, total)) throw tooLarge(`The column "${data.features[j]}"`, { column: data.features[j] as string });
    return moments;
  });
}

/** The mean of the target; throws an AppError where its squares add up past the largest number. */
export function targetMean(data: TrainingData): number {
  const found = columnMoments(data.y, data.weights);
  if (!isSquarable(found, totalWeight(data.rows, data.weights))) throw tooLarge('The target', {});
  return found.mean;
}

/** Sum of the weights, or the number of rows. */
export function totalWeight(rows: number, weights: Float64Array | undefined): number {
  if (!weights) return rows;
  const total = new CompensatedSum();
  for (const weight of weights) total.add(weight);
  return total.value;
}

function isSquarable({ mean, deviation }: Moments, total: number): boolean {
  return Number.isFinite((mean * mean + deviation * deviation) * total);
}

function tooLarge(what: string, place: { column?: string }): AppError {
  return new AppError({
    code: 'VALUES_TOO_LARGE',
    message: `${what} has values so large that their squares are past the largest number.`,
    place,
    next: 'Check the values for errors, and cap or scale the column in front of the model.',
  });
}
