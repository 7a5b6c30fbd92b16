import type { Database } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

/** Columns that a table may have for statements about one of them. */
const NARROW = 200;

/** Columns group by group, each with a table to read them from: of a wide table that is a narrow copy, because a statement costs by the number of columns of its table. */
export async function* columnGroups<C extends { readonly name: string }>(db: Database, table: Sql, columns: readonly C[], signal: AbortSignal | undefined): AsyncGenerator<{ table: Sql; columns: readonly C[] }> {
  if (columns.length <= NARROW) {
    if (columns.length > 0) yield { table, columns };
    return;
  }
  for (let first = 0; first < columns.length; first += NARROW) {
    const group = columns.slice(first, first + NARROW);
    const copy = identifier(db.name('group'));
    await db.run(sql`create table ${copy} as select ${group.map(({ name }) => identifier(name))} from ${table}`, { signal });
    try {
      yield { table: copy, columns: group };
    } finally {
      await db.run(sql`drop table ${copy}`);
    }
  }
}
