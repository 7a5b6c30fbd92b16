import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../db/database.ts';
import type { StatisticRequests } from '../../nodes/statistics.ts';
import { double, identifier, join, literal, NULL_DOUBLE, NULL_TEXT, sql, type Sql } from '../../sql/sql.ts';
import { computeStatistics } from './compute-statistics.ts';

let db: Database;
beforeAll(async () => void (db = await Database.open({ memoryLimitMb: 500, threads: 2 })));
afterAll(async () => await db.close());

type Cell = string | number | null;

/** Values with a target and a fold each. */
async function measure(cells: readonly (readonly [value: Cell, target: number | null, fold: number])[], requests: StatisticRequests, classes = 0, folds = 0) {
  const isText = cells.some(([value]) => typeof value === 'string');
  const number = (x: number | null) => (x === null ? NULL_DOUBLE : double(x));
  const rows = cells.map(([value, target, fold]) => sql`(${typeof value === 'string' ? literal(value) : isText ? NULL_TEXT : number(value)}, ${number(target)}, ${fold})`);
  const found = await computeStatistics(
    db,
    {
      from: () => sql`(select * from (values ${rows}) as t(x, y, f))`,
      fold: folds > 0 ? { column: 'f', count: folds } : null,
      target: { column: 'y', classes },
      queries: [{ key: 'x', column: 'x', type: isText ? 'text' : 'number', requests }],
    },
    {},
  );
  return [found.all, ...found.without].map((one) => one['x']);
}

const plain = (values: readonly Cell[], folds?: readonly number[]) => values.map((value, i) => [value, 0, folds?.[i] ?? 0] as const);

describe('the mode', () => {
  it('is the smallest of equals, by code point, and never missing', async () => {
    expect(await measure(plain(['b', 'a', 'Z', 'b', 'a', null, null, null, 'é']), { mode: true })).toEqual([{ mode: 'a' }]);
    expect(await measure(plain([10, 9, 10, 9, -0]), { mode: true })).toEqual([{ mode: 9 }]);
    expect(await measure(plain([null, null]), { mode: true })).toEqual([{ mode: null }]);
  });

  it('is found again in every training part', async () => {
    const found = await measure(plain(['a', 'a', 'b', 'b', 'c'], [0, 0, 1, 2, 2]), { mode: true }, 0, 3);
    expect(found.map((one) => one?.mode)).toEqual(['a', 'b', 'a', 'a']);
  });
});

describe('many columns', () => {
  it('are asked about together and each told of by itself, with few statements', async () => {
    const rows = 30;
    const names = Array.from({ length: 150 }, (_, i) => `c${i}`);
    const valueAt = (r: number, i: number): string | number | null => ((r * 7 + i * 3) % 11 === 0 ? null : i % 2 === 0 ? `v${(r * r + i) % (2 + (i % 5))}` : (r * r + i) % (2 + (i % 5)));
    const cells = (r: number): Sql[] => names.map((name, i) => {
      const value = valueAt(r, i);
      return sql`${i % 2 === 0 ? (value === null ? NULL_TEXT : literal(String(value))) : value === null ? NULL_DOUBLE : double(Number(value))} as ${identifier(name)}`;
    });
    await db.run(sql`create or replace table wide as ${join(Array.from({ length: rows }, (_, r) => sql`select ${cells(r)}, ${double(r % 2)} as y, ${r % 3} as f`), ' union all ')}`);
    const asked: string[][] = [];
    let statements = 0;
    const counting = { rows: (statement: Sql, context?: object) => ((statements += 1), db.rows(statement, context)) };
    const requests = { mode: true, categories: { limit: 3 }, target: true } as const;
    const query = (name: string) => ({ key: name, column: name, type: names.indexOf(name) % 2 === 0 ? ('text' as const) : ('number' as const), requests });
    const measureAll = (queries: ReturnType<typeof query>[]) => computeStatistics(counting, { from: (columns) => (asked.push([...columns]), sql`(select ${[...columns.map((one) => identifier(one)), sql`y`, sql`f`]} from wide)`), fold: { column: 'f', count: 3 }, target: { column: 'y', classes: 2 }, queries }, {});
    const all = await measureAll(names.map(query));
    expect(Math.max(...asked.map((columns) => columns.length))).toBeLessThanOrEqual(64);
    const more = names.filter((name) => all.all[name]?.categories?.more).length;
    expect(statements).toBeLessThanOrEqual(2 + 3 * 4 + 3 * more);
    for (const name of names.filter((_, i) => i % 7 === 0)) {
      const one = await measureAll([query(name)]);
      expect(all.all[name]).toEqual(one.all[name]);
      expect(all.without.map((part) => part[name])).toEqual(one.without.map((part) => part[name]));
    }
    const counts = new Map<string, number>();
    for (let r = 0; r < rows; r++) if (valueAt(r, 2) !== null) counts.set(String(valueAt(r, 2)), (counts.get(String(valueAt(r, 2))) ?? 0) + 1);
    const best = Math.max(...counts.values());
    expect(all.all['c2']?.mode).toBe([...counts].filter(([, n]) => n === best).map(([level]) => level).sort()[0]);
  });
});

