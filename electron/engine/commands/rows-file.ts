import { join, resolve } from 'node:path';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Database } from '../db/database.ts';
import { AppError } from '../base/app-error.ts';
import { placeWhole } from '../project/write-whole.ts';
import { literal, sql, type Sql } from '../sql/sql.ts';

/** Writes the rows of a query to a CSV or Parquet file (by its ending), all or nothing; gives their number. */
export async function writeRows(db: Database, query: Sql, out: string, signal?: AbortSignal): Promise<number> {
  const format = fileFormat(out);
  const staged = join(db.scratch, `${randomUUID()}.${format}`);
  const how = format === 'parquet' ? sql`(format parquet)` : sql`(format csv, header true, nullstr '')`;
  try {
    const rows = await db.run(sql`copy (${query}) to ${literal(staged)} ${how}`, { signal });
    await placeWhole(resolve(out), staged);
    return rows;
  } finally {
    await rm(staged, { force: true });
  }
}

/** The format that a file's name asks for. */
export function fileFormat(out: string): 'csv' | 'parquet' {
  const lower = out.toLowerCase();
  if (lower.endsWith('.csv')) return 'csv';
  if (lower.endsWith('.parquet')) return 'parquet';
  throw new AppError({ code: 'UNKNOWN_FORMAT', kind: 'usage', message: `"${out}" ends neither in .csv nor in .parquet.`, place: { field: 'out' }, next: 'Give the file one of these endings.' });
}
