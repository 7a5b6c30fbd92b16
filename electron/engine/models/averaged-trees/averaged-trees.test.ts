import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../base/canonical-json.ts';
import { loadKernel } from '../../train/load-kernel.ts';
import type { TrainingData } from '../model.ts';
import { findModel } from '../registry.ts';

const kernel = await loadKernel();
const rows = 200;
const x = Float64Array.from({ length: 3 * rows }, (_, i) => Math.round(40 * Math.sin(i * 1.7)) / 4);
const noise = (i: number): number => Math.sin(i * i);
const numbers: TrainingData = { task: 'regression', x, rows, features: ['a', 'b', 'c'], y: Float64Array.from({ length: rows }, (_, i) => (x[i] as number) + noise(i)), classes: [] };
const classes: TrainingData = { ...numbers, task: 'binary', y: Float64Array.from({ length: rows }, (_, i) => Number((x[i] as number) + 5 * noise(i) > 4)), classes: ['n', 'y'] };

describe.each(['random-forest', 'extra-trees'])('%s', (id) => {
  const model = findModel(id);
  const fit = (data: TrainingData, params: Record<string, unknown> = {}, seed = 1): Promise<string> =>
    model.fit(kernel, data, model.params.parse({ nEstimators: 3, ...params }), { seed, threads: 1 }).then(canonicalJson);

  it.each([{ nEstimators: 2 }, { criterion: 'entropy' }, { maxDepth: 2 }, { minSamplesSplit: 30 }, { minSamplesLeaf: 9 }, { maxFeatures: 'all' }, { classWeight: 'balanced' }, { bootstrap: id !== 'random-forest' }])('heeds %o', async (params) => {
    const plain = await fit(classes);
    expect(await fit(classes)).toBe(plain);
    expect(await fit(classes, params)).not.toBe(plain);
    expect(await fit(classes, {}, 2)).not.toBe(plain);
  });

  it('refuses what is for classes alone, or for numbers alone', async () => {
    await expect(fit(numbers, { criterion: 'gini' })).rejects.toMatchObject({ data: { code: 'WRONG_CRITERION', place: { field: 'criterion' } } });
    await expect(fit(classes, { criterion: 'squared_error' })).rejects.toMatchObject({ data: { code: 'WRONG_CRITERION', next: 'Choose "gini" or "entropy".' } });
    await expect(fit(numbers, { classWeight: 'balanced' })).rejects.toMatchObject({ data: { code: 'NO_CLASSES', place: { field: 'classWeight' } } });
    expect(await fit(numbers, { criterion: 'squared_error' })).toBe(await fit(numbers));
  });

  it.each([1, 3])('refuses trees of more nodes than a file can hold, of whatever thread: %i', async (threads) => {
    const names = Array.from({ length: 1500 }, (_, k) => `class ${k}`);
    const many: TrainingData = { ...classes, task: 'multiclass', rows: 1800, x: Float64Array.from({ length: 5400 }, (_, i) => Math.sin(i * 1.7)), y: Float64Array.from({ length: 1800 }, (_, i) => i % 1500), classes: names };
    await expect(model.fit(kernel, many, model.params.parse({ nEstimators: 9 }), { seed: 1, threads })).rejects.toMatchObject({ data: { code: 'TOO_MANY_NODES', place: { field: 'minSamplesLeaf' } } });
  });

  it('puts a threshold half way between the values that it parts', async () => {
    const two: TrainingData = { ...classes, rows: 6, features: ['a'], x: Float64Array.of(0, 1, 2, 10, 11, 12), y: Float64Array.of(0, 0, 0, 1, 1, 1) };
    const state = await model.fit(kernel, two, model.params.parse({ nEstimators: 1, bootstrap: false }), { seed: 1, threads: 1 });
    const [threshold = NaN] = state['threshold'] as number[];
    if (id === 'random-forest') expect(threshold).toBe(6);
    else expect(threshold > 0 && threshold < 12).toBe(true);
  });

  it('lets missing values say something', async () => {
    const holes: TrainingData = { ...classes, rows: 40, features: ['a'], x: Float64Array.from({ length: 40 }, (_, i) => (i % 2 ? NaN : 1)), y: Float64Array.from({ length: 40 }, (_, i) => i % 2) };
    const state = await model.fit(kernel, holes, model.params.parse({ nEstimators: 2, bootstrap: false }), { seed: 1, threads: 1 });
    expect([...model.predict(state, Float64Array.of(NaN, 1), 2)]).toEqual([0, 1, 1, 0]);
  });
});
