import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../db/database.ts';
import { double, sql } from '../../sql/sql.ts';
import { computeStatistics } from './compute-statistics.ts';

interface Goldens {
  readonly shares: readonly number[];
  readonly cases: readonly { readonly name: string; readonly values: readonly number[]; readonly mean: number; readonly variance: number | null; readonly quantiles: readonly number[] }[];
}

const goldens = JSON.parse(readFileSync(new URL('goldens/statistics.json', import.meta.url), 'utf8')) as Goldens;
let db: Database;
beforeAll(async () => void (db = await Database.open({ memoryLimitMb: 500, threads: 2 })));
afterAll(async () => await db.close());

describe('Python agrees', () => {
  it.each(goldens.cases)('on $name', async ({ values, mean, variance, quantiles }) => {
    const from = sql`(select * from (values ${values.map((value) => sql`(${double(value)})`)}) as t(x))`;
    const requests = { mean: true, variance: true, quantiles: goldens.shares } as const;
    const { all } = await computeStatistics(db, { from: () => from, fold: null, target: null, queries: [{ key: 'x', column: 'x', type: 'number', requests }] }, {});
    const found = all['x'];
    expect(found?.quantiles).toEqual(quantiles);
    expect(found?.mean).toBe(mean);
    if (variance === null) expect(found?.variance).toBeNull();
    else expect(Math.abs((found?.variance ?? NaN) - variance)).toBeLessThanOrEqual(1e-15 * variance);
  });
});
