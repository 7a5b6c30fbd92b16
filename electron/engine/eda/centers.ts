import type { Database, JobContext } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { powerAbove } from './moments.ts';

/** Where the values of a column lie: deviations (x − mean) / spread are within ±1. */
export interface Center {
  readonly count: number;
  readonly mean: number;
  /** A power of two; 0 where all values are equal. */
  readonly spread: number;
}

const BITS = 60;

/** Means of columns from integer sums, in two statements for all of them: the same bits in any order and with any number of threads. */
export async function centersOf(db: Database, table: Sql, names: readonly string[], { signal }: JobContext = {}): Promise<Center[]> {
  if (names.length === 0) return [];
  const value = (name: string): Sql => sql`cast(${identifier(name)} as double)`;
  const ranges = await db.row(sql`select ${names.map((name, i) => sql`count(${identifier(name)}) as ${identifier(`n${i}`)}, min(${value(name)}) as ${identifier(`a${i}`)}, max(${value(name)}) as ${identifier(`z${i}`)}`)} from ${table}`, { signal });
  const sizes = names.map((_, i) => powerAbove(Math.max(Math.abs(Number(ranges[`a${i}`])), Math.abs(Number(ranges[`z${i}`])))));
  const sums = await db.row(sql`select ${names.map((name, i) => sql`sum(cast(${value(name)} / ${double(sizes[i] || 1)} * ${double(2 ** BITS)} as bigint)) as ${identifier(`s${i}`)}`)} from ${table}`, { signal });
  return names.map((_, i) => {
    const [count, low, high] = [Number(ranges[`n${i}`]), Number(ranges[`a${i}`]), Number(ranges[`z${i}`])];
    if (count === 0 || low === high) return { count, mean: count === 0 ? 0 : low, spread: 0 };
    const mean = (Number(sums[`s${i}`]) / 2 ** BITS / count) * (sizes[i] as number);
    return { count, mean, spread: spreadOf(low, high, mean) };
  });
}

/** A power of two that no value lies further from the mean than; 0 where all values are equal. */
export function spreadOf(low: number, high: number, mean: number): number {
  return low === high ? 0 : Math.min(2 ** 1022, powerAbove(Math.max(high / 2 - mean / 2, mean / 2 - low / 2))) * 2;
}

/** How far a value lies from the mean, as an integer that sums of any order agree on. */
export function scaledDeviation(name: string, { mean, spread }: Center): Sql {
  return spread === 0 ? sql`cast(0 as bigint)` : sql`cast((cast(${identifier(name)} as double) / ${double(spread)} - ${double(mean / spread)}) * ${double(2 ** BITS)} as bigint)`;
}

/** The mean that a sum of {@link scaledDeviation} over so many values says. */
export function unscaled(sum: unknown, count: number, { mean, spread }: Center): number {
  return mean + (Number(sum as bigint) / 2 ** BITS / count) * spread;
}
