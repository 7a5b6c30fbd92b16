import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CorrelationsSchema, TargetExplorationSchema, type TargetView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { AppError } from '../base/app-error.ts';
import { Database } from '../db/database.ts';
import { double, identifier, join, literal, NULL_DOUBLE, NULL_TEXT, sql } from '../sql/sql.ts';
import { loadKernel } from '../train/load-kernel.ts';
import { tableAlerts, targetAlerts, type TableFindings } from './alerts.ts';
import { correlate } from './correlations.ts';
import { duplicateRows } from './duplicate-rows.ts';
import { mixedTexts } from './mixed-texts.ts';
import { profileTable } from './profile.ts';
import { exploreTarget } from './target-view.ts';
import { timeGaps } from './time-gaps.ts';

type Values = readonly (number | string | null)[];
type Table = Readonly<Record<string, Values>>;
type GoldenGroup = { key: number | string | null; rows: number; mean: number };

const golden = JSON.parse(await readFile(new URL('goldens/exploration.json', import.meta.url), 'utf8')) as {
  columns: Table;
  correlation: Record<string, Record<string, number | null>>;
  views: Record<string, GoldenGroup[]>;
  area: { a: number };
};

const kernel = await loadKernel();
const isText = (values: Values): boolean => values.some((value) => typeof value === 'string');
const columnsOf = (table: Table) => Object.entries(table).map(([name, values]) => ({ name, type: isText(values) ? ('text' as const) : ('number' as const) }));

async function withTable<T>(table: Table, work: (db: Database) => Promise<T>, threads = 2): Promise<T> {
  const db = await Database.open({ memoryLimitMb: 256, threads });
  try {
    const entries = Object.entries(table);
    const rows = (entries[0]?.[1] ?? []).map((_, row) => sql`(${entries.map(([, values]) => {
      const value = values[row] ?? null;
      if (value === null) return isText(values) ? NULL_TEXT : NULL_DOUBLE;
      return typeof value === 'string' ? literal(value) : double(value);
    })})`);
    await db.run(sql`create table t as select * from (values ${join(rows)}) v(${entries.map(([name]) => identifier(name))})`);
    return await work(db);
  } finally {
    await db.close();
  }
}

const explore = (table: Table, target: string, more: { task?: 'classification' | 'regression'; positive?: string } = {}, threads = 2) =>
  withTable(table, async (db) => exploreTarget(db, sql`t`, await profileTable(db, sql`t`, columnsOf(table), kernel), { target, ...more }, kernel), threads);
const correlated = (table: Table, threads = 2) => withTable(table, async (db) => correlate(db, sql`t`, await profileTable(db, sql`t`, columnsOf(table), kernel), kernel), threads);

describe('correlate', () => {
  it('is that of pandas on the rows where both are there', async () => {
    const found = CorrelationsSchema.parse(await correlated(golden.columns));
    expect(found.columns).toEqual(Object.keys(golden.correlation));
    found.columns.forEach((one, i) => found.columns.forEach((two, j) => {
      const expected = one === 'constant' || two === 'constant' ? null : (golden.correlation[one]?.[two] ?? null);
      if (expected === null) expect(found.matrix[i]?.[j], `${one} ${two}`).toBeNull();
      else expect(Math.abs((found.matrix[i]?.[j] ?? Number.NaN) - expected), `${one} ${two}`).toBeLessThan(1e-12);
    }));
    const both = golden.columns['b']?.filter((value, row) => value !== null && golden.columns['skewed']?.[row] !== null).length;
    expect(found.pairRows[1]?.[3]).toBe(both);
  });

  it('keeps its digits where an outlier is missing in the other column', async () => {
    const x = [1e30, ...Array.from({ length: 50 }, (_, i) => i)];
    const y = [null, ...Array.from({ length: 50 }, (_, i) => 3 * i + (i % 2))];
    const expected = (await correlated({ x: x.slice(1), y: y.slice(1) })).matrix[0]?.[1] ?? Number.NaN;
    expect((await correlated({ x, y })).matrix[0]?.[1]).toBeCloseTo(expected, 12);
  });

  it.each([[[1, 1, 1], [1, 2, 3]], [[null, null, 1], [1, 2, 3]], [[1, null, 2], [null, 5, null]], [[1e308, -1e308, 3], [1, 2, 3]]])('stands %j with %j', async (x, y) => {
    CorrelationsSchema.parse(await correlated({ x, y }));
  });

  it('is the same with any number of threads', async () => {
    expect(await correlated(golden.columns, 1)).toEqual(await correlated(golden.columns, 2));
  });
});

