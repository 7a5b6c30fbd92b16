import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MissingPatternsSchema, TimeViewSchema, type Interval } from '../../contract/exploration.ts';
import { ProfileSchema, type NumericProfile, type Profile } from '../../contract/profile.ts';
import { Database } from '../db/database.ts';
import { loadSource } from '../load/load-source.ts';
import { loadKernel } from '../train/load-kernel.ts';
import { missingPatterns } from './missing-patterns.ts';
import { profileTable, sampleProfile } from './profile.ts';
import { timeView } from './time-view.ts';

interface Expected extends Partial<NumericProfile> {
  count: number;
  distinct: number;
  min: unknown;
  max: unknown;
  top: unknown[];
  histogram?: number[] | null;
}
type Point = [start: number, rows: number, count: number, mean: number | null, min: number | null, max: number | null];

const path = fileURLToPath(new URL('goldens/profile.parquet', import.meta.url));
const golden = JSON.parse(await readFile(new URL('goldens/profile.json', import.meta.url), 'utf8')) as {
  rows: number;
  columns: Record<string, Expected>;
  missing: { columns: string[]; together: number[][]; patterns: [number[], number][] };
  time: Record<string, Point[]>;
};
const kernel = await loadKernel();
let db: Database;
let loaded: Awaited<ReturnType<typeof loadSource>>;
let profile: Profile;

beforeAll(async () => {
  db = await Database.open({ memoryLimitMb: 256, threads: 2, allowedDirectories: [dirname(path)] });
  loaded = await loadSource(db, { path });
  profile = ProfileSchema.parse(await profileTable(db, loaded.table, loaded.columns, kernel));
});
afterAll(() => db.close());

const near = (found: number | null | undefined, expected: number | null | undefined, digits: number, what: string, scale = 0): void => {
  if (expected === null || expected === undefined) return expect(found ?? null, what).toBeNull();
  expect(Math.abs((found ?? Number.NaN) - expected), `${what}: ${String(found)} for ${expected}`).toBeLessThanOrEqual(10 ** -digits * Math.max(Math.abs(expected), scale));
};

describe('profileTable', () => {
  it.each(Object.entries(golden.columns))('has the figures of polars, NumPy and SciPy for %s', (name, expected) => {
    const found = profile.columns.find((one) => one.name === name);
    const big = typeof expected.min === 'number' && !Number.isSafeInteger(expected.min) && Math.abs(expected.min) > 2 ** 53;
    expect(found).toMatchObject({ count: expected.count, missing: golden.rows - expected.count, distinct: expected.distinct, top: expected.top });
    if (!big) expect([found?.min, found?.max]).toEqual([expected.min, expected.max]);
    else expect(typeof found?.min).toBe('string');
    if (!found?.numeric || expected.quantiles === undefined) return;
    expect(found.numeric.zeros).toBe(expected.zeros);
    expect(found.numeric.quantiles).toEqual(expected.quantiles);
    near(found.mean, expected.mean, 12, 'mean', expected.std ?? 0);
    near(found.numeric.std, expected.std, 12, 'standard deviation');
    near(found.numeric.skewness, expected.skewness, 9, 'skewness');
    near(found.numeric.kurtosis, expected.kurtosis, 9, 'kurtosis');
    if (expected.histogram) expect(found.histogram?.counts).toEqual(expected.histogram);
    expect(found.histogram?.counts.reduce((sum, one) => sum + one, 0)).toBe(expected.count);
  });

  it('says of a sample that it is one, and that the rows are spread evenly', async () => {
    const found = ProfileSchema.parse(await sampleProfile(db, loaded.table, loaded.columns, kernel, { rows: golden.rows, sample: 2000 }));
    expect(found.sampleOf).toBe(golden.rows);
    expect(found.rows).toBeGreaterThan(1500);
    expect(found.rows).toBeLessThan(3000);
    const [time, whole] = [found, profile].map(({ columns }) => Number(columns.find(({ name }) => name === 'time')?.max));
    expect(((whole ?? 0) - (time ?? 0)) / 6e7).toBeLessThan(10_000);
    expect((await sampleProfile(db, loaded.table, loaded.columns, kernel, { rows: golden.rows, sample: 9000 })).sampleOf).toBeUndefined();
  });
});

