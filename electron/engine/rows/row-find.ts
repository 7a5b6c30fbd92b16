import { ROW } from '../../contract/column.ts';
import type { Search } from '../../contract/rows.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { Database, JobContext } from '../db/database.ts';
import { type Sql, identifier, join, sql } from '../sql/sql.ts';
import { cellMatches } from './cell-words.ts';
import { columnNamed } from './row-filter.ts';
import type { RowOrder, RowTable } from './row-order.ts';

export interface FoundPlace {
  readonly index: number;
  readonly column: number;
  /** Which of all found cells it is, from 1. */
  readonly ordinal: number;
}

export interface Found {
  readonly cells: number;
  readonly rows: number;
  readonly at: FoundPlace | null;
}

/** Rows with a cell that is sought: `place` in the view, `columns` the places of its cells, `before` the cells in rows above. */
interface Matches {
  readonly key: string;
  readonly table: Sql;
  readonly cells: number;
  readonly rows: number;
}

const last = new WeakMap<Database, Matches>();

/** The next cell that is sought, row by row and in a row from left to right, around the end if need be. */
export async function findCell(table: RowTable, order: RowOrder, search: Search, from: { index: number; column: number }, direction: 'here' | 'next' | 'previous', context: JobContext): Promise<Found> {
  const matches = await allMatches(table, order, search, context);
  const { cells, rows } = matches;
  if (cells === 0) return { cells, rows, at: null };
  const back = direction === 'previous';
  const beyond = direction === 'here' ? from.column - 1 : from.column;
  const { index } = from;
  const cell = sql`select place, column_at, before + position as ordinal from (select place, before, unnest(columns) as column_at, unnest(range(1, len(columns) + 1)) as position from ${matches.table}`;
  const [there] = back
    ? await table.db.rows(sql`${cell} where place <= ${index}) where place < ${index} or column_at < ${from.column} order by ordinal desc limit 1`, context)
    : await table.db.rows(sql`${cell} where place >= ${index}) where place > ${index} or column_at > ${beyond} order by ordinal limit 1`, context);
  const found = there ?? (await table.db.row(sql`${cell}) order by ordinal ${back ? sql`desc` : sql`asc`} limit 1`, context));
  return { cells, rows, at: { index: Number(found['place']), column: Number(found['column_at']), ordinal: Number(found['ordinal']) } };
}

/** All rows are looked through once for a search; the table of what was found is kept until another search comes. */
async function allMatches({ db, table, columns }: RowTable, { ids, rows }: RowOrder, search: Search, context: JobContext): Promise<Matches> {
  const key = canonicalJson([table.text, ids?.text ?? null, rows, search] as unknown as Json);
  const known = last.get(db);
  if (known?.key === key) return known;
  if (search.column !== undefined) columnNamed(columns, search.column);
  const sought = columns.flatMap((column, i) => (search.column === undefined || column.name === search.column ? [{ i, matches: cellMatches(column, search) }] : []));
  const row = identifier(ROW);
  const name = identifier(db.name('found'));
  const place = ids ? sql`__mw_at` : row;
  const from = ids ? sql`(select rowid as __mw_at, id as __mw_id from ${ids}) join ${table} on ${row} = __mw_id` : table;
  const list = sql`list_filter([${sought.map(({ i, matches }) => sql`case when ${matches} then ${i} end`)}], x -> x is not null)`;
  await db.run(
    sql`create table ${name} as select __mw_place as place, __mw_columns as columns, cast(coalesce(sum(len(__mw_columns)) over (order by __mw_place rows between unbounded preceding and 1 preceding), 0) as bigint) as before
      from (select ${place} as __mw_place, ${list} as __mw_columns from ${from} where ${join(sought.map(({ matches }) => matches), ' or ')}) order by place`,
    { ...context, stage: 'Looking through all rows' },
  );
  const counts = await db.row(sql`select count(*) as n, coalesce(max(before + len(columns)), 0)::bigint as cells from ${name}`, context);
  const found: Matches = { key, table: name, cells: Number(counts['cells']), rows: Number(counts['n']) };
  const old = last.get(db);
  last.set(db, found);
  if (old) await db.run(sql`drop table if exists ${old.table}`);
  return found;
}
