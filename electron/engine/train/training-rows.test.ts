import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { chainDocument } from '../../../test/kit/document.ts';
import { Database } from '../db/database.ts';
import { flowThrough } from '../graph/flow.ts';
import { advance, withTarget } from '../run/fit-chain.ts';
import type { FitState } from '../run/fit-state.ts';
import { loadedRows, startState } from '../run/start.ts';
import { sql } from '../sql/sql.ts';
import { chainNodes } from './model-nodes.ts';
import { readTrainingData } from './training-rows.ts';

const COLUMNS = ['x:number', 'y:text'];
let db: Database;

beforeAll(async () => {
  db = await Database.open({ memoryLimitMb: 500, threads: 1 });
  await db.run(sql`create table data as select i as __mw_row, cast(i as double) as x, case when i % 2 = 0 then 'yes' else 'no' end as y from range(100) t(i)`);
});
afterAll(() => db.close());

async function fitted(): Promise<FitState> {
  const document = chainDocument(COLUMNS, [{ id: 'target', type: 'feature-target-split', params: { target: 'y' } }, { id: 'scale', type: 'standard-scaler', params: { columns: ['x'] } }]);
  const schema = document.sources[0]?.columns.map((one) => ({ ...one, role: 'feature' as const })) ?? [];
  const context = { db, seed: 1, tables: [] };
  return withTarget(context, await advance(context, startState(loadedRows(sql`data`, schema), schema), chainNodes(flowThrough(document, document.graph.nodes).nodes)));
}

it('is read once for all models of a state, and asks for memory each time', async () => {
  const reads = vi.spyOn(db, 'columns');
  const beside = vi.fn(() => 0);
  const state = await fitted();
  const before = reads.mock.calls.length;
  const data = await readTrainingData({ db, seed: 1, tables: [] }, state, beside);
  expect(await readTrainingData({ db, seed: 1, tables: [] }, state, beside)).toBe(data);
  expect(reads.mock.calls.length).toBe(before + 1);
  expect(beside.mock.calls).toHaveLength(2);
  await expect(readTrainingData({ db, seed: 1, tables: [] }, state, () => 1e15)).rejects.toMatchObject({ data: { code: 'OUT_OF_MEMORY' } });
  const again = await readTrainingData({ db, seed: 1, tables: [] }, await fitted(), beside);
  expect(again).not.toBe(data);
  expect(again).toEqual(data);
});