const viewOf = (views: readonly TargetView[], column: string): TargetView => views.find((one) => one.column === column) as TargetView;

describe('exploreTarget', () => {
  it.each(['failed', 'wear'])('has the groups of pandas for %s', async (target) => {
    const found = await explore(golden.columns, target);
    TargetExplorationSchema.omit({ alerts: true }).parse(found);
    for (const column of ['a', 'skewed', 'few', 'kind']) {
      const expected = golden.views[`${column} ${target}`] ?? [];
      const { groups } = viewOf(found.views, column);
      const known = groups.filter(({ kind }) => kind !== 'other');
      for (const group of known) {
        const match = column === 'a' || column === 'skewed' ? expected[groups.indexOf(group)] : expected.find(({ key }) => key === group.value);
        expect(group.rows, column).toBe(match?.rows);
        expect(group.estimate, column).toBeCloseTo(match?.mean ?? Number.NaN, 11);
        expect(group.low ?? 0).toBeLessThanOrEqual(group.estimate);
        expect(group.high ?? 0).toBeGreaterThanOrEqual(group.estimate);
      }
      const other = groups.find(({ kind }) => kind === 'other');
      expect(known.length + (other?.levels ?? 0), column).toBe(expected.length);
      expect(groups.reduce((sum, { rows }) => sum + rows, 0)).toBe(found.rows);
    }
    expect(found.missing).toBe(target === 'wear' ? 3 : 0);
  });

  it('has the area of scikit-learn, and Wilson’s interval', async () => {
    const { views } = await explore(golden.columns, 'failed');
    expect(viewOf(views, 'a').separation).toBeCloseTo(golden.area.a, 12);
    // statsmodels: proportion_confint(3, 10, method='wilson')
    const few = await explore({ x: Array.from({ length: 20 }, (_, i) => (i < 10 ? 'a' : 'b')), y: Array.from({ length: 20 }, (_, i) => (i < 3 || i === 19 ? 1 : 0)) }, 'y');
    const group = viewOf(few.views, 'x').groups[0];
    expect(group).toMatchObject({ value: 'a', rows: 10, hits: 3 });
    expect(group?.low).toBeCloseTo(0.10779126740630104, 12);
    expect(group?.high).toBeCloseTo(0.6032218525388546, 12);
  });

  it('shows the share of the class that is asked for', async () => {
    const found = await explore(golden.columns, 'failed', { positive: '0' });
    expect(found.positive).toBe('0');
    expect(found.overall).toBeCloseTo(1 - (await explore(golden.columns, 'failed')).overall, 12);
  });

  it('is the same with any number of threads', async () => {
    expect(await explore(golden.columns, 'wear', {}, 1)).toEqual(await explore(golden.columns, 'wear', {}, 2));
  });

  it.each([
    ['not there', {}, 'UNKNOWN_COLUMN'],
    ['constant', {}, 'CONSTANT_TARGET'],
    ['failed', { positive: 'yes' }, 'UNKNOWN_LABEL'],
    ['kind', { task: 'regression' as const }, 'TARGET_NOT_NUMBER'],
    ['a', { task: 'classification' as const }, 'TOO_MANY_CLASSES'],
  ])('says in words why %s with %j cannot be shown', async (target, more, code) => {
    const error = await explore(golden.columns, target, more).then(() => undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).data).toMatchObject({ code, place: { column: target } });
  });
});

