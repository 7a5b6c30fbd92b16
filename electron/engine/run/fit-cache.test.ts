import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Column } from '../../contract/column.ts';
import { chainDocument } from '../../../test/kit/document.ts';
import { AppError } from '../base/app-error.ts';
import { Database } from '../db/database.ts';
import type { ChainNode } from '../graph/chain.ts';
import { flowThrough } from '../graph/flow.ts';
import { sql } from '../sql/sql.ts';
import { chainNodes } from '../train/model-nodes.ts';
import { FitCache, type FittedPath } from './fit-cache.ts';
import { loadedRows, startState } from './start.ts';
import { Turns } from './turns.ts';

const COLUMNS = ['x:number', 'y:text'];
const SCHEMA: Column[] = chainDocument(COLUMNS, []).sources[0]?.columns.map((one) => ({ ...one, role: 'feature' })) ?? [];
const PLENTY = { states: 100, bytes: 1e9 };
let db: Database;

beforeAll(async () => {
  db = await Database.open({ memoryLimitMb: 500, threads: 1 });
  await db.run(sql`create table data as select i as __mw_row, cast(i as double) as x, case when i % 2 = 0 then 'yes' else 'no' end as y from range(1000) t(i)`);
});
afterAll(() => db.close());

const filter = (least: number) => ({ id: `from-${least}`, type: 'filter', params: { condition: `x >= ${least}` } });
const roles = { id: 'target', type: 'feature-target-split', params: { target: 'y' } };
const split = { id: 'split', type: 'split', params: { method: 'random' } };
const scale = (withMean: boolean) => ({ id: 'scale', type: 'standard-scaler', params: { columns: ['x'], withMean } });

function chain(...nodes: { id: string; type: string; params: object }[]): ChainNode[] {
  const document = chainDocument(COLUMNS, nodes as never);
  return chainNodes(flowThrough(document, document.graph.nodes).nodes);
}

const fit = (cache: FitCache, nodes: ChainNode[], signal?: AbortSignal): Promise<FittedPath> =>
  cache.fit({ db, seed: 1, ...(signal ? { signal } : {}) }, { state: startState(loadedRows(sql`data`, SCHEMA), SCHEMA), rows: 1000 }, nodes, (path) => Promise.resolve(path));

const tables = async (): Promise<number> => Number((await db.row(sql`select count(*) as n from duckdb_tables() where table_name <> 'data'`))['n']);
const empty = (cache: FitCache) => fit(cache, []).then(() => expect(cache.states).toBe(0));

describe('FitCache', () => {
  it('goes on from the longest beginning that it has, and says what was there', async () => {
    const cache = new FitCache(PLENTY);
    const whole = await fit(cache, chain(roles, filter(100), split, scale(true)));
    expect(whole.nodes).toEqual([{ rows: 1000, cached: false }, { rows: 900, cached: false }, { rows: 900, cached: false }, { rows: 900, cached: false }]);
    const made = await tables();
    const changed = await fit(cache, chain(roles, filter(100), split, scale(false)));
    expect(changed.nodes.map(({ cached }) => cached)).toEqual([true, true, true, false]);
    expect(await tables()).toBe(made);
    expect([whole, changed].map(({ after }) => after.nodes.at(-1)?.params['withMean'])).toEqual([true, false]);
    const shorter = await fit(cache, chain(roles, filter(100)));
    expect(shorter.nodes).toEqual([{ rows: 1000, cached: true }, { rows: 900, cached: true }]);
    expect((await fit(cache, chain(roles, filter(200)))).nodes[1]).toEqual({ rows: 800, cached: false });
  });

  it('keeps no more states than it may, and drops the tables of those that go', async () => {
    const before = await tables();
    const cache = new FitCache({ states: 4, bytes: 1e9 });
    for (let least = 1; least <= 8; least += 1) {
      await fit(cache, chain(roles, filter(least), split));
      expect(cache.states).toBeLessThanOrEqual(4);
    }
    expect((await tables()) - before).toBeLessThanOrEqual(4);
    expect((await fit(cache, chain(roles, filter(8), split))).nodes.every(({ cached }) => cached)).toBe(true);
    expect((await fit(cache, chain(roles, filter(1), split))).nodes[1]?.cached).toBe(false);
  });

  it('keeps no more bytes than it may: what alone is too large does not stay', async () => {
    const before = await tables();
    const cache = new FitCache({ states: 100, bytes: 1 });
    const { rows } = await fit(cache, chain(roles, filter(500), split));
    expect(rows).toEqual({ before: 500, after: 500 });
    expect(cache.bytes).toBeLessThanOrEqual(1);
    expect(await tables()).toBe(before);
  });

  it('leaves nothing of what failed or was cancelled', async () => {
    const before = await tables();
    const cache = new FitCache(PLENTY);
    const stop = new AbortController();
    const cancelled = fit(cache, chain(roles, filter(3), split), stop.signal);
    stop.abort();
    await expect(cancelled).rejects.toMatchObject({ data: { kind: 'cancelled' } });
    await expect(fit(cache, chain(roles, filter(5000), split))).rejects.toBeInstanceOf(AppError);
    expect((await tables()) - before).toBeLessThanOrEqual(1);
    await empty(new FitCache(PLENTY));
    expect((await fit(cache, chain(roles, filter(3), split))).nodes[1]?.cached).toBe(false);
  });
});

describe('Turns', () => {
  it('lets go at once who is cancelled while waiting, and the others wait on', async () => {
    const turns = new Turns();
    const order: string[] = [];
    let end = (): void => undefined;
    const first = turns.take(undefined, () => new Promise<void>((resolve) => (end = resolve)).then(() => void order.push('first')));
    const stop = new AbortController();
    const second = turns.take(stop.signal, () => Promise.resolve(void order.push('second')));
    const third = turns.take(undefined, () => Promise.resolve(void order.push('third')));
    stop.abort();
    await expect(second).rejects.toMatchObject({ data: { kind: 'cancelled' } });
    expect(order).toEqual([]);
    end();
    await Promise.all([first, third]);
    expect(order).toEqual(['first', 'third']);
  });
});
