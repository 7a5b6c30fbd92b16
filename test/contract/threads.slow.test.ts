import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Task } from '../../electron/contract/task.ts';
import { sha256 } from '../../electron/engine/base/hash.ts';
import type { ModelDefinition, TrainingData } from '../../electron/engine/models/model.ts';
import { MODELS } from '../../electron/engine/models/registry.ts';
import { UNSUPERVISED } from '../../electron/engine/models/unsupervised.ts';
import type { UnsupervisedDefinition } from '../../electron/engine/models/unsupervised-model.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/*
 * The same ONNX file, byte for byte, with any number of threads and run after run, for every registered model: a new one
 * is under it by being in the registry. Work is cut so fine that a few rows go through all threads.
 */

const kernel = await loadKernel(undefined, 100_000);
const plain = await loadKernel();

interface Problem {
  readonly rows: number;
  readonly features: number;
  readonly seed: number;
  readonly isWeighted: boolean;
  readonly distinct: number;
}

const problems = fc.record({
  rows: fc.integer({ min: 24, max: 400 }),
  features: fc.integer({ min: 1, max: 38 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
  isWeighted: fc.boolean(),
  distinct: fc.constantFrom(2, 7, 1e9),
});

function dataOf({ rows, features, seed, isWeighted, distinct }: Problem, { missing }: Pick<ModelDefinition, 'missing'>, task: Task): TrainingData {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const x = Float64Array.from({ length: rows * features }, () => (missing === 'handled' && uniform() < 0.1 ? NaN : Math.floor(uniform() * distinct) / distinct));
  // The first feature can be read as codes of categories.
  for (let i = 0; i < rows; i++) x[i] = Math.floor(uniform() * 12);
  const score = (i: number): number => (x[i] || 0) / 12 + (x[i + (features - 1) * rows] || 0) + uniform();
  const classes = task === 'regression' ? [] : task === 'binary' ? ['a', 'b'] : ['a', 'b', 'c'];
  // Every class has rows.
  const y = Float64Array.from({ length: rows }, (_, i) => (task === 'regression' ? 1 + Math.floor(4 * score(i)) : i < 9 ? i % classes.length : Math.min(classes.length - 1, Math.floor((score(i) * classes.length) / 3))));
  return { task, x, rows, features: Array.from({ length: features }, (_, j) => `x${j}`), y, classes, ...(isWeighted ? { weights: Float64Array.from({ length: rows }, () => 0.5 + uniform()) } : {}) };
}

async function fileOf(model: ModelDefinition, data: TrainingData, params: Record<string, unknown>, threads: number, kernelOfFit = kernel): Promise<string> {
  const state = await model.fit(kernelOfFit, data, model.params.parse(params), { seed: 7, threads });
  const graph = new GraphBuilder('model');
  const width = model.predict(state, data.x, data.rows).length / data.rows;
  graph.output('out', model.onnx(state, graph, graph.input('numeric', 'double', ['N', data.features.length])), 'double', ['N', width]);
  return sha256(graph.build());
}

/** Few trees, and every choice that a model has of what it makes small or how it grows. */
function variantsOf(model: ModelDefinition, task: Task): Record<string, unknown>[] {
  const { shape } = model.params;
  const few = 'nEstimators' in shape ? { nEstimators: 6 } : {};
  const variants: Record<string, unknown>[] = [few];
  if ('objective' in shape && task === 'regression') variants.push({ ...few, objective: 'absolute' }, { ...few, objective: 'quantile', subsample: 0.7 }, { ...few, objective: 'poisson' });
  if ('growPolicy' in shape) variants.push({ ...few, growPolicy: 'depthwise', colsampleByTree: 0.5 });
  if ('categoricalFeatures' in shape) variants.push({ ...few, categoricalFeatures: ['x0'], minChildSamples: 2, minDataPerGroup: 5, catSmooth: 1 });
  if ('criterion' in shape && task !== 'regression') variants.push({ ...few, criterion: 'entropy' });
  return variants;
}

describe.each(MODELS.flatMap((model) => model.tasks.flatMap((task) => variantsOf(model, task).map((params) => ({ name: `${model.id}, ${task}, ${JSON.stringify(params)}`, model, task, params })))))('$name', ({ model, task, params }) => {
  it('has one ONNX file, whatever the number of threads', async () => {
    await fc.assert(
      fc.asyncProperty(problems, async (problem) => {
        const data = dataOf(problem, model, task);
        const alone = await fileOf(model, data, params, 1, plain);
        for (const threads of [1, 2, 3, 4]) expect(await fileOf(model, data, params, threads)).toBe(alone);
      }),
      { seed: 4, numRuns: 3 },
    );
  });
});

describe.each([
  ['isolation-forest', { nEstimators: 5, contamination: 0.1 }],
  ['k-means', { nClusters: 5, maxIter: 10, nInit: 2 }],
] as const)('%s', (id, params) => {
  it('has one ONNX file, whatever the number of threads', async () => {
    const model = UNSUPERVISED.find((one) => one.id === id) as UnsupervisedDefinition;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 6, max: 40_000 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 1e6 }), async (rows, features, seed) => {
        const data = dataOf({ rows, features, seed, isWeighted: false, distinct: 1e9 }, model, 'regression');
        const files = new Set<string>();
        for (const threads of [1, 2, 3, 4]) {
          const context = { seed: 7, threads };
          const state = await model.fit(kernel, data, model.params.parse(params), context);
          const graph = new GraphBuilder('model');
          graph.output('out', model.onnx(state, graph, graph.input('numeric', 'double', ['N', features])), 'double', ['N', 2]);
          files.add(sha256(graph.build()) + sha256(new Uint8Array((await model.predict(kernel, state, data.x, rows, context)).buffer)));
        }
        expect(files.size).toBe(1);
      }),
      { seed: 4, numRuns: 6 },
    );
  });
});
