import { ROW } from '../../contract/column.ts';
import type { JobContext } from '../db/database.ts';
import type { Row } from '../db/chunk-values.ts';
import { type Sql, identifier, join, sql } from '../sql/sql.ts';
import type { RowOrder, RowTable } from './row-order.ts';

/** Expressions over the rows from one place to before another, in the order of the view, as a statement. */
export function rowsBetween({ table }: RowTable, { ids }: RowOrder, from: number, to: number, expressions: readonly Sql[]): Sql {
  const row = identifier(ROW);
  if (!ids) return sql`select ${join([row, ...expressions])} from ${table} where ${row} >= ${from} and ${row} < ${to} order by ${row}`;
  return sql`select ${join([row, ...expressions])} from (select rowid as __mw_place, id as __mw_id from ${ids} where rowid >= ${from} and rowid < ${to}) join ${table} on ${row} = __mw_id order by __mw_place`;
}

/** The cells of rows in view: instants as epoch microseconds. */
export async function rowPage(table: RowTable, order: RowOrder, offset: number, limit: number, context: JobContext): Promise<Row[]> {
  const cells = table.columns.map(({ name, type }, i) => sql`${type === 'timestamp' ? sql`epoch_us(${identifier(name)})` : identifier(name)} as ${identifier(`c${i}`)}`);
  return await table.db.rows(rowsBetween(table, order, offset, offset + limit, cells), context);
}