describe('categories', () => {
  it('ascend by code point, numbers by size, missing last', async () => {
    const [texts] = await measure(plain(['é', 'a', 'Z', '𝒳', '\uffee', null, 'a']), { categories: { limit: 10 } });
    expect(texts?.categories?.levels.map(({ value }) => value)).toEqual(['Z', 'a', 'é', '\uffee', '𝒳', null]);
    expect(texts?.categories?.levels.map(({ count }) => count)).toEqual([1, 2, 1, 1, 1, 1]);
    const [numbers] = await measure(plain([10, 9, -1, 0, -0]), { categories: { limit: 10 } });
    expect(numbers?.categories?.levels).toEqual([-1, 0, 9, 10].map((value) => ({ value, count: value === 0 ? 2 : 1 })));
  });

  it('end at the limit and say so, in every training part of their own', async () => {
    const cells = plain(['a', 'b', 'c', 'd'], [0, 0, 1, 1]);
    const found = await measure(cells, { categories: { limit: 2 } }, 0, 2);
    expect(found.map((one) => [one?.categories?.levels.map(({ value }) => value).join(''), one?.categories?.more])).toEqual([['ab', true], ['cd', false], ['ab', false]]);
    const whole = await measure(cells, { categories: { limit: 4 } }, 0, 2);
    expect(whole.map((one) => one?.categories?.more)).toEqual([false, false, false]);
    expect(whole[1]?.categories?.levels).toEqual([{ value: 'c', count: 1 }, { value: 'd', count: 1 }]);
  });
});

describe('the target by level', () => {
  it('of a number is exact, also beside a level of another size', async () => {
    const cells = [['a', 1.3, 0], ['a', 1.5, 1], ['b', 1e30, 0], ['b', 1e30, 1], [null, 0.1, 0], [null, 0.1, 1], ['a', null, 0]] as const;
    const [all, , second] = await measure(cells, { target: true }, 0, 2);
    expect(all?.target?.levels).toEqual([
      { value: 'a', count: 2, means: [1.4], squares: [expect.closeTo(0.02, 15)] },
      { value: 'b', count: 2, means: [1e30], squares: [0] },
      { value: null, count: 2, means: [0.1], squares: [0] },
    ]);
    expect(all?.target?.count).toBe(6);
    expect(second?.target?.levels[0]).toEqual({ value: 'a', count: 1, means: [1.3], squares: [0] });
  });

  it('of two classes is the share of the second', async () => {
    const [all, first] = await measure([['a', 1, 0], ['a', 0, 1], ['a', 1, 1], ['b', 0, 0]], { target: true }, 2, 2);
    expect(all?.target).toEqual({
      count: 4, means: [0.5], squares: [1],
      levels: [{ value: 'a', count: 3, means: [2 / 3], squares: [2 / 3] }, { value: 'b', count: 1, means: [0], squares: [0] }],
    });
    expect(first?.target?.levels).toEqual([{ value: 'a', count: 2, means: [0.5], squares: [0.5] }]);
  });

  it('of several classes is the share of each', async () => {
    const [all] = await measure([[1, 0, 0], [1, 2, 0], [2, 1, 0]], { target: true }, 3);
    expect(all?.target?.means).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(all?.target?.levels).toEqual([
      { value: 1, count: 2, means: [0.5, 0, 0.5], squares: [0.5, 0, 0.5] },
      { value: 2, count: 1, means: [0, 1, 0], squares: [0, 0, 0] },
    ]);
  });
});
