import type { Cell, ColumnType } from '../../contract/column.ts';
import type { Value } from '../db/chunk-values.ts';
import { aggregateRow } from '../db/aggregate-row.ts';
import type { Database, JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

export interface NamedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** What decides whether a column is worth learning from. */
export interface ColumnFacts {
  name: string;
  type: ColumnType;
  /** Values that are not missing. */
  count: number;
  /** Exact. */
  distinct: number;
  min: Cell;
  max: Cell;
}

/** Values whose distinct ones one statement counts, and columns that it has at most: it is read and planned once for all of them. */
const VALUES_AT_ONCE = 2 ** 20;
const COLUMNS_AT_ONCE = 64;

/** Exact counts and ranges of columns; distinct values of a few columns at a time, of long ones one by one, so that memory holds few sets. */
export async function columnFacts(db: Database, table: Sql, columns: readonly NamedColumn[], context: JobContext = {}): Promise<ColumnFacts[]> {
  if (columns.length === 0) return [];
  const parts = columns.flatMap(({ name }, i) => {
    const column = identifier(name);
    return [sql`count(${column}) as ${identifier(`n${i}`)}`, sql`min(${column}) as ${identifier(`a${i}`)}`, sql`max(${column}) as ${identifier(`z${i}`)}`];
  });
  const row = await aggregateRow(db, [sql`count(*) as rows`, ...parts], table, { ...context, stage: 'Counting values' });
  const atOnce = Math.max(1, Math.min(COLUMNS_AT_ONCE, Math.floor(VALUES_AT_ONCE / Math.max(1, Number(row['rows'])))));
  const facts: ColumnFacts[] = [];
  for (let from = 0; from < columns.length; from += atOnce) {
    const some = columns.slice(from, from + atOnce);
    const distinct = await db.row(sql`select ${some.map(({ name }, i) => sql`count(distinct ${identifier(name)}) as ${identifier(`d${i}`)}`)} from ${table}`, { signal: context.signal });
    some.forEach(({ name, type }, i) => {
      const at = from + i;
      facts.push({ name, type, count: Number(row[`n${at}`]), distinct: Number(distinct[`d${i}`]), min: cell(row[`a${at}`] ?? null), max: cell(row[`z${at}`] ?? null) });
    });
    context.onProgress?.({ stage: 'Counting values', fraction: facts.length / columns.length });
  }
  return facts;
}

/** All values are there and differ, or would name a row without saying anything of it: whole numbers and texts alone. */
export function isIdentifier({ type, count, distinct }: ColumnFacts, rows: number): boolean {
  return (type === 'integer' || type === 'text') && rows > 1 && count === rows && distinct === count;
}

export function isConstant({ distinct }: ColumnFacts): boolean {
  return distinct <= 1;
}

/** A value as a cell of the wire: integers past 2^53 are text. */
export function cell(value: Value): Cell {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
