import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../contract/column.ts';
import { chainDocument } from '../../../test/kit/document.ts';
import { Database } from '../db/database.ts';
import { flowThrough } from '../graph/flow.ts';
import { sql } from '../sql/sql.ts';
import { chainNodes } from '../train/model-nodes.ts';
import { advance, dropTables, withTarget } from './fit-chain.ts';
import { selected } from './row-queries.ts';
import type { FitContext, FitState } from './fit-state.ts';
import { TEST, TRAIN, VALIDATION } from './rows.ts';
import { loadedRows, startState } from './start.ts';

const COLUMNS = ['x:number', 'kind:text', 'machine:integer', 'at:integer', 'y:text'];
const SCHEMA: Column[] = chainDocument(COLUMNS, []).sources[0]?.columns.map((one) => ({ ...one, role: 'feature' })) ?? [];
const ROLES = { id: 'target', type: 'feature-target-split', params: { target: 'y', aside: ['machine', 'at'] } };
let db: Database;

beforeAll(async () => {
  db = await Database.open({ memoryLimitMb: 500, threads: 2 });
  await db.run(sql`create table data as select i as __mw_row,
    case when i % 13 = 0 then null else cast(i * 37 % 101 as double) / 3 end as x,
    case when i % 17 = 0 then null else chr(97 + cast(i * 7 % 5 as integer)) end as kind,
    i % 25 as machine, 1000 - i as at, case when i % 10 = 3 then 'yes' else 'no' end as y from range(1000) t(i)`);
});
afterAll(() => db.close());

async function fit<T>(nodes: readonly { id: string; type: string; params: object }[], look: (state: FitState, rows: Record<string, unknown>[]) => T | Promise<T>, order = sql`__mw_row`): Promise<T> {
  const document = chainDocument(COLUMNS, nodes as never);
  const { nodes: checked, problems } = flowThrough(document, document.graph.nodes);
  expect(problems).toEqual([]);
  const context: FitContext = { db, seed: 42, tables: [] };
  try {
    const start = startState(loadedRows(sql`(select * from data order by ${order})`, SCHEMA), SCHEMA);
    const state = await withTarget(context, await advance(context, start, chainNodes(checked)));
    const rows = await db.rows(sql`select * from (${selected(state)}) order by __mw_row`);
    return await look(state, rows.map((row) => ({ ...row })));
  } finally {
    await dropTables(context);
  }
}

const split = (params: object) => ({ id: 'split', type: 'split', params: params as never });
const part = (rows: readonly Record<string, unknown>[], which: number) => rows.filter((row) => Number(row['__mw_part']) === which);

