import { describe, expect, it } from 'vitest';
import { ProfileSchema } from '../../contract/profile.ts';
import { Database } from '../db/database.ts';
import { double, identifier, join, sql } from '../sql/sql.ts';
import { loadKernel } from '../train/load-kernel.ts';
import { columnFacts } from './column-facts.ts';
import { correlate } from './correlations.ts';
import { missingPatterns } from './missing-patterns.ts';
import { profileAndSums, profileTable } from './profile.ts';
import { timeView } from './time-view.ts';

const MEAN = 2.59375;
const STD = 4.423834592296597;
const SKEW = 0.2264747247084969;
const KURT = -0.4154133673262055;
const VALUES = [1, 2, 2, 3, 10, -4.5, 0, 7.25];

async function withValues<T>(values: readonly (number | null)[], threads: number, work: (db: Database) => Promise<T>): Promise<T> {
  const db = await Database.open({ memoryLimitMb: 256, threads });
  try {
    const rows = values.map((value) => sql`(${value === null ? sql`null` : double(value)}, ${value === null ? sql`null` : sql`'a'`})`);
    await db.run(sql`create table t as select * from (values ${join(rows)}) v(x, s)`);
    return await work(db);
  } finally {
    await db.close();
  }
}

const kernel = await loadKernel();
const COLUMNS = [{ name: 'x', type: 'number' as const }, { name: 's', type: 'text' as const }];

describe('profileTable', () => {
  it('has the figures of scipy and NumPy', async () => {
    const profile = await withValues([...VALUES, null], 2, (db) => profileTable(db, sql`t`, COLUMNS, kernel));
    ProfileSchema.parse(profile);
    const [x, s] = profile.columns;
    expect(x).toMatchObject({ count: 8, missing: 1, distinct: 7, min: -4.5, max: 10, median: 2 });
    // numpy.mean, std(ddof=1), scipy.stats.skew, kurtosis of VALUES
    expect(x?.mean).toBeCloseTo(MEAN, 12);
    expect(x?.numeric?.std).toBeCloseTo(STD, 12);
    expect(x?.numeric?.skewness).toBeCloseTo(SKEW, 12);
    expect(x?.numeric?.kurtosis).toBeCloseTo(KURT, 12);
    expect(x?.numeric?.quantiles?.p25).toBeCloseTo(0.75, 12);
    expect(x?.histogram?.counts.reduce((a, b) => a + b)).toBe(8);
    expect(x?.top[0]).toEqual({ value: 2, count: 2 });
    expect(s).toMatchObject({ distinct: 1, numeric: null, top: [{ value: 'a', count: 8 }] });
  });
  it.each([[[1e308, -1e308, 5]], [[5e-324, 1e-323, 0]], [[3, 3, 3]], [[null, null]], [[7]], [[1e300, 1, 2]]])('stands %j', async (values) => {
    ProfileSchema.parse(await withValues(values, 2, (db) => profileTable(db, sql`t`, COLUMNS, kernel)));
  });
  it('is the same with any order of rows', async () => {
    const values = Array.from({ length: 3000 }, (_, i) => ((i * 7919) % 3001) / 7 + (i % 11 === 0 ? 1e9 : 0));
    const one = await withValues(values, 1, (db) => profileTable(db, sql`t`, COLUMNS, kernel));
    const two = await withValues([...values].reverse(), 2, (db) => profileTable(db, sql`t`, COLUMNS, kernel));
    expect(two).toEqual(one);
  });
  it('stands a table without a row', async () => {
    const db = await Database.open({ memoryLimitMb: 256, threads: 1 });
    try {
      await db.run(sql`create table t (x double, s varchar, n bigint, d timestamp, b boolean)`);
      const columns = [...COLUMNS, { name: 'n', type: 'integer' as const }, { name: 'd', type: 'timestamp' as const }, { name: 'b', type: 'boolean' as const }];
      const profile = ProfileSchema.parse(await profileTable(db, sql`t`, columns, kernel));
      expect(profile.rows).toBe(0);
      for (const column of profile.columns) expect(column).toMatchObject({ count: 0, missing: 0, distinct: 0, min: null, max: null, top: [], histogram: null });
      expect(await missingPatterns(db, sql`t`, profile)).toEqual({ rows: 0, columns: [], others: 0, together: [], patterns: [], distinct: 0 });
      expect(await correlate(db, sql`t`, profile, kernel)).toMatchObject({ columns: ['x', 'n'], matrix: [[null, null], [null, null]] });
      expect(await timeView(db, sql`t`, profile, { time: 'd' })).toMatchObject({ starts: [], series: [], first: null });
    } finally {
      await db.close();
    }
  });
});

describe('columnFacts', () => {
  it('counts what is there', async () => {
    expect(await withValues([1, 1, null], 1, (db) => columnFacts(db, sql`t`, COLUMNS))).toMatchObject([{ name: 'x', count: 2, distinct: 1, min: 1, max: 1 }, { name: 's', count: 2, distinct: 1 }]);
  });

  it.each([40, 30_000])('counts the distinct values of 150 columns and %i rows', async (rows) => {
    const db = await Database.open({ memoryLimitMb: 500, threads: 2 });
    try {
      const names = Array.from({ length: 150 }, (_, i) => `c${i}`);
      await db.run(sql`create table t as select ${names.map((name, i) => sql`nullif(r % ${i + 2}, 0) as ${identifier(name)}`)} from range(${rows}) s(r)`);
      const facts = await columnFacts(db, sql`t`, names.map((name) => ({ name, type: 'integer' as const })));
      expect(facts.map(({ name, distinct, count }) => [name, distinct, count])).toEqual(names.map((name, i) => [name, Math.min(i + 1, rows - 1), rows - Math.ceil(rows / (i + 2))]));
    } finally {
      await db.close();
    }
  });
});

describe('profileAndSums', () => {
  it('gives the correlations of a reading of their own, to the bit', async () => {
    const columns = [...['a', 'b', 'c', 'd'].map((name) => ({ name, type: 'number' as const })), { name: 'n', type: 'integer' as const }, { name: 't', type: 'timestamp' as const }];
    const all = [];
    for (const threads of [1, 2]) {
      const db = await Database.open({ memoryLimitMb: 256, threads });
      try {
        await db.run(sql`create table t as select r as a, case when i % 7 > 0 then r * r end as b, case when i % 5 > 0 then ${double(1e300)} * (r - 0.5) end as c, 1e6 + r / 1000 as d, i % 1000 as n, make_timestamp(i) as t
          from (select i, hash(i) / ${double(2 ** 64)} as r from range(70001) s(i))`);
        const { profile, sums } = await profileAndSums(db, sql`t`, columns, kernel);
        expect(sums).not.toBeNull();
        expect(profile).toEqual(await profileTable(db, sql`t`, columns, kernel));
        all.push(await correlate(db, sql`t`, profile, kernel, {}, sums), await correlate(db, sql`t`, profile, kernel));
      } finally {
        await db.close();
      }
    }
    expect(all[0]?.columns).toEqual(['a', 'b', 'c', 'd', 'n']);
    for (const one of all) expect(JSON.stringify(one)).toBe(JSON.stringify(all[0]));
  });
});
