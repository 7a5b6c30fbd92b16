import { ROW } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import { identifier, join, sql } from '../sql/sql.ts';
import { cellOf } from './cell-of.ts';
import type { Handler } from './handler.ts';

/** A page of a loaded file. Missing cells sort last. */
export const page: Handler<'page'> = async (engine, { source, offset, limit, sort }, { signal }) => {
  const { db, table, columns, rows } = await engine.source(source);
  if (sort && !columns.some((one) => one.name === sort.column)) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `There is no column "${sort.column}".`, place: { column: sort.column }, next: 'Sort by a column that is there.' });
  const row = identifier(ROW);
  const order = sort ? sql`${identifier(sort.column)} ${sort.descending ? sql`desc` : sql`asc`} nulls last, ${row}` : row;
  const cells = columns.map((one) => (one.type === 'timestamp' ? sql`epoch_us(${identifier(one.name)}) as ${identifier(one.name)}` : identifier(one.name)));
  const found = await db.rows(sql`select ${join([row, ...cells])} from ${table} order by ${order} limit ${limit} offset ${offset}`, { signal });
  return { rows: found.map((one) => ({ row: Number(one[ROW]), cells: columns.map(({ name }) => cellOf(one[name] ?? null)) })), total: rows };
};