describe('alerts', () => {
  const NOTHING: TableFindings = { duplicates: 0, unreadable: [], mixed: [], gaps: [] };
  const ROWS = 400;
  const made = (value: (row: number) => number | string | null): Values => Array.from({ length: ROWS }, (_, row) => value(row));
  const suspicious: Table = {
    plain: made((row) => (row * 37) % 101),
    same: made(() => 5),
    name: made((row) => `n${row}`),
    town: made((row) => `t${row % 60}`),
    heavy: made((row) => (row % 100 === 0 ? 1e6 + row : 1 + (row % 7))),
    gone: made((row) => (row % 3 === 0 ? null : row % 17)),
    empty: made((row) => (row % 4 === 0 ? (row % 9) + 1 : 0)),
    after: made((row) => (row % 20 === 0 ? 900 + (row % 13) : row % 31)),
    result: made((row) => (row % 20 === 0 ? 'bad' : 'good')),
  };

  it('names what is suspicious, with its node, and nothing else', async () => {
    const profile = await withTable(suspicious, (db) => profileTable(db, sql`t`, columnsOf(suspicious), kernel));
    const alerts = tableAlerts(profile, NOTHING).map(({ code, column, node }) => [code, column, node]);
    expect(alerts).toEqual([
      ['constant', 'same', 'feature-target-split'],
      ['identifier', 'name', 'feature-target-split'],
      ['high-cardinality', 'town', 'target-encoder'],
      ['skew', 'heavy', 'quantile-bins'],
      ['missing', 'gone', 'simple-imputer'],
      ['zeros', 'empty', 'quantile-bins'],
      ['skew', 'after', 'quantile-bins'],
    ]);
  });

  it('suspects a column that tells the target by itself, for classes and for numbers', async () => {
    const found = await explore(suspicious, 'result', { positive: 'bad' });
    expect(targetAlerts(found).map(({ code, column }) => [code, column])).toEqual([['leak', 'after'], ['imbalance', 'result']]);
    const twice = { ...suspicious, double: made((row) => ((row * 37) % 101) * 2 + 1) };
    expect(targetAlerts(await explore(twice, 'plain')).map(({ code, column }) => [code, column])).toEqual([['leak', 'double']]);
  });

  it('suspects a column of which one value comes with a rare class alone, as the code of a failure does', async () => {
    const failed = made((row) => (row % 20 === 0 ? 'yes' : 'no'));
    const code = made((row) => (row % 40 === 0 ? 'E7' : row % 3 === 0 ? 'E1' : 'none'));
    const found = await explore({ failed, code }, 'failed', { positive: 'yes' });
    const rows = code.filter((one) => one === 'E7').length;
    const [leak] = targetAlerts(found);
    expect(leak).toMatchObject({ code: 'leak', column: 'code', fix: { do: 'leave-out', column: 'code' } });
    expect(leak?.reason).toContain(`"code" is “E7” in ${rows} rows, and all of them have "failed" = “yes”`);
    expect(found.views[0]?.separation).toBeLessThan(0.99);
    const common = made((row) => (row % 2 === 0 ? 'yes' : 'no'));
    expect(targetAlerts(await explore({ common, code: made((row) => (row % 4 === 0 ? 'a' : 'b')) }, 'common', { positive: 'yes' }))).toEqual([]);
  });

  it('suspects nothing of a handful of rows', async () => {
    expect(targetAlerts(await explore({ x: [1, 2, 3, 4, 5, 6], y: [0, 0, 0, 1, 1, 1] }, 'y'))).toEqual([]);
  });

  it('takes a column for mixed that is text because of a few values', async () => {
    const table: Table = { size: made((row) => (row % 50 === 0 ? 'n.a.' : String(row / 4))), day: made((row) => (row === 7 ? 'soon' : `2024-01-${String((row % 28) + 1).padStart(2, '0')}`)), town: made((row) => `t${row % 9}`), code: made((row) => `00${row}`), half: made((row) => (row % 2 === 0 ? 'x' : null)) };
    const found = await withTable(table, async (db) => mixedTexts(db, sql`t`, await profileTable(db, sql`t`, columnsOf(table), kernel)));
    expect(found).toEqual([{ column: 'size', kind: 'number', fitting: 392, example: 'n.a.' }, { column: 'day', kind: 'date', fitting: 399, example: 'soon' }]);
    const profile = await withTable(table, (db) => profileTable(db, sql`t`, columnsOf(table), kernel));
    const [size] = tableAlerts(profile, { ...NOTHING, mixed: found, unreadable: [{ column: 'town', count: 4, message: '4 cells are not of the column\'s type, such as "x", and became missing.' }] }).filter(({ code }) => code === 'mixed-types');
    expect(size).toMatchObject({ column: 'size', reason: '"size" is text, and 392 of its 400 values are numbers: 8 are not, such as “n.a.”.', fix: null });
  });

  const minutes = async (all: readonly (readonly [string, number])[], entity?: string) => {
    const db = await Database.open({ memoryLimitMb: 256, threads: 2 });
    try {
      await db.run(sql`create table t as select e, make_timestamp(cast(m * 60000000 as bigint)) as t from (values ${join(all.map(([e, m]) => sql`(${literal(e)}, ${double(m)})`))}) v(e, m)`);
      return await timeGaps(db, sql`t`, 't', entity);
    } finally {
      await db.close();
    }
  };
  const series = (entity: string, from: number, left: readonly number[]) => Array.from({ length: 60 }, (_, i) => i).filter((i) => !left.includes(i)).map((i) => [entity, from + i] as const);

  it('finds the steps that a regular series leaves out, within each entity', async () => {
    expect(await minutes(series('a', 0, [20, 40, 41, 42]))).toEqual({ step: 60e6, gaps: 2, longest: 4 * 60e6, from: 39 * 60e6 });
    expect(await minutes(series('a', 0, []))).toBeUndefined();
    const two = [...series('a', 0, [20]), ...series('b', 0.5, [])];
    expect(await minutes(two)).toMatchObject({ step: 30e6, gaps: 1 });
    expect(await minutes(two, 'e')).toMatchObject({ step: 60e6, gaps: 1, longest: 2 * 60e6, from: 19 * 60e6 });
    // Events come when they come: none of their steps is a gap.
    expect(await minutes(Array.from({ length: 60 }, (_, i) => ['a', (i * i * 37) % 1009] as const))).toBeUndefined();
    expect(await minutes([['a', 3]])).toBeUndefined();
  });

  it('says how long a gap lasts and where it begins', () => {
    const time: ColumnProfile = { name: 'at', type: 'timestamp', count: 9, missing: 0, distinct: 9, min: 0, max: 9e12, median: 0, mean: 0, numeric: null, top: [], histogram: null };
    const [alert] = tableAlerts({ rows: 9, columns: [time] }, { ...NOTHING, gaps: [{ column: 'at', entity: 'machine', step: 60e6, gaps: 12, longest: 5.4e9, from: 0 }] });
    expect(alert).toMatchObject({ code: 'gaps', column: 'at', fix: null, reason: '"at" goes by 1 minute within each "machine", but for 12 gaps: the longest takes 1.5 hours, from 1970-01-01 00:00:00.' });
  });

  it('counts rows that equal an earlier one, missing values too', async () => {
    const table: Table = { x: [1, 1, null, null, 2], s: ['a', 'a', null, null, 'b'] };
    expect(await withTable(table, (db) => duplicateRows(db, sql`t`, columnsOf(table)))).toBe(2);
    const none: Profile = { rows: 5, columns: [] };
    expect(tableAlerts(none, { ...NOTHING, duplicates: 2 })[0]).toMatchObject({ code: 'duplicates', column: null, node: 'deduplicate', reason: '2 rows equal an earlier row in every column (40%).' });
  });
});
