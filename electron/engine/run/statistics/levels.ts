import type { Level, Statistics } from '../../nodes/statistics.ts';
import { identifier, sql, type Sql } from '../../sql/sql.ts';
import { toCount, toNumber, type Ask } from './ask.ts';
import type { Part, Rows } from './statistics-input.ts';

type Categories = Statistics['categories'];

/** A level as it leaves the database: text as it is, numbers without a signed zero, missing as null. */
export function toLevel(value: unknown): Level {
  return typeof value === 'string' ? value : toNumber(value);
}

/** Ascending, numbers by size and texts by code point (the database compares bytes of UTF-8), missing last. */
const IN_ORDER = sql`order by v asc nulls last`;

/** The distinct values of each part, up to a limit. Folds are counted together while all levels fit under it. */
export async function categoriesByPart(ask: Ask, rows: Rows, value: Sql, limit: number): Promise<Categories[]> {
  const perFold = Array.from({ length: rows.folds }, (_, j) => sql`count(*) filter (where fold = ${j}) as ${identifier(`n${j}`)}`);
  const source = sql`(select ${value} as v, ${rows.fold} as fold from ${rows.from})`;
  const found = await ask(sql`select v, ${perFold} from ${source} group by v ${IN_ORDER} limit ${limit + 1}`);
  const counted = found.map((row) => ({ value: toLevel(row['v']), counts: perFold.map((_, j) => toCount(row[`n${j}`])) }));
  const of = (part: Part): Categories => {
    const levels = counted.map(({ value, counts }) => ({ value, count: part.reduce((n, j) => n + (counts[j] ?? 0), 0) })).filter(({ count }) => count > 0);
    return { levels: levels.slice(0, limit), more: levels.length > limit };
  };
  if (found.length <= limit) return rows.parts.map(of);
  const [first = [], ...others] = rows.parts;
  const result = [of(first)];
  for (const [j] of others.entries()) {
    const own = await ask(sql`select v, count(*) as n from ${source} where fold <> ${j} group by v ${IN_ORDER} limit ${limit + 1}`);
    const levels = own.map((row) => ({ value: toLevel(row['v']), count: toCount(row['n']) }));
    result.push({ levels: levels.slice(0, limit), more: levels.length > limit });
  }
  return result;
}

/** The most frequent value of each part, of equals the smallest; null where there is none. One grouping serves all parts. */
export async function modeByPart(ask: Ask, rows: Rows, value: Sql): Promise<Level[]> {
  const own = rows.parts.map((_, p) => (p === 0 ? sql`count(*) as n0` : sql`count(*) filter (where fold <> ${p - 1}) as ${identifier(`n${p}`)}`));
  const best = rows.parts.map((_, p) => sql`(select v from counted where ${identifier(`n${p}`)} > 0 order by ${identifier(`n${p}`)} desc, v asc limit 1) as ${identifier(`m${p}`)}`);
  const [found] = await ask(sql`
    with counted as materialized (
      select v, ${own} from (select ${value} as v, ${rows.fold} as fold from ${rows.from}) where v is not null group by v
    ) select ${best}`);
  return rows.parts.map((_, p) => toLevel(found?.[`m${p}`] ?? null));
}
