import { describe, expect, it } from 'vitest';
import { findModel } from '../models/registry.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import type { Target } from '../nodes/node.ts';
import { loadKernel } from './load-kernel.ts';
import { scoreBatches, type InputBatch, type Scores } from './score-rows.ts';
import { stopScoring } from './scoring-threads.ts';

const k = 4;
const count = 100_000;
const column = (j: number, rows: number): Float64Array => Float64Array.from({ length: rows }, (_, i) => (i % 13 === j ? NaN : Math.sin(i * (j + 1.3))));
const target: Target = { task: 'regression', column: 'y', classes: [] };

async function modelFile(): Promise<Uint8Array> {
  const rows = 3000;
  const x = new Float64Array(k * rows);
  for (let j = 0; j < k; j++) x.set(column(j, rows), j * rows);
  const y = Float64Array.from({ length: rows }, (_, i) => (x[i] || 0) + (x[rows + i] || 0));
  const model = findModel('gradient-boosting');
  const state = await model.fit(await loadKernel(), { task: 'regression', x, rows, features: ['p', 'q', 'r', 's'], y, classes: [] }, model.params.parse({ nEstimators: 20 }), { seed: 1, threads: 1 });
  const graph = new GraphBuilder('model');
  graph.output('prediction', model.onnx(state, graph, graph.input('numeric', 'double', ['N', k])), 'double', ['N', 1]);
  return graph.build();
}

async function* batches(): AsyncGenerator<InputBatch> {
  const all = Array.from({ length: k }, (_, j) => column(j, count));
  for (let from = 0; from < count; from += 16_384) {
    const to = Math.min(count, from + 16_384);
    yield { rows: to - from, numeric: all.map((values) => values.slice(from, to)), text: [] };
  }
}

describe('scoring in threads', async () => {
  const onnx = await modelFile();
  const score = (threads: number, signal?: AbortSignal): Promise<Scores> => scoreBatches(onnx, target, batches(), count, { threads, ...(signal ? { signal } : {}) });

  it('says the same, however many there are', async () => {
    const alone = await score(1);
    for (const threads of [2, 3]) expect(await score(threads)).toEqual(alone);
  });

  it('ends with an error when a thread is killed, and serves the next', async () => {
    const killed = score(2);
    setImmediate(() => void stopScoring());
    await expect(killed).rejects.toMatchObject({ data: { code: 'THREAD_LOST' } });
    expect((await score(2)).rows).toBe(count);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());
    await expect(score(2, controller.signal)).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
  });
});
