import { describe, expect, it } from 'vitest';
import { openSession } from '../ort/session.ts';
import { GraphBuilder, ML } from './graph-builder.ts';
import { doubles, int64s, strings, uint8s } from './tensor.ts';

describe('GraphBuilder', () => {
  it('writes a file that ONNX Runtime reads, with every kind of tensor', async () => {
    const graph = new GraphBuilder('test');
    const x = graph.input('numeric', 'double', ['N', 2]);
    const t = graph.input('text', 'string', ['N', 1]);
    const sum = graph.node('Add', [x, graph.constant(doubles([0.1, -1e-320], [1, 2]))]);
    graph.output('features', graph.node('Gather', [sum, graph.constant(int64s([1, 0]))], { axis: 1 }), 'double', ['N', 2]);
    const attributes = { keys_tensor: strings(['a', 'ß']), values_tensor: doubles([1, 2]), default_tensor: doubles([-1], [1]) };
    graph.output('code', graph.node('LabelEncoder', [t], attributes, ML), 'double', ['N', 1]);
    graph.metadata('millwright', '{"a":"ß😀"}');
    graph.metadata('empty', '');
    const session = await openSession(graph.build());
    expect([...session.metadata]).toEqual([['millwright', '{"a":"ß😀"}'], ['empty', '']]);
    const result = await session.run({ rows: 3, numeric: Float64Array.of(1, 2, 3, 4, NaN, 0), text: ['ß', 'a', ''] });
    expect(result['features']?.values).toEqual(Float64Array.of(2, 1.1, 4, 3.1, -1e-320, NaN));
    expect(result['code']).toEqual({ values: Float64Array.of(2, 1, -1), width: 1 });
    expect((await session.run({ rows: 0 }))['features']).toEqual({ values: new Float64Array(), width: 2 });
    await session.release();
  });

  it('runs a tree ensemble in double', async () => {
    const graph = new GraphBuilder('trees');
    const x = graph.input('numeric', 'double', ['N', 1]);
    const tree = graph.node('TreeEnsemble', [x], {
      n_targets: 1, aggregate_function: 1, post_transform: 0, tree_roots: [0],
      nodes_featureids: [0], nodes_modes: uint8s([0]), nodes_splits: doubles([0.1]),
      nodes_truenodeids: [0], nodes_trueleafs: [1], nodes_falsenodeids: [1], nodes_falseleafs: [1],
      leaf_targetids: [0, 0], leaf_weights: doubles([1 / 3, 2 / 3]),
    }, ML);
    graph.output('y', tree, 'double', ['N', 1]);
    const session = await openSession(graph.build());
    expect((await session.run({ rows: 2, numeric: Float64Array.of(0.1, 0.1000001) }))['y']?.values).toEqual(Float64Array.of(1 / 3, 2 / 3));
    await session.release();
  });

  it('stores equal constants and equal nodes once, and refuses names twice', () => {
    const graph = new GraphBuilder('test');
    const x = graph.input('numeric', 'double', ['N', 1]);
    expect(graph.constant(doubles([1, 2]))).toBe(graph.constant(doubles([1, 2])));
    expect(graph.constant(doubles([0]))).not.toBe(graph.constant(doubles([-0])));
    expect(graph.node('Neg', [x])).toBe(graph.node('Neg', [x]));
    expect(() => graph.input('numeric', 'double', ['N', 1])).toThrow('taken');
    expect(() => graph.node('Neg', ['nowhere'])).toThrow('nothing makes');
  });

  it('gives the same bytes for the same calls', () => {
    const make = (): Uint8Array => {
      const graph = new GraphBuilder('test');
      graph.output('y', graph.node('Neg', [graph.input('numeric', 'double', ['N', 1])]), 'double', ['N', 1]);
      return graph.build();
    };
    expect(make()).toEqual(make());
  });
});