describe('advance', () => {
  it('splits each class at the rounded shares', async () => {
    await fit([ROLES, split({ method: 'stratified', column: 'y' })], (state, rows) => {
      expect(state.target).toEqual({ column: 'y', task: 'binary', classes: ['no', 'yes'] });
      expect([TRAIN, VALIDATION, TEST].map((one) => part(rows, one).length)).toEqual([800, 100, 100]);
      expect([TRAIN, VALIDATION, TEST].map((one) => part(rows, one).filter((row) => row['y'] === 'yes').length)).toEqual([80, 10, 10]);
    });
  });

  it('keeps groups whole and time in order', async () => {
    await fit([ROLES, split({ method: 'group', column: 'machine' })], (_state, rows) => {
      const machines = [TRAIN, VALIDATION, TEST].map((one) => new Set(part(rows, one).map((row) => row['machine'])));
      expect(machines.map((set) => set.size)).toEqual([20, 3, 2]);
    });
    await fit([ROLES, split({ method: 'time', column: 'at' })], (_state, rows) => {
      const times = (which: number) => part(rows, which).map((row) => Number(row['at']));
      expect(Math.max(...times(TRAIN))).toBeLessThan(Math.min(...times(VALIDATION)));
      expect(Math.max(...times(VALIDATION))).toBeLessThan(Math.min(...times(TEST)));
    });
  });

  it('learns from training rows alone, whatever the order of the rows', async () => {
    const nodes = [ROLES, split({ method: 'random' }), { id: 'fill', type: 'simple-imputer', params: { columns: ['x'], strategy: 'mean' } }, { id: 'scale', type: 'standard-scaler', params: { columns: ['x'] } }];
    const states = (state: FitState) => JSON.stringify(state.nodes.map((one) => one.state));
    const found = await fit(nodes, async (state, rows) => {
      const raw = await db.rows(sql`select __mw_row, x from data`);
      const training = new Set(part(rows, TRAIN).map((row) => row['__mw_row']));
      const seen = raw.filter((row) => training.has(row['__mw_row']) && row['x'] !== null).map((row) => Number(row['x']));
      const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
      const fill = (state.nodes[2]?.state as { fill: number }[])[0]?.fill ?? NaN;
      expect(fill).toBeCloseTo(mean, 10);
      expect(part(rows, TRAIN).reduce((sum, row) => sum + Number(row['x']), 0)).toBeCloseTo(0, 8);
      return states(state);
    });
    expect(await fit(nodes, states, sql`md5(cast(__mw_row as varchar))`)).toBe(found);
  });

  it('gives training rows encodings that have not seen their fold', async () => {
    await fit([ROLES, split({ method: 'random' }), { id: 'encode', type: 'target-encoder', params: { columns: ['kind'] } }], (_state, rows) => {
      const distinct = (which: number) => new Set(part(rows, which).map((row) => row['kind'])).size;
      expect(distinct(TEST)).toBeLessThanOrEqual(6);
      expect(distinct(TRAIN)).toBeGreaterThan(distinct(TEST) + 4);
    });
  });

  it('fits nodes behind a formula that reads the levels of an encoder', async () => {
    const nodes = [ROLES, split({}), { id: 'encode', type: 'one-hot-encoder', params: { columns: ['kind'] } }, { id: 'make', type: 'formula', params: { name: 'made', formula: '"kind_a" * 2 + coalesce(x, 0)' } }, { id: 'scale', type: 'standard-scaler', params: { columns: ['made'] } }];
    await fit(nodes, (_state, rows) => {
      expect(part(rows, TRAIN).reduce((sum, row) => sum + Number(row['made']), 0)).toBeCloseTo(0, 8);
    });
  });

  it('fits nodes behind a formula that reads what an imputer fills', async () => {
    const nodes = [ROLES, split({}), { id: 'fill', type: 'simple-imputer', params: { columns: ['x'] } }, { id: 'make', type: 'formula', params: { name: 'made', formula: 'x * 2' } }, { id: 'scale', type: 'standard-scaler', params: { columns: ['made'] } }];
    await fit(nodes, (state) => expect(state.nodes.at(-1)?.state).not.toBeNull());
  });

  it('repeats training rows of the smaller class and leaves the other parts alone', async () => {
    await fit([ROLES, split({ method: 'stratified', column: 'y' }), { id: 'over', type: 'random-oversampling', params: {} }], (_state, rows) => {
      const training = part(rows, TRAIN);
      expect(training.filter((row) => row['y'] === 'yes').length).toBe(720);
      expect(training.filter((row) => row['y'] === 'no').length).toBe(720);
      expect(part(rows, VALIDATION).length + part(rows, TEST).length).toBe(200);
    });
  });

  it('counts the rows that a filter and a deduplication leave out; unknown is not kept', async () => {
    await fit([ROLES, { id: 'keep', type: 'filter', params: { condition: 'x > 10' } }, { id: 'once', type: 'deduplicate', params: { columns: ['x'] } }], async (state, rows) => {
      const kept = Number((await db.row(sql`select count(*) as n from data where x > 10`))['n']);
      expect(state.leftOut[0]).toEqual({ node: 'keep', rows: 1000 - kept });
      const distinct = Number((await db.row(sql`select count(distinct x) as n from data where x > 10`))['n']);
      expect(rows.length).toBe(distinct);
      expect(state.leftOut[1]).toEqual({ node: 'once', rows: kept - distinct });
    });
  });

  it('refuses a target with missing values, with one class, and names the first row', async () => {
    const target = (column: string) => ({ ...ROLES, params: { target: column } });
    await expect(fit([target('kind'), split({})], () => 0)).rejects.toMatchObject({ data: { code: 'TARGET_MISSING', place: { node: 'target', column: 'kind', row: 0 } } });
    await db.run(sql`update data set kind = 'a'`);
    await expect(fit([target('kind'), split({})], () => 0)).rejects.toMatchObject({ data: { code: 'ONE_CLASS' } });
  });

  it('leaves no table behind', async () => {
    const tables = await db.rows(sql`select table_name from information_schema.tables`);
    expect(tables.map((row) => row['table_name'])).toEqual(['data']);
  });
});
