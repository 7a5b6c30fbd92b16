import { ROW } from '../../contract/column.ts';
import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, join, sql } from '../sql/sql.ts';

/** Columns that are made in one statement: each of its threads holds the vectors of every part of every expression, and planning takes time by the square of their number. */
export const AT_ONCE = 400;

/** What a table in memory takes for each column of more rows than one vector has. */
const BLOCK = 2 ** 18;
const VECTOR = 2048;
/** Rows from which blocks are full anyway. */
const MANY = 2 ** 16;
/** Tables that a source becomes: its parts, itself, its rows with their split, and with their folds. */
const TABLES = 4;

/** Before the first table of a source is made: where it is so wide and short that memory would be full of nearly empty blocks, its tables get small ones. */
export async function makeRoom(db: Database, columns: number, countRows: () => number | Promise<number>): Promise<void> {
  if (TABLES * columns * BLOCK <= db.memoryLimitMb * 2 ** 20) return;
  const rows = await countRows();
  if (rows > VECTOR && rows < MANY) await db.useSmallBlocks();
}

/** Some of the places at a time. */
export function groupsOf(places: readonly number[], size = AT_ONCE): number[][] {
  return Array.from({ length: Math.ceil(places.length / size) }, (_, g) => places.slice(g * size, (g + 1) * size));
}

/**
 * Makes the rows of a source: `base`, and what is read, which has their row ids (their numbers, unless `hasRow`: the first column has them) before the columns. `relation` has
 * what the columns at some places are made from, and gives its rows in the same order each time. Of many columns both are one table: each statement that names a view
 * of 5,000 columns takes 60 ms to understand it, of a table 4.
 */
export async function createSource(db: Database, columns: readonly Sql[], hasRow: boolean, relation: (places: readonly number[]) => Sql, context: JobContext): Promise<{ base: Sql; source: Sql }> {
  const groups = groupsOf([...columns.keys()]);
  const base = identifier(db.name('rows'));
  const row = identifier(ROW);
  const parts = groups.map((places) => ({ name: groups.length === 1 ? base : identifier(db.name('part')), places }));
  // Rows are numbered by a part without a column of that name.
  let numbered = parts[0];
  const stage = 'Loading the file';
  // A statement tells its own share alone: here that of all, and of joining them, which costs as much as two of them.
  const shares = parts.length > 1 ? parts.length + 2 : 1;
  let done = 0;
  const part = (weight: number): JobContext & { stage: string } => {
    const before = done;
    done += weight;
    return { signal: context.signal, stage, onProgress: ({ fraction }) => context.onProgress?.({ stage, fraction: fraction === null ? null : (before + weight * fraction) / shares }) };
  };
  try {
    for (const { name, places } of parts) await db.run(sql`create table ${name} as select ${places.map((i) => columns[i] as Sql)} from ${relation(places)}`, part(1));
    if (!hasRow) {
      for (numbered of parts) if (!(await hidesRowId(db, numbered.name))) break;
    }
    if (parts.length > 1) {
      const names = parts.map(({ name }) => name);
      await db.run(sql`create table ${base} as select ${hasRow ? sql`*` : sql`${numbered?.name as Sql}.rowid as ${row}, *`} from ${join(names, ' positional join ')}`, part(2));
      return { base, source: base };
    }
  } finally {
    if (parts.length > 1) for (const { name } of parts) await db.run(sql`drop table if exists ${name}`);
  }
  const source = identifier(db.name('source'));
  // Row ids of a table count from 0 in the order of the file: numbering rows by a window takes twice the time of the whole load.
  if (!hasRow && (await hidesRowId(db, base))) {
    await db.run(sql`create table ${source} as select row_number() over () - 1 as ${row}, * from ${base}`, { signal: context.signal });
    await db.run(sql`drop table ${base}`);
    return { base: source, source };
  }
  await db.run(sql`create view ${source} as select ${hasRow ? sql`*` : sql`rowid as ${row}, *`} from ${base}`);
  return { base, source };
}

/** Whether the table has a column of the name by which the database numbers rows: then the name means that column. */
async function hidesRowId(db: Database, table: Sql): Promise<boolean> {
  const columns = await db.rows(sql`select column_name as name from (describe ${table})`);
  return columns.some(({ name }) => String(name).toLowerCase() === 'rowid');
}
