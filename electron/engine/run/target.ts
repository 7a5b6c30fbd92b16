import type { ColumnType } from '../../contract/column.ts';
import { byCodePoint } from '../base/canonical-json.ts';
import { AppError } from '../base/app-error.ts';
import type { Database } from '../db/database.ts';
import type { RolesNode, Target } from '../nodes/node.ts';
import { double, identifier, literal, sql, type Sql } from '../sql/sql.ts';
import { ROW_ID, type Rows } from './rows.ts';

const MOST_CLASSES = 1000;

/** The text of a class label: whole numbers without a point, booleans as true and false. */
export function labelOf(column: string, type: ColumnType): Sql {
  const id = identifier(column);
  if (type === 'text') return id;
  if (type === 'number') return sql`case when ${id} = floor(${id}) and abs(${id}) < 9007199254740992 then cast(cast(${id} as bigint) as varchar) else cast(${id} as varchar) end`;
  return sql`cast(${id} as varchar)`;
}

/** A class label as its index, a number as itself: DOUBLE. */
export function targetValue(target: Target, type: ColumnType): Sql {
  if (target.task === 'regression') return sql`cast(${identifier(target.column)} as double)`;
  const cases = target.classes.map((label, i) => sql`when ${literal(label)} then ${double(i)}`);
  return sql`case ${labelOf(target.column, type)} ${cases.reduce((all, one) => sql`${all} ${one}`)} end`;
}

/** The labels of a target in code-point order; no more than one past the most that a target may have. Missing ones apart. */
export async function classLabels(db: Database, rows: Rows, column: string, signal?: AbortSignal): Promise<string[]> {
  const label = labelOf(column, rows.types.get(column) ?? 'text');
  const found = await db.rows(sql`select distinct ${label} as label from ${rows.relation} where ${identifier(column)} is not null limit ${MOST_CLASSES + 1}`, { signal });
  return found.map((row) => String(row['label'])).sort(byCodePoint);
}

/** The error for a positive label that no row has; `node` is null before there is a graph. */
export function unknownLabel(column: string, label: string, classes: readonly string[], node: string | null): AppError {
  return new AppError({
    code: 'UNKNOWN_LABEL',
    message: `The target "${column}" has no class "${label}". It has: ${classes.slice(0, 20).join(', ')}${classes.length > 20 ? ', …' : ''}.`,
    place: { ...(node === null ? {} : { node }), column, field: 'positive' },
    next: 'Choose one of these as positive.',
  });
}

/**
 * What the target is, by the rows that reach the split: its task and its classes in code-point order.
 * Throws an AppError for missing targets (with the first row), one class, one number, too many classes, or text where a number is needed.
 */
export async function resolveTarget(
  db: Database,
  rows: Rows,
  spec: ReturnType<RolesNode['target']>,
  node: string,
  signal?: AbortSignal,
): Promise<{ target: Target; positive: string | null }> {
  const { column } = spec;
  const type = rows.types.get(column);
  const place = { node, column };
  if (type === undefined) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `The target "${column}" is not there.`, place, next: 'Choose another target.' });
  const options = { signal };
  const id = identifier(column);
  const counts = await db.row(sql`select count(*) as n, count(${id}) as present, min(case when ${id} is null then ${ROW_ID} end) as first from ${rows.relation}`, options);
  const missing = Number(counts['n']) - Number(counts['present']);
  if (Number(counts['n']) === 0) throw new AppError({ code: 'NO_ROWS', message: 'No row is left to learn from.', place, next: 'Loosen the filter, or open a file with rows.' });
  if (missing > 0) {
    throw new AppError({
      code: 'TARGET_MISSING',
      message: `The target "${column}" is missing in ${missing} ${missing === 1 ? 'row' : 'rows'}, first in row ${Number(counts['first'])}.`,
      place: { ...place, row: Number(counts['first']) },
      next: `Put a filter in front of the split with the condition: not is_missing("${column.replaceAll('"', '""')}").`,
    });
  }
  const classes = await classLabels(db, rows, column, signal);
  const isClass = spec.task === 'classification' || (spec.task === null && (type === 'text' || type === 'boolean' || classes.length === 2));
  if (!isClass) {
    if (type === 'text' || type === 'timestamp') throw new AppError({ code: 'TARGET_NOT_NUMBER', message: `The target "${column}" is ${type}; regression needs a number.`, place, next: 'Choose classification, or another target.' });
    if (classes.length < 2) throw new AppError({ code: 'CONSTANT_TARGET', message: `The target "${column}" is ${classes[0] ?? 'the same'} in every row: there is nothing to learn.`, place, next: 'Choose another target, or data in which it varies.' });
    return { target: { column, task: 'regression', classes: [] }, positive: null };
  }
  if (classes.length < 2) throw new AppError({ code: 'ONE_CLASS', message: `The target "${column}" has one class only ("${classes[0] ?? ''}"): there is nothing to tell apart.`, place, next: 'Choose another target, or data in which it varies.' });
  if (classes.length > MOST_CLASSES) throw new AppError({ code: 'TOO_MANY_CLASSES', message: `The target "${column}" has more than ${MOST_CLASSES} classes.`, place, next: 'Choose regression, or a target with fewer classes.' });
  if (spec.positive !== null && !classes.includes(spec.positive)) throw unknownLabel(column, spec.positive, classes, node);
  const binary = classes.length === 2;
  return { target: { column, task: binary ? 'binary' : 'multiclass', classes }, positive: binary ? (spec.positive ?? classes[1] ?? null) : spec.positive };
}
