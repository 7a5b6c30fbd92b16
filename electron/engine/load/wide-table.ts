import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, join, sql } from '../sql/sql.ts';

/** Columns that are made in one statement: each of its threads holds the vectors of every part of every expression, and planning takes time by the square of their number. */
export const AT_ONCE = 400;

/** Some of the places at a time. */
export function groupsOf(places: readonly number[], size = AT_ONCE): number[][] {
  return Array.from({ length: Math.ceil(places.length / size) }, (_, g) => places.slice(g * size, (g + 1) * size));
}

/** Makes a table of columns; `relation` has what the columns at some places are made from, and gives its rows in the same order each time. */
export async function createTable(db: Database, table: Sql, columns: readonly Sql[], relation: (places: readonly number[]) => Sql, context: JobContext): Promise<void> {
  const groups = groupsOf([...columns.keys()]);
  const parts = groups.map((places) => ({ name: groups.length === 1 ? table : identifier(db.name('part')), places }));
  const stage = { ...context, stage: 'Loading the file' };
  try {
    for (const { name, places } of parts) await db.run(sql`create table ${name} as select ${places.map((i) => columns[i] as Sql)} from ${relation(places)}`, stage);
    if (parts.length > 1) await db.run(sql`create table ${table} as select * from ${join(parts.map(({ name }) => name), ' positional join ')}`, stage);
  } finally {
    if (parts.length > 1) for (const { name } of parts) await db.run(sql`drop table if exists ${name}`);
  }
}
