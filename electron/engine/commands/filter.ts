import { identifier, sql } from '../sql/sql.ts';
import { filterSql, filtersSql } from '../rows/row-filter.ts';
import type { Handler } from './handler.ts';

/** How many rows each filter keeps by itself, and all of them together. */
export const filter: Handler<'filter'> = async (engine, { source, filters }, context) => {
  const { db, table, columns } = await engine.source(source);
  const counts = filters.map((one, i) => sql`count(*) filter (${filterSql(one, columns)}) as ${identifier(`n${i}`)}`);
  const row = await db.row(sql`select ${[...counts, sql`count(*) filter (${filtersSql(filters, columns)}) as n`]} from ${table}`, { ...context, stage: 'Counting rows' });
  return { kept: filters.map((_, i) => Number(row[`n${i}`])), rows: Number(row['n']) };
};
