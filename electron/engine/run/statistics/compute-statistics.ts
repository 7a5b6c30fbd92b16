import type { JobContext } from '../../db/database.ts';
import type { Statistics } from '../../nodes/statistics.ts';
import { identifier, sql, type Sql } from '../../sql/sql.ts';
import { asker, toCount, type Ask } from './ask.ts';
import { measureCovariances, type Pair } from './covariances.ts';
import { measureMoments, type MomentColumn, type Moments } from './moments.ts';
import { categoriesByPart, modesByPart, together, type Levelled } from './levels.ts';
import { quantiles } from './quantiles.ts';
import { measureTarget } from './target-by-level.ts';
import type { FoldedStatistics, Queries, Rows, StatisticQuery, StatisticsInput } from './statistics-input.ts';

type Figures = { -readonly [K in keyof Statistics]?: Statistics[K] };
type Put = <K extends keyof Statistics>(query: StatisticQuery, part: number, name: K, value: Statistics[K] | undefined) => void;

/**
 * The statistics of all queries, over all rows and over the rows of all folds but one. They depend on the values
 * alone: not on threads, on the order of rows, or on the files that hold them. README.md defines them.
 */
export async function computeStatistics(db: Queries, input: StatisticsInput, context: JobContext): Promise<FoldedStatistics> {
  const rows = rowsOf(input);
  const ask = asker(db, planned(input.queries, rows), context);
  const results = rows.parts.map((): Record<string, Figures> => Object.fromEntries(input.queries.map(({ key }) => [key, {}])));
  const notes = new Map<string, FoldedStatistics['notes'][number]>();
  const put: Put = (query, part, name, value) => {
    const figures = results[part]?.[query.key];
    if (figures && value !== undefined) figures[name] = value;
  };
  const finite = (query: StatisticQuery, name: string, value: number | null): number | null => {
    if (value === null || Number.isFinite(value)) return value;
    const message = `The ${name} of ${query.column} is too large for a 64-bit number and counts as missing.`;
    notes.set(`${query.key}\0${name}`, { key: query.key, message });
    return null;
  };

  const rowCounts = await countRows(ask, rows, input.queries);
  const moments = await measureMoments(ask, rows, momentColumns(input.queries));
  for (const query of input.queries) {
    const { requests } = query;
    const own = moments.get(query.column);
    for (const [p, part] of rows.parts.entries()) {
      if (requests.rows) put(query, p, 'rows', part.reduce((n, j) => n + (rowCounts[j] ?? 0), 0));
      if (!own) continue;
      if (requests.count) put(query, p, 'count', own.count(part));
      if (requests.min) put(query, p, 'min', own.min(part));
      if (requests.max) put(query, p, 'max', own.max(part));
      if (requests.mean) put(query, p, 'mean', own.mean(part));
      if (requests.variance) put(query, p, 'variance', finite(query, 'variance', own.variance(part)));
    }
  }
  const ordered = input.queries.flatMap((query) => {
    const own = moments.get(query.column);
    return own && query.requests.quantiles ? [{ query, own, wanted: query.requests.quantiles }] : [];
  });
  for (const [p, part] of rows.parts.entries()) {
    const found = await quantiles(ask, sourceOf(rows, p), ordered.map(({ query, own, wanted }) => ({ column: query.column, value: valueOf(query), count: own.count(part), wanted })));
    ordered.forEach(({ query }, i) => put(query, p, 'quantiles', found[i]?.map((value) => finite(query, 'quantile', value))));
  }
  await putCovariances(ask, rows, rowCounts, input.queries, moments, (query, p, values) => put(query, p, 'covariance', values.map((value) => finite(query, 'covariance', value))));
  await putLevels(ask, rows, rowCounts, input, put, finite);
  const [all = {}, ...without] = results;
  return { all, without, notes: [...notes.values()] };
}

function rowsOf({ from, fold }: StatisticsInput): Rows {
  const folds = fold?.count ?? 1;
  const every = Array.from({ length: folds }, (_, j) => j);
  const without = fold ? every.map((j) => every.filter((other) => other !== j)) : [];
  return { from, fold: fold ? identifier(fold.column) : sql`0`, folds, parts: [every, ...without] };
}

