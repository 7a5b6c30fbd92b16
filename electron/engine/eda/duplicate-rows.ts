import type { Database, JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { NamedColumn } from './column-facts.ts';

/** Rows that equal an earlier row in every column; missing equals missing. */
export async function duplicateRows(db: Database, table: Sql, columns: readonly NamedColumn[], context: JobContext = {}): Promise<number> {
  if (columns.length === 0) return 0;
  const names = columns.map(({ name }) => identifier(name));
  const { n } = await db.row(sql`select (select count(*) from ${table}) - (select count(*) from (select distinct ${names} from ${table})) as n`, { ...context, stage: 'Looking for duplicate rows' });
  return Number(n);
}
