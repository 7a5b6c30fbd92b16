import { afterAll, expect, it } from 'vitest';
import { Database } from '../db/database.ts';
import { column, rollingMean } from '../expr/expression.ts';
import type { FittedChain, ServingProgram } from '../graph/chain.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { scoreRecords, type RawRecord } from './score-records.ts';

const WINDOW = 3;
const raw = ['value', 'time', 'owner'].map((name) => ({ name, type: name === 'owner' ? ('text' as const) : ('number' as const), role: 'feature' as const }));
const mean = { name: 'mean', type: 'number' as const, expr: rollingMean(column('value', 'number'), column('owner', 'text'), column('time', 'number'), WINDOW, 2) };
const program: ServingProgram = { raw, crossings: [mean], features: [], direct: [], history: { rows: WINDOW, entity: 'owner', time: 'time' } };
const chain: FittedChain = { source: raw, nodes: [], target: { task: 'regression', column: 'y', classes: [] }, positive: null, features: ['mean'] };

function doubled(): Uint8Array {
  const graph = new GraphBuilder('model');
  const numeric = graph.input('numeric', 'double', ['N', 1]);
  graph.output('features', graph.node('Identity', [numeric]), 'double', ['N', 1]);
  graph.output('prediction', graph.node('Add', [numeric, numeric]), 'double', ['N', 1]);
  return graph.build();
}

const db = await Database.open({ memoryLimitMb: 512, threads: 2 });
afterAll(() => db.close());

it('rows that are scored together see their own history alone: of one owner, at the same times, also where one has more than a query holds', async () => {
  const records = Array.from({ length: 90 }, (_, i): RawRecord => {
    const earlier = i === 40 ? 260 : i % 7;
    const rows = Array.from({ length: earlier + 1 }, (_row, j) => ({ value: i * 1000 + j, time: j, owner: 'same' }));
    return { row: rows.at(-1) ?? {}, history: rows.slice(0, -1) };
  });
  const found = await scoreRecords({ db, chain, program, onnx: doubled() }, records);
  const expected = records.map(({ row, history }) => {
    const seen = [...history, row].slice(-WINDOW).map(({ value }) => Number(value));
    return seen.length < 2 ? null : seen.reduce((sum, value) => sum + value, 0) / seen.length;
  });
  expect(found.map(({ features }) => features[0])).toEqual(expected);
});
