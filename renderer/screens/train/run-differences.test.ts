import { describe, expect, it } from 'vitest';
import type { ModelRun, TrainResult } from '../../../electron/contract/train-result.ts';
import { runDifferences } from './run-differences.ts';

const evaluation = { rows: 80, metrics: {}, confusion: null, roc: [] };
const model = (node: string, params: ModelRun['params']): ModelRun => ({ model: 'tree', node, params, onnxSha256: '', seconds: { load: 0, transform: 0, train: 0, score: 0 }, train: evaluation, validation: null, test: null, cv: null, features: ['a'], importance: null });
const node = (id: string, type: string, params = {}) => ({ id, type, params });
const chain = (...nodes: ReturnType<typeof node>[]) => ({ nodes, edges: nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]?.id ?? '', to: id })) });
const result = (more: Partial<TrainResult>): TrainResult => ({ run: '0001', task: 'regression', target: 'y', classes: [], positive: null, models: { tree: model('tree', { depth: 3, leaf: 1 }) }, chosen: 'tree', notes: [], seed: 1, folds: null, graph: chain(node('source', 'source'), node('scale', 'scaler', { mean: true }), node('tree', 'model:tree')), ...more });
const words = { title: (type: string) => type.toUpperCase(), setting: (_type: string, name: string) => name };
const of = (...results: TrainResult[]) => runDifferences(results.map((one) => ({ result: one, model: 'tree' })), words);

describe('runDifferences', () => {
  it('has nothing to say of equal runs', () => expect(of(result({}), result({}))).toEqual([]));

  it('names seed, folds and settings of the model', () => {
    const other = result({ seed: 2, folds: 5, models: { tree: model('tree', { depth: 4, leaf: 1 }) } });
    expect(of(result({}), other)).toEqual([
      { group: 'Run', of: '', what: 'Seed', values: [1, 2] },
      { group: 'Run', of: '', what: 'Folds', values: ['none', 5] },
      { group: 'Model', of: '', what: 'depth', values: [3, 4] },
    ]);
  });

  it('names nodes that only one graph has, and settings of nodes that both have', () => {
    const other = result({ graph: chain(node('source', 'source'), node('scale', 'scaler', { mean: false }), node('bins', 'binner'), node('tree', 'model:tree')) });
    expect(of(result({}), other)).toEqual([
      { group: 'Graph', of: 'SCALER (scale)', what: 'mean', values: [true, false] },
      { group: 'Graph', of: 'BINNER (bins)', what: 'Node', values: [undefined, 'BINNER'] },
    ]);
  });

  it('reads runs that were kept without a graph, and graphs that go in a circle', () => {
    const { graph: _graph, seed: _seed, ...old } = result({});
    expect(of(old, result({})).map(({ group }) => group)).toContain('Graph');
    const circle = { ...chain(node('a', 'x'), node('tree', 'model:tree')), edges: [{ from: 'a', to: 'tree' }, { from: 'tree', to: 'a' }] };
    expect(of(result({ graph: circle }), result({ graph: circle }))).toEqual([]);
  });
});
