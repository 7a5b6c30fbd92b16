import type { Row } from '../../db/chunk-values.ts';
import type { JobContext } from '../../db/database.ts';
import type { Sql } from '../../sql/sql.ts';
import type { Queries } from './statistics-input.ts';

export type Ask = (query: Sql) => Promise<readonly Row[]>;

/** Runs one statement after the other and tells how far they are; `planned` is how many are expected. */
export function asker(db: Queries, planned: number, { signal, onProgress }: JobContext): Ask {
  let done = 0;
  return async (query) => {
    const rows = await db.rows(query, { signal });
    done += 1;
    onProgress?.({ stage: 'Computing statistics', fraction: Math.min(done / Math.max(planned, 1), 1) });
    return rows;
  };
}

/** A count or an index, however the database hands it over. */
export const toCount = (value: unknown): number => Number(value ?? 0);

/** The sum of whole numbers; of none it is 0. */
export const toBigInt = (value: unknown): bigint => (typeof value === 'bigint' ? value : BigInt(Number(value ?? 0)));

/** A double or missing; zero has no sign. */
export function toNumber(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  const number = Number(value);
  return number === 0 ? 0 : number;
}
