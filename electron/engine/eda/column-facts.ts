import type { Cell, ColumnType } from '../../contract/column.ts';
import type { Value } from '../db/chunk-values.ts';
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

/** Exact counts and ranges of columns; distinct values one column at a time, so that memory holds one set. */
export async function columnFacts(db: Database, table: Sql, columns: readonly NamedColumn[], context: JobContext = {}): Promise<ColumnFacts[]> {
  if (columns.length === 0) return [];
  const parts = columns.map(({ name }, i) => {
    const column = identifier(name);
    return sql`count(${column}) as ${identifier(`n${i}`)}, min(${column}) as ${identifier(`a${i}`)}, max(${column}) as ${identifier(`z${i}`)}`;
  });
  const row = await db.row(sql`select ${parts} from ${table}`, { ...context, stage: 'Counting values' });
  const facts: ColumnFacts[] = [];
  for (const [i, { name, type }] of columns.entries()) {
    const { n } = await db.row(sql`select count(*) as n from (select distinct ${identifier(name)} as v from ${table}) where v is not null`, { signal: context.signal });
    facts.push({ name, type, count: Number(row[`n${i}`]), distinct: Number(n), min: cell(row[`a${i}`] ?? null), max: cell(row[`z${i}`] ?? null) });
    context.onProgress?.({ stage: 'Counting values', fraction: (i + 1) / columns.length });
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