describe('missingPatterns', () => {
  it('counts what is missing together as pandas does', async () => {
    const found = MissingPatternsSchema.parse(await missingPatterns(db, loaded.table, profile));
    expect([found.columns, found.together, found.others]).toEqual([golden.missing.columns, golden.missing.together, 0]);
    expect(found.distinct).toBe(golden.missing.patterns.length);
    const known = new Map(golden.missing.patterns.map(([columns, rows]) => [columns.join(), rows]));
    for (const { columns, rows } of found.patterns) expect(rows).toBe(known.get(columns.join()));
    expect(found.patterns.map(({ rows }) => rows)).toEqual(golden.missing.patterns.slice(0, found.patterns.length).map(([, rows]) => rows));
  });
});

describe('timeView', () => {
  it.each([['hour', 'hour', undefined], ['day', 'day', undefined], ['month', 'month', undefined], ['day m0', 'day', 'machine']] as const)('has the intervals of pandas by %s', async (key, interval: Interval, entity) => {
    const found = TimeViewSchema.parse(await timeView(db, loaded.table, profile, { time: 'time', value: 'decimals', interval, ...(entity ? { entity } : {}) }));
    const series = entity ? found.series.find((one) => one.entity === 'm0') : found.series[0];
    const expected = new Map((golden.time[key] ?? []).map((point) => [point[0], point]));
    if (!entity) expect(found.starts).toEqual([...expected.keys()]);
    found.starts.forEach((start, i) => {
      const [, rows, count, mean, min, max] = expected.get(start) ?? [start, 0, 0, null, null, null];
      expect([series?.rows[i], series?.values?.count[i], series?.values?.min[i], series?.values?.max[i]]).toEqual([rows, count, min, max]);
      if (mean === null) expect(series?.values?.mean[i]).toBeNull();
      else expect(Math.abs((series?.values?.mean[i] ?? Number.NaN) - mean)).toBeLessThan(1e-12);
    });
    expect(found.series).toHaveLength(entity ? 7 : 1);
    expect(found.others).toBe(entity ? 3 : 0);
  });

  it('marks the hours without a row, the longest run first', async () => {
    const found = await timeView(db, loaded.table, profile, { time: 'time', interval: 'hour' });
    const empty = (golden.time['hour'] ?? []).filter(([, rows]) => rows === 0).length;
    expect(found.gaps[0]).toMatchObject({ intervals: found.gaps[0] ? (found.gaps[0].to - found.gaps[0].from) / 3.6e9 : 0 });
    expect(found.gaps[0]?.intervals).toBeGreaterThan(60);
    expect(found.gaps.reduce((sum, { intervals }) => sum + intervals, 0)).toBe(empty);
  });

  it('chooses an interval, and says in words what it cannot show', async () => {
    expect((await timeView(db, loaded.table, profile, { time: 'time' })).interval).toBe('day');
    await expect(timeView(db, loaded.table, profile, { time: 'time', interval: 'second' })).rejects.toMatchObject({ data: { code: 'TOO_MANY_INTERVALS', place: { field: 'interval' } } });
    await expect(timeView(db, loaded.table, profile, { time: 'word' })).rejects.toMatchObject({ data: { code: 'NOT_A_TIME' } });
    await expect(timeView(db, loaded.table, profile, { time: 'time', value: 'word' })).rejects.toMatchObject({ data: { code: 'NOT_A_NUMBER' } });
    await expect(timeView(db, loaded.table, profile, { time: 'gone' })).rejects.toMatchObject({ data: { code: 'UNKNOWN_COLUMN' } });
  });
});
