import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Database } from '../../db/database.ts';
import type { StatisticRequests } from '../../nodes/statistics.ts';
import { double, sql, NULL_DOUBLE, type Sql } from '../../sql/sql.ts';
import { computeStatistics } from './compute-statistics.ts';
import { dyadic, nearest, plus, times, minus, whole, ZERO } from './exact.ts';

let db: Database;
beforeAll(async () => void (db = await Database.open({ memoryLimitMb: 500, threads: 2 })));
afterAll(async () => await db.close());

type Value = number | null;
const MOMENTS = { count: true, min: true, max: true, mean: true, variance: true } as const;

/** A relation of values and folds, in the order given. */
function relation(values: readonly Value[], folds?: readonly number[]): Sql {
  if (values.length === 0) return sql`(select ${NULL_DOUBLE} as x, 0 as fold limit 0)`;
  const rows = values.map((value, i) => sql`(${value === null ? NULL_DOUBLE : double(value)}, ${folds?.[i] ?? 0})`);
  return sql`(select * from (values ${rows}) as t(x, fold))`;
}

async function measure(values: readonly Value[], requests: StatisticRequests, folds?: { of: readonly number[]; count: number }) {
  return await computeStatistics(
    db,
    { from: () => relation(values, folds?.of), fold: folds ? { column: 'fold', count: folds.count } : null, target: null, queries: [{ key: 'x', column: 'x', type: 'number', requests }] },
    {},
  );
}

/** The definition, in exact arithmetic. */
function reference(values: readonly Value[]) {
  const found = values.filter((value) => value !== null);
  const n = BigInt(found.length);
  if (n === 0n) return { count: 0, mean: null, variance: null };
  const sum = found.reduce((total, x) => plus(total, dyadic(x)), ZERO);
  const squares = found.reduce((total, x) => plus(total, times(dyadic(x), dyadic(x))), ZERO);
  const variance = nearest({ over: minus(times(squares, whole(n)), times(sum, sum)), under: n * n });
  return { count: found.length, mean: nearest({ over: sum, under: n }), variance };
}

function expectMoments(found: Partial<Record<string, unknown>> | undefined, values: readonly Value[]): void {
  const { count, mean, variance } = reference(values);
  expect(found?.['count']).toBe(count);
  expect(found?.['mean']).toBe(mean);
  if (variance === null || variance === Infinity) return expect(found?.['variance']).toBeNull();
  const error = Math.abs((found?.['variance'] as number) - variance);
  expect(error, `variance ${found?.['variance']} of ${variance}`).toBeLessThanOrEqual(Math.max(1e-15 * variance, 5e-324));
}

describe('mean and variance', () => {
  it.each<[string, Value[]]>([
    ['no row', []],
    ['all missing', [null, null]],
    ['one row', [0.1]],
    ['equal values', [0.1, 0.1, 0.1, null]],
    ['neighbours', [1, 1 + Number.EPSILON, 1]],
    ['an outlier', [1e30, 1.3, 1.7, -1e30]],
    ['the whole range', [1.7e308, -1.7e308, 5e-324, 1e-10, 3]],
    ['large ones', [1e308, 1.1e308, 1.2e308]],
    ['denormals', [5e-324, 1e-323, -2e-320]],
    ['integers past 2^53', [2 ** 53, 2 ** 53 + 2, 2 ** 60 + 2 ** 9]],
    ['a far value', [1e9, ...Array.from({ length: 500 }, (_, i) => Math.sin(i))]],
    ['zeros', [0, -0, 0]],
  ])('of %s are exact', async (_, values) => {
    expectMoments((await measure(values, MOMENTS)).all['x'], values);
  });

  it('are exact over any values, folds and training parts', async () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ noNaN: true, min: -100, max: 100 }),
      fc.integer({ min: -1000, max: 1000 }).map((n) => n / 10),
      fc.constant(null),
      fc.constantFrom(1e30, -1e30, 1.3, 5e-324, 1.7e308, -1.7e308, 2 ** 53 + 2),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(value, fc.nat(2)), { maxLength: 40 }), async (cells) => {
        const found = await measure(cells.map(([x]) => x), MOMENTS, { of: cells.map(([, j]) => j), count: 3 });
        expectMoments(found.all['x'], cells.map(([x]) => x));
        found.without.forEach((one, j) => expectMoments(one['x'], cells.filter(([, own]) => own !== j).map(([x]) => x)));
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('says that a variance is past the largest number', async () => {
    const found = await measure([1e308, -1e308, 0], MOMENTS);
    expect(found.all['x']).toMatchObject({ mean: 0, variance: null });
    expect(found.notes).toEqual([{ key: 'x', message: expect.stringContaining('variance of x is too large') as string }]);
  });

  it('of a training part are not swallowed by a fold that is left out', async () => {
    const found = await measure([1e30, 1.3, 1.3, 1.4], MOMENTS, { of: [0, 1, 1, 2], count: 3 });
    expectMoments(found.without[0]?.['x'], [1.3, 1.3, 1.4]);
  });
});

