import type { Row } from '../../db/chunk-values.ts';
import type { Level, Statistics } from '../../nodes/statistics.ts';
import { identifier, join, sql, type Sql } from '../../sql/sql.ts';
import { toCount, toNumber, type Ask } from './ask.ts';
import type { Part, Rows } from './statistics-input.ts';

type Categories = Statistics['categories'];

/** A level as it leaves the database: text as it is, numbers without a signed zero, missing as null. */
export function toLevel(value: unknown): Level {
  return typeof value === 'string' ? value : toNumber(value);
}

/** Ascending, numbers by size and texts by code point (the database compares bytes of UTF-8), missing last. */
const IN_ORDER = sql`order by v asc nulls last`;

/** A column whose levels are wanted; `value` is its SQL. */
export interface Levelled {
  /** Null: it reads none. */
  readonly column: string | null;
  readonly isText: boolean;
  readonly value: Sql;
}

/** Values whose levels one statement finds, and columns that it has at most. */
const VALUES_AT_ONCE = 2 ** 18;
const COLUMNS_AT_ONCE = 64;

/** Columns of one type each, together as many as a statement takes of so many rows. */
export function together<T extends Levelled>(columns: readonly T[], rows: number): T[][] {
  const most = Math.max(1, Math.min(COLUMNS_AT_ONCE, Math.floor(VALUES_AT_ONCE / Math.max(rows, 1))));
  const groups: T[][] = [];
  for (const isText of [false, true]) {
    const own = columns.filter((one) => one.isText === isText);
    for (let from = 0; from < own.length; from += most) groups.push(own.slice(from, from + most));
  }
  return groups;
}

/** The values `v` of columns, whose numbers are `c`, with the fold of their rows and what else is read. */
export function stacked({ from, fold }: Rows, columns: readonly Levelled[], beside: readonly Sql[] = []): Sql {
  const source = from(columns.flatMap(({ column }) => column ?? []));
  const [only] = columns;
  const values = only && columns.length === 1
    ? sql`0 as c, ${only.value} as v`
    : sql`unnest([${columns.map((_, c) => sql`${c}`)}]) as c, unnest([${columns.map(({ value }) => value)}]) as v`;
  return sql`(select ${[values, sql`${fold} as fold`, ...beside]} from ${source})`;
}

/** The rows found of each column. */
export function byColumn(columns: readonly unknown[], found: readonly Row[]): Row[][] {
  const parted = columns.map((): Row[] => []);
  for (const row of found) parted[toCount(row['c'])]?.push(row);
  return parted;
}

/** The distinct values of columns in each part, up to a limit. Folds are counted together while all levels of a column fit under it. */
export async function categoriesByPart(ask: Ask, rows: Rows, columns: readonly (Levelled & { readonly limit: number })[]): Promise<Categories[][]> {
  const perFold = Array.from({ length: rows.folds }, (_, j) => sql`count(*) filter (where fold = ${j}) as ${identifier(`n${j}`)}`);
  const limits = join(columns.map(({ limit }, c) => sql`when ${c} then ${limit + 1}`), ' ');
  const [only] = columns;
  // One column may have any number of levels: the first ones are found without an order of all.
  const cut = only && columns.length === 1 ? sql`${IN_ORDER} limit ${only.limit + 1}` : sql`qualify row_number() over (partition by c ${IN_ORDER}) <= case c ${limits} end order by c, v asc nulls last`;
  const found = byColumn(columns, await ask(sql`select c, v, ${perFold} from ${stacked(rows, columns)} group by c, v ${cut}`));
  const results: Categories[][] = [];
  for (const [c, column] of columns.entries()) results.push(await categoriesOf(ask, rows, column, found[c] ?? []));
  return results;
}

async function categoriesOf(ask: Ask, rows: Rows, column: Levelled & { readonly limit: number }, found: readonly Row[]): Promise<Categories[]> {
  const { limit } = column;
  const counted = found.map((row) => ({ value: toLevel(row['v']), counts: Array.from({ length: rows.folds }, (_, j) => toCount(row[`n${j}`])) }));
  const of = (part: Part): Categories => {
    const levels = counted.map(({ value, counts }) => ({ value, count: part.reduce((n, j) => n + (counts[j] ?? 0), 0) })).filter(({ count }) => count > 0);
    return { levels: levels.slice(0, limit), more: levels.length > limit };
  };
  if (found.length <= limit) return rows.parts.map(of);
  const [first = [], ...others] = rows.parts;
  const result = [of(first)];
  for (const [j] of others.entries()) {
    const own = await ask(sql`select v, count(*) as n from ${stacked(rows, [column])} where fold <> ${j} group by v ${IN_ORDER} limit ${limit + 1}`);
    const levels = own.map((row) => ({ value: toLevel(row['v']), count: toCount(row['n']) }));
    result.push({ levels: levels.slice(0, limit), more: levels.length > limit });
  }
  return result;
}

/** The most frequent value of columns in each part, of equals the smallest; null where there is none. One grouping serves all parts. */
export async function modesByPart(ask: Ask, rows: Rows, columns: readonly Levelled[]): Promise<Level[][]> {
  const counts = rows.parts.map((_, p) => (p === 0 ? sql`count(*) as n0` : sql`count(*) filter (where fold <> ${p - 1}) as ${identifier(`n${p}`)}`));
  const most = rows.parts.map((_, p) => sql`max(${identifier(`n${p}`)}) as ${identifier(`b${p}`)}`);
  const best = rows.parts.map((_, p) => sql`min(v) filter (where ${identifier(`n${p}`)} = ${identifier(`b${p}`)} and ${identifier(`n${p}`)} > 0) as ${identifier(`m${p}`)}`);
  const found = byColumn(columns, await ask(sql`
    with counted as materialized (
      select c, v, ${counts} from ${stacked(rows, columns)} where v is not null group by c, v
    ) select c, ${best} from counted join (select c, ${most} from counted group by c) using (c) group by c`));
  return found.map(([row]) => rows.parts.map((_, p) => toLevel(row?.[`m${p}`] ?? null)));
}
