import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';
import { dataOf, fileOf, LABELLED, UNLABELLED, unlabelledFileOf } from './model-problems.ts';

/*
 * The same ONNX file, byte for byte, with any number of threads and run after run, for every registered model: a new one
 * is under it by being in the registry. Work is cut so fine that a few rows go through all threads.
 */

const kernel = await loadKernel(undefined, 100_000);
const plain = await loadKernel();

const problems = fc.record({
  rows: fc.integer({ min: 24, max: 400 }),
  features: fc.integer({ min: 1, max: 38 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  isWeighted: fc.boolean(),
  distinct: fc.constantFrom(2, 7, 1e9),
});

describe.each(LABELLED)('$name', ({ model, task, params }) => {
  it('has one ONNX file, whatever the number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const data = dataOf(problem, model, task);
        const alone = await fileOf(plain, model, data, params, 1);
        for (const threads of [1, 2, 3, 4]) expect(await fileOf(kernel, model, data, params, threads)).toBe(alone);
      }),
      { seed: 4, numRuns: 3 },
    );
  });
});

describe.each(UNLABELLED)('$id', ({ id, params }) => {
  it('has one ONNX file, whatever the number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: 40_000 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1e6 }), async (rows, features, seed) => {
        const files = new Set<string>();
        for (const threads of [1, 2, 3, 4]) files.add(await unlabelledFileOf(kernel, id, { rows, features, seed }, params, threads));
        expect(files.size).toBe(1);
      }),
      { seed: 4, numRuns: 6 },
    );
  });
});
