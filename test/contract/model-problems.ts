import type { Task } from '../../electron/contract/task.ts';
import { sha256 } from '../../electron/engine/base/hash.ts';
import type { Kernel } from '../../electron/engine/models/kernel.ts';
import type { ModelDefinition, TrainingData } from '../../electron/engine/models/model.ts';
import { MODELS } from '../../electron/engine/models/registry.ts';
import { UNSUPERVISED } from '../../electron/engine/models/unsupervised.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';

/** A small problem that is the same at every time. */
export interface Problem {
  readonly rows: number;
  readonly features: number;
  readonly seed: number;
  readonly isWeighted: boolean;
  readonly distinct: number;
}

export function dataOf({ rows, features, seed, isWeighted, distinct }: Problem, { missing }: Pick<ModelDefinition, 'missing'>, task: Task): TrainingData {
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

/** The hash of the ONNX file that a model trains to. */
export async function fileOf(kernel: Kernel, model: ModelDefinition, data: TrainingData, params: Record<string, unknown>, threads: number): Promise<string> {
  const given = data.x.slice();
  const state = await model.fit(kernel, data, model.params.parse(params), { seed: 7, threads });
  requireSame(model.id, given, data.x);
  const graph = new GraphBuilder('model');
  const width = model.predict(state, data.x, data.rows).length / data.rows;
  graph.output('out', model.onnx(state, graph, graph.input('numeric', 'double', ['N', data.features.length])), 'double', ['N', width]);
  return sha256(graph.build());
}

/** Models of a graph learn from one matrix: none may change it. */
function requireSame(model: string, given: Float64Array, left: Float64Array): void {
  if (!given.every((value, i) => Object.is(value, left[i]))) throw new Error(`${model} changes the rows that it learns from`);
}

/** The hash of the ONNX file of a model without a target, and of what the model says of the rows. */
export async function unlabelledFileOf(kernel: Kernel, id: UnlabelledCase['id'], problem: Omit<Problem, 'isWeighted' | 'distinct'>, params: Record<string, unknown>, threads: number): Promise<string> {
  const model = UNSUPERVISED.find((one) => one.id === id);
  if (!model) throw new Error(`There is no model ${id}`);
  const data = dataOf({ ...problem, isWeighted: false, distinct: 1e9 }, model, 'regression');
  const context = { seed: 7, threads };
  const given = data.x.slice();
  const state = await model.fit(kernel, data, model.params.parse(params), context);
  requireSame(id, given, data.x);
  const graph = new GraphBuilder('model');
  graph.output('out', model.onnx(state, graph, graph.input('numeric', 'double', ['N', problem.features])), 'double', ['N', 2]);
  return sha256(graph.build()) + sha256(new Uint8Array((await model.predict(kernel, state, data.x, problem.rows, context)).buffer));
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

export interface LabelledCase {
  readonly name: string;
  readonly model: ModelDefinition;
  readonly task: Task;
  readonly params: Record<string, unknown>;
}

/** Every registered model with each of its tasks and choices. */
export const LABELLED: readonly LabelledCase[] = MODELS.flatMap((model) => model.tasks.flatMap((task) => variantsOf(model, task).map((params) => ({ name: `${model.id}, ${task}, ${JSON.stringify(params)}`, model, task, params }))));

export interface UnlabelledCase {
  readonly id: string;
  readonly params: Record<string, unknown>;
}

const UNLABELLED_PARAMS: Readonly<Record<string, Record<string, unknown>>> = { 'isolation-forest': { nEstimators: 5, contamination: 0.1 }, 'k-means': { nClusters: 5, maxIter: 10, nInit: 2 } };
export const UNLABELLED: readonly UnlabelledCase[] = UNSUPERVISED.map(({ id }) => ({ id, params: UNLABELLED_PARAMS[id] ?? {} }));
