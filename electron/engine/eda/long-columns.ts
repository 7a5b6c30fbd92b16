import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { NamedColumn } from './column-facts.ts';

/** Columns that one statement counts the values of, and values that it reads: past them a column of its own costs less. */
const MOST = 100;
const MOST_VALUES = 500_000;

/** Columns of one type each, as many as it is worth to look at in one statement. */
export function columnParts<C extends NamedColumn>(columns: readonly C[], rows: number): C[][] {
  const size = Math.max(1, Math.min(MOST, Math.floor(MOST_VALUES / Math.max(1, rows))));
  const parts: C[][] = [];
  for (const type of new Set(columns.map((column) => column.type))) {
    const some = columns.filter((column) => column.type === type);
    for (let first = 0; first < some.length; first += size) parts.push(some.slice(first, first + size));
  }
  return parts;
}

/** The cells of columns of one type below each other: `c`, the column's place, `v`, its value, and what stands `beside` them in their row. A statement costs by the width of its table, so that one for many columns costs little more than one for one. */
export function longColumns(table: Sql, columns: readonly NamedColumn[], beside: readonly Sql[] = []): Sql {
  const names = columns.map(({ name }) => identifier(name));
  const cells = names.length === 1 ? [sql`0 as c`, sql`${names} as v`] : [sql`unnest(range(${names.length})) as c`, sql`unnest([${names}]) as v`];
  return sql`select ${[...cells, ...beside]} from ${table}`;
}
