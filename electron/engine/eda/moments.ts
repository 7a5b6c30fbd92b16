import type { NumericProfile } from '../../contract/profile.ts';
import type { Database } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

const NONE = { mean: null, std: null, skewness: null, kurtosis: null };

/** Digits of the integer sums: 2^60 fits BIGINT. */
const BITS = 60;

/**
 * Mean, standard deviation, skewness and excess kurtosis of the column `v`, from integer sums of scaled values: the same bits in any order and with any number of
 * threads. Deviations are scaled to within ±1 before they are raised, so that nothing overflows on the way.
 */
export async function momentsOf(db: Database, values: Sql, signal: AbortSignal | undefined): Promise<Pick<NumericProfile, 'mean' | 'std' | 'skewness' | 'kurtosis'>> {
  const range = await db.row(sql`select count(v) as n, min(v) as a, max(v) as z from ${values}`, { signal });
  const n = Number(range['n']);
  if (n === 0) return NONE;
  const low = Number(range['a']);
  const high = Number(range['z']);
  const size = powerAbove(Math.max(Math.abs(low), Math.abs(high)));
  if (low === high) return { mean: low, std: n > 1 ? 0 : null, skewness: null, kurtosis: null };
  const sum = await db.row(sql`select sum(cast(${scaled(sql`v / ${double(size)}`)} as bigint)) as s from ${values}`, { signal });
  const mean = (ratio(sum['s']) / n) * size;
  const spread = powerAbove(Math.max(high / 2 - mean / 2, mean / 2 - low / 2)) * 2;
  if (!Number.isFinite(spread) || spread === 0) return { ...NONE, mean };
  const deviation = sql`(v / ${double(spread)} - ${double(mean / spread)})`;
  const sums = [1, 2, 3, 4].map((k) => sql`sum(cast(${scaled(product(deviation, k))} as bigint)) as ${identifier(`m${k}`)}`);
  const row = await db.row(sql`select ${sums} from ${values}`, { signal });
  const m1 = ratio(row['m1']) / n;
  const [r2, r3, r4] = [ratio(row['m2']) / n, ratio(row['m3']) / n, ratio(row['m4']) / n];
  // The mean is rounded: what is left of it is taken out of the higher moments.
  const m2 = r2 - m1 * m1;
  const m3 = r3 - 3 * m1 * r2 + 2 * m1 ** 3;
  const m4 = r4 - 4 * m1 * r3 + 6 * m1 * m1 * r2 - 3 * m1 ** 4;
  if (!(m2 > 0)) return { ...NONE, mean };
  const std = n > 1 ? Math.sqrt((m2 * n) / (n - 1)) * spread : null;
  return { mean, std: std !== null && Number.isFinite(std) ? std : null, skewness: m3 / (m2 * Math.sqrt(m2)), kurtosis: m4 / (m2 * m2) - 3 };
}

function product(value: Sql, times: number): Sql {
  return times === 1 ? value : sql`${product(value, times - 1)} * ${value}`;
}

function scaled(value: Sql): Sql {
  return sql`(${value}) * ${double(2 ** BITS)}`;
}

/** An integer sum back in units; the quotient is rounded once. */
function ratio(sum: unknown): number {
  return Number(sum as bigint) / 2 ** BITS;
}

/** The power of two at or above a size, within what a double can be divided by without loss. */
export function powerAbove(size: number): number {
  if (size === 0) return 0;
  const exponent = Math.ceil(Math.log2(size));
  return 2 ** Math.max(-1022, Math.min(1023, exponent));
}
