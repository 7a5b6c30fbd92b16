import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import type { KernelColumns, LossRows } from '../models/kernel.ts';
import type { TrainingData } from '../models/model.ts';
import { findModel } from '../models/registry.ts';
import { loadKernel } from './load-kernel.ts';

const kernel = await loadKernel();
const THREADS = [2, 3, 4];

function values(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.4) * 10 ** (state % 4);
  });
}

function input(rows: number, k: number, threads: number): KernelColumns {
  return { columns: Array.from({ length: k }, (_, j) => values(rows, j + 1)), rows, shift: values(k, 99), threads };
}

describe.each([
  { rows: 33_001, k: 5, what: 'that share spans of rows' },
  { rows: 1_501, k: 270, what: 'that share many columns' },
])('threads $what', ({ rows, k }) => {
  const vector = values(rows, 77);
  const weights = vector.map(Math.abs);
  const y = vector.map((value) => (value > 0 ? 1 : 0));
  const factors = values(k, 5).map((value) => value / 1e4);
  const everything = async (threads: number): Promise<unknown[]> => {
    const columns = input(rows, k, threads);
    const loss = (of: Partial<LossRows>): LossRows => ({ ...columns, loss: 'logistic', y, ...of });
    return [
      await kernel.gram(columns),
      await kernel.gram(columns, vector),
      await kernel.combine(columns, factors),
      await kernel.dots(columns, vector),
      await kernel.moments(columns),
      await kernel.moments(columns, weights),
      await kernel.lossAt(loss({}), factors, true),
      await kernel.lossAt(loss({ weights }), factors, true),
      await kernel.lossAt(loss({ loss: 'squared' }), factors, false),
    ];
  };

  it('change no bit of any sum', async () => {
    const alone = await everything(1);
    expect(alone.flatMap((found) => (found instanceof Float64Array ? [...found.slice(0, 3)] : [])).every(Number.isFinite)).toBe(true);
    for (const threads of THREADS) expect((await everything(threads)).map(bits)).toEqual(alone.map(bits));
  });
});

/** What says whether numbers are the same: a list of how they differ would take minutes. */
function bits(found: unknown): string {
  return sha256(JSON.stringify(found, (_, value: unknown) => (value instanceof Float64Array ? sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) : value)));
}

describe('linear models', () => {
  const rows = 33_001;
  const features = ['a', 'b', 'c', 'd'];
  const x = values(rows * features.length, 3);
  const score = (i: number): number => (x[i] as number) / 100 - (x[rows + i] as number) / 300 + Math.sin(i) * 3;
  const of = (task: TrainingData['task'], y: (i: number) => number, classes: number): TrainingData => ({
    task,
    x,
    rows,
    features,
    y: Float64Array.from({ length: rows }, (_, i) => y(i)),
    weights: Float64Array.from({ length: rows }, (_, i) => 1 + (i % 3)),
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
  });
  const number = of('regression', score, 0);
  const cases: readonly (readonly [string, TrainingData, Record<string, unknown>])[] = [
    ['linear-regression', number, {}],
    ['ridge', number, { standardise: true }],
    ['lasso', number, { alpha: 0.1 }],
    ['elastic-net', number, { alpha: 0.1 }],
    ['poisson-regression', of('regression', (i) => Math.round(Math.abs(score(i))), 0), {}],
    ['logistic-regression', of('binary', (i) => (score(i) > 0 ? 1 : 0), 2), { standardise: true }],
    ['logistic-regression', of('binary', (i) => (score(i) > 0 ? 1 : 0), 2), { standardise: true, l1Ratio: 0.5 }],
    ['logistic-regression', of('multiclass', (i) => (score(i) > 2 ? 2 : score(i) > 0 ? 1 : 0), 3), { standardise: true }],
  ];

  it.each(cases)('%s learns the same bits with any number of threads', async (id, data, params) => {
    const model = findModel(id);
    const fit = async (threads: number): Promise<string> => canonicalJson((await model.fit(kernel, data, model.params.parse(params), { seed: 1, threads })) as never);
    const alone = await fit(1);
    for (const threads of THREADS) expect(await fit(threads)).toBe(alone);
  });
});

describe('a job in several threads', () => {
  it('hears an abort in the midst of a block of many columns', async () => {
    let pauses = 0;
    const stop = (): Promise<void> => (++pauses === 3 ? Promise.reject(new Error('stop')) : Promise.resolve());
    const wide: KernelColumns = { columns: new Array<Float64Array>(1500).fill(values(512, 1)), rows: 512, shift: new Float64Array(1500), threads: 2 };
    await expect(kernel.gram(wide, undefined, stop)).rejects.toThrow('stop');
    expect(pauses).toBe(3);
  });

  it('goes on with new threads when those before were ended', async () => {
    const rows = input(33_001, 3, 3);
    const before = await kernel.gram(rows);
    await kernel.stop();
    expect(await kernel.gram(rows)).toEqual(before);
  });
});
