import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from '../../electron/engine/base/canonical-json.ts';
import { sha256 } from '../../electron/engine/base/hash.ts';
import type { TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { UNSUPERVISED } from '../../electron/engine/models/unsupervised.ts';
import type { UnsupervisedDefinition } from '../../electron/engine/models/unsupervised-model.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';
import { trainingBytes } from '../../electron/engine/train/memory-budget.ts';

const ROWS = 1_000_000;
const FEATURES = 30;

function million(): TrainingData {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const x = new Float64Array(new SharedArrayBuffer(8 * ROWS * FEATURES));
  for (let i = 0; i < x.length; i++) x[i] = uniform() < 0.05 ? NaN : uniform() + uniform();
  const y = Float64Array.from({ length: ROWS }, (_, i) => ((x[i] || 1) + (x[i + ROWS] || 1) + uniform() > 2.5 ? 1 : 0));
  return { task: 'binary', x, rows: ROWS, features: Array.from({ length: FEATURES }, (_, j) => `x${j}`), y, classes: ['a', 'b'] };
}

describe('a million rows of 30 features', async () => {
  const data = million();
  const kernel = await loadKernel();

  const sameWithinMemory = async (fit: (threads: number) => Json | Promise<Json>, bytes: number): Promise<void> => {
    const before = process.memoryUsage.rss();
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
    const files = new Set<string>();
    for (const threads of [1, 2, 3, 4]) files.add(sha256(canonicalJson(await fit(threads))));
    clearInterval(timer);
    expect(files.size).toBe(1);
    expect(most - before + data.x.byteLength).toBeLessThan(bytes);
  };

  it.each([
    ['gradient-boosting', { nEstimators: 10 }],
    ['random-forest', { nEstimators: 4, maxDepth: 10 }],
  ] as const)('give the same %s with 1, 2, 3 and 4 threads, within the memory that is promised', async (id, chosen) => {
    const model = findModel(id);
    await sameWithinMemory((threads) => model.fit(kernel, data, model.params.parse(chosen), { seed: 1, threads }), trainingBytes(ROWS, FEATURES));
  });

  it.each([
    ['isolation-forest', { nEstimators: 20, contamination: 0.1 }],
    ['k-means', { nClusters: 8, maxIter: 3 }],
  ] as const)('give the same %s with 1, 2, 3 and 4 threads, within the memory that is promised', async (id, chosen) => {
    const model = UNSUPERVISED.find((one) => one.id === id) as UnsupervisedDefinition;
    if (model.missing === 'refused') for (let i = 0; i < data.x.length; i++) data.x[i] = data.x[i] || 0;
    await sameWithinMemory((threads) => model.fit(kernel, data, model.params.parse(chosen), { seed: 1, threads }), trainingBytes(ROWS, FEATURES));
  });
});
