import { AppError, throwIfCancelled } from '../base/app-error.ts';
import { CompensatedSum } from './compensated-sum.ts';
import type { Pause } from './kernel.ts';
import type { FitContext, TrainingData } from './model.ts';

/** Lets the thread hear an abort, and throws CANCELLED after one. */
export function pauseOf(context: FitContext): Pause {
  return async () => {
    throwIfCancelled(context.signal);
    await new Promise((resume) => setImmediate(resume));
    throwIfCancelled(context.signal);
  };
}

/** The features as views, one a column. */
export function featureColumns(data: TrainingData): Float64Array[] {
  return data.features.map((_, j) => data.x.subarray(j * data.rows, (j + 1) * data.rows));
}

/** What every model asks of its rows; throws an AppError that names the column. */
export function checkTrainingData(data: TrainingData, title: string, missing: 'refused' | 'handled'): void {
  const { rows, features, x, y, classes, task, weights } = data;
  if (rows === 0) {
    throw new AppError({
      code: 'NO_ROWS',
      message: `${title} has no rows to learn from.`,
      next: 'Check the filters in front of the model and the share of training rows in the split.',
    });
  }
  if (features.length === 0) {
    throw new AppError({
      code: 'NO_FEATURES',
      message: `${title} has no columns to learn from.`,
      next: 'Keep at least one feature in front of the model.',
    });
  }
  if (x.length !== rows * features.length || y.length !== rows || (weights && weights.length !== rows)) {
    throw new AppError({ code: 'INTERNAL', kind: 'internal', message: 'Training rows of different lengths.', next: 'Report this text.' });
  }
  features.forEach((column, j) => {
    if (isAllFinite(x.subarray(j * rows, (j + 1) * rows))) return;
    for (let i = j * rows; i < (j + 1) * rows; i++) {
      const value = x[i] as number;
      if (Number.isFinite(value)) continue;
      if (!Number.isNaN(value)) throw infinite(column, i - j * rows);
      if (missing === 'refused') throw missingValue(column, title);
    }
  });
  for (let i = 0; i < rows; i++) {
    if (Number.isFinite(y[i])) continue;
    throw new AppError({
      code: 'TARGET_MISSING',
      message: 'The target has missing or infinite values among the training rows.',
      next: 'Filter the rows without a target in front of the model.',
    });
  }
  if (weights) checkWeights(weights);
  if (task !== 'regression') checkClasses(y, classes, weights, title);
}

/** Without a question for each value: an infinite or missing one makes NaN of 0. Two sums need not wait for each other. */
function isAllFinite(values: Float64Array): boolean {
  let [even, odd] = [0, 0];
  const pairs = values.length & ~1;
  for (let i = 0; i < pairs; i += 2) {
    even += (values[i] as number) * 0;
    odd += (values[i + 1] as number) * 0;
  }
  return even + odd + (values.length > pairs ? (values[pairs] as number) * 0 : 0) === 0;
}

function missingValue(column: string, title: string): AppError {
  return new AppError({
    code: 'MISSING_VALUES',
    message: `The column "${column}" has missing values, which ${title.toLowerCase()} cannot take.`,
    place: { column },
    next: 'Put an imputer in front of the model, or choose a model that takes missing values.',
  });
}

function infinite(column: string, row: number): AppError {
  return new AppError({
    code: 'INFINITE_VALUE',
    message: `The column "${column}" has an infinite value (training row ${row}, counted from 0).`,
    place: { column },
    next: 'Cap the column, or make such values missing and put an imputer in front of the model.',
  });
}

function checkWeights(weights: Float64Array): void {
  let positive = false;
  for (const weight of weights) {
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new AppError({ code: 'BAD_WEIGHT', message: 'A row weight is negative, missing or infinite.', next: 'Give every row a weight of 0 or more.' });
    }
    positive ||= weight > 0;
  }
  if (!positive) {
    throw new AppError({ code: 'BAD_WEIGHT', message: 'Every row weighs 0.', next: 'Give at least one row a weight above 0.' });
  }
}

function checkClasses(y: Float64Array, classes: readonly string[], weights: Float64Array | undefined, title: string): void {
  const seen = new Set<number>();
  y.forEach((value, i) => {
    if (!(weights && weights[i] === 0)) seen.add(value);
  });
  if (seen.size >= 2) return;
  const only = classes[[...seen][0] ?? -1];
  throw new AppError({
    code: 'ONE_CLASS',
    message: `${title} needs at least two classes; all training rows are of one${only === undefined ? '' : `: "${only}"`}.`,
    next: 'Check the target and the filters; with few rows of a class, split stratified.',
  });
}

/** Mean and standard deviation of a column. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/** By compensated (weighted) sums over blocks; a constant column's mean is its value exactly. */
export function columnMoments(values: Float64Array, weights?: Float64Array): Moments {
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

/** Moments of all features, with pauses; throws an AppError for a column whose squares add up past the largest number. */
export async function allMoments(data: TrainingData, pause: Pause): Promise<Moments[]> {
  const moments: Moments[] = [];
  for (const [j, column] of featureColumns(data).entries()) {
    const found = columnMoments(column, data.weights);
    if (!isSquarable(found, data)) throw tooLarge(`The column "${data.features[j]}"`, { column: data.features[j] as string });
    moments.push(found);
    await pause();
  }
  return moments;
}

/** The mean of the target; throws an AppError where its squares add up past the largest number. */
export function targetMean(data: TrainingData): number {
  const found = columnMoments(data.y, data.weights);
  if (!isSquarable(found, data)) throw tooLarge('The target', {});
  return found.mean;
}

function isSquarable({ mean, deviation }: Moments, { rows, weights }: TrainingData): boolean {
  return Number.isFinite((mean * mean + deviation * deviation) * (weights ? weights.reduce((sum, weight) => sum + weight, 0) : rows));
}

function tooLarge(what: string, place: { column?: string }): AppError {
  return new AppError({
    code: 'VALUES_TOO_LARGE',
    message: `${what} has values so large that their squares are past the largest number.`,
    place,
    next: 'Check the values for errors, and cap or scale the column in front of the model.',
  });
}