describe('covariance', () => {
  const PAIRS: readonly [number, number, number][] = [[1e30, 2, 0], [1.3, -4, 1], [1.7, 0.1, 1], [-1e30, 5e-5, 2], [3, 1e9 + 0.25, 2], [1e9, 1e9, 0], [0.1, -1e-9, 1]];

  async function measurePairs(rows: readonly (readonly [number, number | null, number])[], folds: number) {
    const from = sql`(select * from (values ${rows.map(([x, y, fold]) => sql`(${double(x)}, ${y === null ? NULL_DOUBLE : double(y)}, ${fold})`)}) as t(x, y, fold))`;
    const queries = (['x', 'y'] as const).map((key) => ({ key, column: key, type: 'number' as const, requests: { variance: true, ...(key === 'x' ? { covariance: ['y', 'x'] } : {}) } as const }));
    return computeStatistics(db, { from: () => from, fold: folds > 1 ? { column: 'fold', count: folds } : null, target: null, queries }, {});
  }

  function exact(rows: readonly (readonly [number, number, number])[]): number {
    const n = whole(BigInt(rows.length));
    const sum = (of: (row: readonly [number, number, number]) => ReturnType<typeof dyadic>) => rows.reduce((total, row) => plus(total, of(row)), ZERO);
    const products = sum(([x, y]) => times(dyadic(x), dyadic(y)));
    return nearest({ over: minus(times(products, n), times(sum(([x]) => dyadic(x)), sum(([, y]) => dyadic(y)))), under: n.n * n.n });
  }

  it.each([['all together', PAIRS], ['without the huge ones', PAIRS.filter(([x]) => Math.abs(x) < 1e20)]])('is exact over folds and training parts: %s', async (_, rows) => {
    for (const folds of [1, 3]) {
      const found = await measurePairs(rows, folds);
      const parts = [rows, ...found.without.map((_, j) => rows.filter(([, , fold]) => fold !== j))];
      [found.all, ...found.without].forEach((one, p) => {
        const own = parts[p] ?? [];
        const [covariance = NaN, variance] = (one['x']?.covariance ?? []) as [number, number];
        const scale = Math.sqrt((one['x']?.variance ?? NaN) * (one['y']?.variance ?? NaN));
        expect(Math.abs(covariance - exact(own))).toBeLessThanOrEqual(1e-15 * scale);
        expect(variance).toBe(one['x']?.variance);
      });
    }
  });

  it('is missing where a row lacks a value', async () => {
    const found = await measurePairs([[1, 2, 0], [2, null, 1], [3, 5, 0]], 2);
    expect(found.all['x']?.covariance).toEqual([null, expect.closeTo(2 / 3, 14)]);
    expect(found.without[1]?.['x']?.covariance).toEqual([1.5, 1]);
  });
});
