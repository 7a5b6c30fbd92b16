import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../db/database.ts';
import { literal, sql, type Sql } from '../../sql/sql.ts';
import { computeStatistics } from './compute-statistics.ts';
import type { StatisticQuery } from './statistics-input.ts';

const ROWS = 150_000;
const THREADS = [1, 2, 4];

/** Everything at once: wide ranges, decimals, a column that cancels, texts and booleans with missing values. */
const TABLE = sql`
  create table source as select
    i as id, (i * 7919) % 5 as fold,
    case when i % 11 = 0 then null else sin(i) * 1000 end as wave,
    exp(sin(i * 3) * 40) as wide,
    round(cos(i) * 50, 2) as decimal,
    'level ' || (i * 31 % 17) as text,
    case when i % 13 > 0 then i % 3 = 0 end as flag,
    sin(i * 5) * 1e6 as y
  from (select range::double as i from range(${ROWS}))`;

const EVERYTHING = { rows: true, count: true, min: true, max: true, mean: true, variance: true, quantiles: [0.1, 0.977], mode: true } as const;
const SUMS = { count: true, mean: true, variance: true } as const;
const QUERIES: StatisticQuery[] = [
  { key: 'wave', column: 'wave', type: 'number', requests: { rows: true, ...SUMS, covariance: ['wide', 'decimal'] } },
  { key: 'wide', column: 'wide', type: 'number', requests: SUMS },
  { key: 'decimal', column: 'decimal', type: 'number', requests: EVERYTHING },
  { key: 'flag', column: 'flag', type: 'boolean', requests: { ...SUMS, target: true } },
  { key: 'text', column: 'text', type: 'text', requests: { rows: true, count: true, mode: true, categories: { limit: 10 }, target: true } },
];

let databases: Database[];
beforeAll(async () => {
  databases = [];
  for (const threads of THREADS) {
    const db = await Database.open({ memoryLimitMb: 800, threads });
    databases.push(db);
    await db.run(TABLE);
    const folder = joinPath(db.scratch, 'parts');
    await db.run(sql`create table sorted as select * from source order by wide`);
    await db.run(sql`create table shuffled as select * from source order by md5(cast(id as varchar))`);
    for (const part of [0, 1, 2]) {
      await db.run(sql`copy (select * from source where id % 3 = ${part} order by hash(id)) to ${literal(`${folder}-${part}.parquet`)} (format parquet, row_group_size 20000)`);
    }
  }
}, 60_000);
afterAll(async () => {
  for (const db of databases) await db.close();
});

const forms: Record<string, (db: Database) => Sql> = {
  'as it came': () => sql`source`,
  sorted: () => sql`sorted`,
  shuffled: () => sql`shuffled`,
  'from three files': (db) => sql`read_parquet(${literal(`${joinPath(db.scratch, 'parts')}-*.parquet`)})`,
  'after a window': () => sql`(select *, row_number() over (partition by text order by y) as rank from source)`,
};

describe('the same bytes', () => {
  it('with 1, 2 and 4 threads, in any order, from several files and after a window', async () => {
    const found = new Map<string, string[]>();
    for (const db of databases) {
      for (const [name, form] of Object.entries(forms)) {
        const input = { from: () => form(db), fold: { column: 'fold', count: 5 }, target: { column: 'y', classes: 0 }, queries: QUERIES };
        const result = JSON.stringify(await computeStatistics(db, input, {}));
        found.set(result, [...(found.get(result) ?? []), `${name} with ${db.threads}`]);
      }
    }
    expect([...found.values()]).toHaveLength(1);
    const [only = '{}'] = found.keys();
    const { all, without } = JSON.parse(only) as Awaited<ReturnType<typeof computeStatistics>>;
    expect(without).toHaveLength(5);
    expect(all['wave']).toMatchObject({ rows: ROWS, count: ROWS - Math.ceil(ROWS / 11) });
    expect(all['flag']?.target?.levels.map(({ value }) => value)).toEqual([0, 1, null]);
  }, 120_000);

  it('stops when it is told to', async () => {
    const [db] = databases;
    if (!db) throw new Error('no database');
    const stop = new AbortController();
    const input = { from: () => sql`source`, fold: null, target: null, queries: QUERIES.slice(0, 3) };
    const work = computeStatistics(db, input, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(work).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
  });
});
