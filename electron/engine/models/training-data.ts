import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { Pause } from './kernel.ts';
import type { FitContext, TrainingData } from './model.ts';

/** Lets the thread hear an abort, and throws CANCELLED after one. */
export function pauseOf(context: Pick<FitContext, 'signal'>): Pause {
  return async () => {
    throwIfCancelled(context.signal);
    await new Promise((resume) => setImmediate(resume));
    throwIfCancelled(context.signal);
  };
}

/** The features as views, one a column. */
export function featureColumns(data: Pick<TrainingData, 'features' | 'x' | 'rows'>): Float64Array[] {
  return data.features.map((_, j) => data.x.subarray(j * data.rows, (j + 1) * data.rows));
}

/** Throws an AppError where there are no rows or no columns. */
export function checkShape({ rows, features }: Pick<TrainingData, 'rows' | 'features'>, title: string): void {
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
}

/** What every model asks of its rows; throws an AppError that names the column. `later`: {@link checkedMoments} looks at the features. */
export async function checkTrainingData(data: TrainingData, title: string, missing: 'refused' | 'handled' | 'later', context: Pick<FitContext, 'signal'>): Promise<void> {
  const { rows, features, x, y, weights } = data;
  checkShape(data, title);
  if (x.length !== rows * features.length || y.length !== rows || (weights && weights.length !== rows)) {
    throw new AppError({ code: 'INTERNAL', kind: 'internal', message: 'Training rows of different lengths.', next: 'Report this text.' });
  }
  if (missing !== 'later') await checkFeatures(data, title, missing, pauseOf(context));
  for (let i = 0; i < rows; i++) {
    if (Number.isFinite(y[i])) continue;
    throw new AppError({
      code: 'TARGET_MISSING',
      message: 'The target has missing or infinite values among the training rows.',
      place: targetPlace(data, i),
      next: 'Filter the rows without a target in front of the model.',
    });
  }
  if (weights) checkWeights(data, weights);
  if (data.task !== 'regression') checkClasses(data, title);
}

function targetPlace({ origin }: TrainingData, row?: number): { column?: string; row?: number } {
  if (!origin) return {};
  return { column: origin.target, ...(row === undefined ? {} : { row: origin.rowIds[row] as number }) };
}

/** Throws an AppError that names the column with an infinite value, or with a missing one where they are refused. */
export async function checkFeatures({ features, x, rows }: Pick<TrainingData, 'features' | 'x' | 'rows'>, title: string, missing: 'refused' | 'handled', pause: Pause): Promise<void> {
  for (const [j, column] of features.entries()) {
    await pause();
    if (isAllFinite(x.subarray(j * rows, (j + 1) * rows))) continue;
    for (let i = j * rows; i < (j + 1) * rows; i++) {
      const value = x[i] as number;
      if (Number.isFinite(value)) continue;
      if (!Number.isNaN(value)) throw infinite(column, i - j * rows);
      if (missing === 'refused') throw missingValue(column, title);
    }
  }
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

function checkWeights({ origin }: TrainingData, weights: Float64Array): void {
  const bad = weights.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (bad >= 0) {
    const row = origin?.rowIds[bad] ?? bad;
    throw new AppError({ code: 'BAD_WEIGHT', message: `A row weight is negative, missing or infinite: ${weights[bad]} in row ${row}.`, place: { row }, next: 'Give every row a weight of 0 or more.' });
  }
  if (!weights.some((weight) => weight > 0)) {
    throw new AppError({ code: 'BAD_WEIGHT', message: 'Every row weighs 0.', next: 'Give at least one row a weight above 0.' });
  }
}

/** Throws an AppError where classes cannot be told apart. */
function checkClasses(data: TrainingData, title: string): void {
  const { rows, y, classes, weights } = data;
  if (classes.length > rows) {
    throw new AppError({
      code: 'MORE_CLASSES_THAN_ROWS',
      message: `${title} has ${classes.length} classes to tell apart, but only ${rows} training rows.`,
      place: targetPlace(data),
      next: 'Choose a target of fewer classes, group the rare ones, or train on more rows.',
    });
  }
  const first = weights ? weights.findIndex((weight) => weight > 0) : 0;
  for (let i = first + 1; i < y.length; i++) if (y[i] !== y[first] && weights?.[i] !== 0) return;
  const only = classes[y[first] ?? -1];
  throw new AppError({
    code: 'ONE_CLASS',
    message: `${title} needs at least two classes; all training rows are of one${only === undefined ? '' : `: "${only}"`}.`,
    place: targetPlace(data),
    next: 'Check the target and the filters; with few rows of a class, split stratified.',
  });
}
