import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { doubles } from '../onnx/tensor.ts';
import { BATCH_ROWS, openSession, type OrtSession } from './session.ts';

async function doubling(): Promise<OrtSession> {
  const graph = new GraphBuilder('test');
  const x = graph.input('numeric', 'double', ['N', 2]);
  graph.output('y', graph.node('Mul', [x, graph.constant(doubles([2, 3], [1, 2]))]), 'double', ['N', 2]);
  return openSession(graph.build());
}

describe('openSession', () => {
  it('joins batches in order', async () => {
    const session = await doubling();
    const rows = BATCH_ROWS * 2 + 5;
    const { y } = await session.run({ rows, numeric: Float64Array.from({ length: rows * 2 }, (_, i) => i) });
    expect(y?.values).toEqual(Float64Array.from({ length: rows * 2 }, (_, i) => i * (i % 2 === 0 ? 2 : 3)));
    await session.release();
  });

  it('runs no row and one row', async () => {
    const session = await doubling();
    expect((await session.run({ rows: 0, numeric: new Float64Array() }))['y']).toEqual({ values: new Float64Array(), width: 2 });
    expect((await session.run({ rows: 1, numeric: Float64Array.of(1, NaN) }))['y']?.values).toEqual(Float64Array.of(2, NaN));
    await session.release();
  });

  it('hears an abort between batches', async () => {
    const session = await doubling();
    const controller = new AbortController();
    const rows = BATCH_ROWS * 40;
    const running = session.run({ rows, numeric: new Float64Array(rows * 2) }, controller.signal);
    setImmediate(() => controller.abort());
    await expect(running).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
    await session.release();
  });

  it('refuses values that do not make rows', async () => {
    const session = await doubling();
    await expect(session.run({ rows: 2, numeric: new Float64Array(3) })).rejects.toThrow('rows');
    await session.release();
  });
});
