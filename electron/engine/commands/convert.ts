import { ROW } from '../../contract/column.ts';
import { identifier, join, sql } from '../sql/sql.ts';
import type { Handler } from './handler.ts';
import { fileFormat, writeRows } from './rows-file.ts';

/** Writes what the loader understood as Parquet or CSV, in the order of the file. */
export const convert: Handler<'convert'> = async (engine, { path, out, options }, context) => {
  fileFormat(out);
  const { db, table, columns, report } = await engine.open(path, options, context);
  const rows = await writeRows(db, sql`select ${join(columns.map(({ name }) => identifier(name)))} from ${table} order by ${identifier(ROW)}`, out, context.signal);
  return { out, rows, report };
};
