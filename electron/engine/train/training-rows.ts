import { ROW } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import { asNumber, readColumn } from '../graph/environment.ts';
import type { MatrixShape, TrainingData } from '../models/model.ts';
import type { FitContext, FitState } from '../run/fit-state.ts';
import { trainingRows } from '../run/rows.ts';
import { targetValue } from '../run/target.ts';
import { identifier, join, sql } from '../sql/sql.ts';
import { requireMemory } from './memory-budget.ts';

/** Features that one statement reads: the time that the database takes over a statement grows faster than its columns. */
const COLUMNS_AT_ONCE = 256;

/** The feature columns of a fit, in order. */
export function featureNames(state: FitState): string[] {
  return state.environment.schema.filter((one) => one.role === 'feature').map((one) => one.name);
}

/** Matrices that another model of the same state reads too, for as long as there is the state. */
const kept = new WeakMap<FitState, TrainingData>();
/** The largest of them: another one is read again rather than held while rows are scored. */
const MOST_KEPT = 2 ** 23;

/** The matrix that a model is trained on, as {@link queriedMatrix} gives it. `beside` says how many numbers a fit keeps beside it. */
export async function readTrainingData(context: FitContext, state: FitState, beside: (shape: Omit<MatrixShape, 'threads'>) => number): Promise<TrainingData> {
  const known = kept.get(state);
  if (known) {
    requireMemory(known.rows, known.features.length, beside({ rows: known.rows, features: known.features.length, classes: known.classes.length }));
    return known;
  }
  const data = await queriedMatrix(context, state, beside);
  if (data.x.length <= MOST_KEPT) kept.set(state, data);
  return data;
}

/** Training rows by row id, repeats one after another. Without a target `y` is missing throughout, and no model reads it. */
async function queriedMatrix(context: FitContext, state: FitState, beside: (shape: Omit<MatrixShape, 'threads'>) => number): Promise<TrainingData> {
  const { target, rows } = state;
  const features = featureNames(state);
  const from = trainingRows(rows);
  const options = { signal: context.signal };
  const count = Number((await context.db.row(sql`select count(*) as n from ${from}`, options))['n']);
  if (count === 0) throw new AppError({ code: 'NO_TRAINING_ROWS', message: 'No row is left to train on.', next: 'Give the training part a larger share, or loosen the filter.' });
  const y = target ? sql`${targetValue(target, rows.types.get(target.column) ?? 'text')} as y` : sql`cast(null as double) as y`;
  const folds = [...rows.folds.keys()].map((name) => [name, 'integer'] as const);
  const columns = new Map([...rows.types, ...folds]);
  requireMemory(count, features.length, beside({ rows: count, features: features.length, classes: target?.classes.length ?? 0 }));
  // Threads of its training see it without a copy.
  const x = new Float64Array(new SharedArrayBuffer(8 * features.length * count));
  const labels = new Float64Array(count);
  const rowIds = new Float64Array(count);
  for (let first = 0; first < features.length || first === 0; first += COLUMNS_AT_ONCE) {
    const own = features.slice(first, first + COLUMNS_AT_ONCE);
    const inner = layeredSelect({ from, keep: [identifier(ROW), y], outputs: own.map((name, j) => ({ name: `f${j}`, expr: asNumber(readColumn(state.environment, name)) })), columns });
    const doubles = join([...own.map((_, j) => identifier(`f${j}`)), identifier('y')].map((id) => sql`coalesce(${id}, cast('nan' as double)) as ${id}`));
    const into = [...own.map((_, j) => x.subarray((first + j) * count, (first + j + 1) * count)), labels, rowIds];
    await context.db.columns(sql`select ${doubles}, cast(${identifier(ROW)} as double) as ${identifier('id')} from (${inner}) order by ${identifier(ROW)}`, { ...options, rows: count, into });
  }
  if (!target) return { task: 'anomaly', x, rows: count, features, y: labels, classes: [] };
  if (target.task !== 'regression') {
    const seen = new Set(labels);
    const absent = target.classes.findIndex((_, i) => !seen.has(i));
    if (absent >= 0) {
      const split = state.nodes.find((one) => one.definition.kind === 'split');
      throw new AppError({
        code: 'CLASS_WITHOUT_TRAINING_ROWS',
        message: `No training row has the class "${target.classes[absent]}" of "${target.column}".`,
        place: { ...(split ? { node: split.id } : {}), column: target.column },
        next: 'Split stratified by the target, or filter out classes with very few rows.',
      });
    }
  }
  return { task: target.task, x, rows: count, features, y: labels, classes: target.classes, origin: { target: target.column, rowIds } };
}
