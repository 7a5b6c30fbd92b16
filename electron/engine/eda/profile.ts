import type { ColumnProfile, Histogram, NumericProfile, Profile } from '../../contract/profile.ts';
import type { Database, JobContext } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { cell, columnFacts } from './column-facts.ts';
import type { ColumnFacts, NamedColumn } from './column-facts.ts';
import { momentsOf } from './moments.ts';

const BINS = 30;
const TOP = 20;
const QUANTILES = { p1: 0.01, p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;

/** The profile of a table, exact on all rows and the same with any number of threads; one column at a time, so that memory stays bounded. */
export async function profileTable(db: Database, table: Sql, columns: readonly NamedColumn[], context: JobContext = {}): Promise<Profile> {
  const { signal } = context;
  const rows = Number((await db.row(sql`select count(*) as n from ${table}`, { signal }))['n']);
  const facts = await columnFacts(db, table, columns, { signal });
  const profiles: ColumnProfile[] = [];
  for (const [i, fact] of facts.entries()) {
    profiles.push(await profileColumn(db, table, fact, rows, signal));
    context.onProgress?.({ stage: 'Measuring columns', fraction: (i + 1) / facts.length });
  }
  return { rows, columns: profiles };
}

async function profileColumn(db: Database, table: Sql, fact: ColumnFacts, rows: number, signal: AbortSignal | undefined): Promise<ColumnProfile> {
  const { name, type, count, distinct } = fact;
  const top = await topValues(db, table, name, signal);
  const base = { name, type, count, missing: rows - count, distinct, min: fact.min, max: fact.max, top };
  if (type === 'text' || type === 'boolean') return { ...base, median: null, mean: null, numeric: null, histogram: null };
  const value = type === 'timestamp' ? sql`cast(epoch_us(${identifier(name)}) as double)` : sql`cast(${identifier(name)} as double)`;
  const values = sql`(select ${value} as v from ${table} where ${identifier(name)} is not null)`;
  const numeric = await numericProfile(db, values, count, signal);
  const histogram = count === 0 ? null : await histogramOf(db, values, Number(fact.min), Number(fact.max), signal);
  return { ...base, median: numeric.quantiles?.p50 ?? null, mean: numeric.mean, numeric, histogram };
}

async function topValues(db: Database, table: Sql, name: string, signal: AbortSignal | undefined): Promise<ColumnProfile['top']> {
  const found = await db.rows(sql`select ${identifier(name)} as v, count(*) as n from ${table} where ${identifier(name)} is not null group by v order by n desc, v limit ${TOP}`, { signal });
  return found.map((row) => ({ value: cell(row['v'] ?? null), count: Number(row['n']) }));
}

async function numericProfile(db: Database, values: Sql, count: number, signal: AbortSignal | undefined): Promise<NumericProfile> {
  const moments = await momentsOf(db, values, signal);
  if (count === 0) return { ...moments, zeros: 0, quantiles: null };
  const shares = Object.values(QUANTILES).map(double);
  const parts = shares.map((_, i) => sql`q[${i + 1}] as ${identifier(`q${i}`)}`);
  const row = await db.row(sql`select zeros, ${parts} from (select count(*) filter (v = 0) as zeros, quantile_cont(v, [${shares}]) as q from ${values})`, { signal });
  const quantiles = Object.fromEntries(Object.keys(QUANTILES).map((key, i) => [key, Number(row[`q${i}`])])) as NonNullable<NumericProfile['quantiles']>;
  // Interpolation between -1e308 and 1e308 leaves the range of doubles.
  const finite = Object.values(quantiles).every(Number.isFinite);
  return { ...moments, zeros: Number(row['zeros']), quantiles: finite ? quantiles : null };
}

async function histogramOf(db: Database, values: Sql, min: number, max: number, signal: AbortSignal | undefined): Promise<Histogram> {
  if (min === max) return { edges: [min, max], counts: [await countOf(db, values, signal)] };
  // Halves, because the width of a column from -1e308 to 1e308 is past the largest double.
  const half = (max / 2 - min / 2) / BINS;
  const bin = sql`least(cast(floor((v / 2 - ${double(min / 2)}) / ${double(half)}) as integer), ${BINS - 1})`;
  if (half === 0) return { edges: [min, max], counts: [await countOf(db, values, signal)] };
  const found = await db.rows(sql`select ${bin} as b, count(*) as n from ${values} group by b order by b`, { signal });
  const counts = Array.from({ length: BINS }, () => 0);
  for (const row of found) counts[Math.max(0, Number(row['b']))] = Number(row['n']);
  const edges = Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? max : min + half * i + half * i));
  return { edges, counts };
}

async function countOf(db: Database, values: Sql, signal: AbortSignal | undefined): Promise<number> {
  return Number((await db.row(sql`select count(*) as n from ${values}`, { signal }))['n']);
}