/** The covariances that queries ask for, by part. */
async function putCovariances(ask: Ask, rows: Rows, rowCounts: readonly number[], queries: readonly StatisticQuery[], moments: ReadonlyMap<string, Moments>, put: (query: StatisticQuery, part: number, values: readonly (number | null)[]) => void): Promise<void> {
  const byKey = new Map(queries.map((query) => [query.key, query]));
  const momentsOf = (query: StatisticQuery | undefined): Moments => {
    const own = query?.requests.variance && moments.get(query.column);
    if (!own) throw new Error('A covariance is asked for of a column without a variance');
    return own;
  };
  const asking = queries.filter(({ requests }) => requests.covariance);
  if (asking.length === 0) return;
  const pairs = asking.flatMap((query) => (query.requests.covariance ?? []).map((key): Pair => [momentsOf(query), momentsOf(byKey.get(key))]));
  const found = await measureCovariances(ask, rows, rowCounts, pairs);
  let from = 0;
  for (const query of asking) {
    const own = found.slice(from, (from += query.requests.covariance?.length ?? 0));
    for (const [p, part] of rows.parts.entries()) put(query, p, own.map((covariance) => covariance(part)));
  }
}

/** What is told of the levels of columns, of several columns at once where there are few rows. */
async function putLevels(ask: Ask, rows: Rows, rowCounts: readonly number[], { target, queries }: StatisticsInput, put: Put, finite: (query: StatisticQuery, name: string, value: number | null) => void): Promise<void> {
  const count = rowCounts.reduce((n, own) => n + own, 0);
  const asking = (name: 'mode' | 'categories' | 'target'): (Levelled & { query: StatisticQuery; limit: number })[][] =>
    together(queries.filter(({ requests }) => requests[name]).map((query) => ({ query, column: query.column, isText: query.type === 'text', value: valueOf(query), limit: query.requests.categories?.limit ?? 0 })), count);
  const putAll = <K extends keyof Statistics>(group: readonly { query: StatisticQuery }[], name: K, found: readonly (readonly Statistics[K][])[]): void =>
    group.forEach(({ query }, i) => found[i]?.forEach((one, p) => put(query, p, name, one)));
  for (const group of asking('mode')) putAll(group, 'mode', await modesByPart(ask, rows, group));
  for (const group of asking('categories')) putAll(group, 'categories', await categoriesByPart(ask, rows, group));
  const groups = asking('target');
  if (groups.length === 0) return;
  if (!target) throw new Error('The target by level is asked for, and no target is named');
  const measure = await measureTarget(ask, rows, target);
  for (const group of groups) {
    const found = await measure.byLevel(group);
    group.forEach(({ query }, i) => {
      for (const { squares, levels } of found[i] ?? []) for (const square of [squares, ...levels.map((level) => level.squares)].flat()) finite(query, 'spread of the target by level', square);
    });
    putAll(group, 'target', found);
  }
}

/** The relation of one part: 0 is all rows, p the rows whose fold is not p − 1. */
function sourceOf({ from, fold }: Rows, part: number): Rows['from'] {
  return part === 0 ? from : (columns) => sql`${from(columns)} where ${fold} <> ${part - 1}`;
}

/** A number query reads DOUBLE; booleans become 0 and 1; text stays. */
export function valueOf({ column, type }: StatisticQuery): Sql {
  return type === 'boolean' ? sql`cast(${identifier(column)} as double)` : identifier(column);
}

async function countRows(ask: Ask, rows: Rows, queries: readonly StatisticQuery[]): Promise<number[]> {
  const counts = Array.from({ length: rows.folds }, () => 0);
  if (!queries.some(({ requests }) => requests.rows ?? requests.covariance ?? requests.mode ?? requests.categories ?? requests.target)) return counts;
  for (const row of await ask(sql`select ${rows.fold} as fold, count(*) as n from ${rows.from([])} group by 1`)) counts[toCount(row['fold'])] = toCount(row['n']);
  return counts;
}

/** Each column once, with all that its queries need of it. */
function momentColumns(queries: readonly StatisticQuery[]): MomentColumn[] {
  const columns = new Map<string, MomentColumn>();
  for (const query of queries) {
    const { requests, column } = query;
    const numeric = requests.min ?? requests.max ?? requests.mean ?? requests.variance ?? requests.quantiles;
    if (!requests.count && !numeric) continue;
    const isNumber = query.type !== 'text';
    if (numeric && !isNumber) throw new Error(`${column} is text and has no mean, extremes or quantiles`);
    const known = columns.get(column);
    columns.set(column, {
      name: column,
      value: valueOf(query),
      isNumber,
      mean: (requests.mean ?? false) || (known?.mean ?? false),
      variance: (requests.variance ?? false) || (known?.variance ?? false),
    });
  }
  return [...columns.values()];
}

function planned(queries: readonly StatisticQuery[], rows: Rows): number {
  return 3 + queries.filter(({ requests }) => requests.quantiles).length * rows.parts.length;
}
