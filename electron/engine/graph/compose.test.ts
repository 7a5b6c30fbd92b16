import { describe, expect, it } from 'vitest';
import type { Column } from '../../contract/column.ts';
import type { Json } from '../base/canonical-json.ts';
import { findNode } from '../nodes/registry.ts';
import type { FittedChain, FittedNode } from './chain.ts';
import { composeServing } from './compose.ts';

const feature = (name: string, type: Column['type']): Column => ({ name, type, role: 'feature' });

function fitted(source: readonly Column[], steps: readonly [string, Record<string, unknown>, Json][], features: readonly string[]): FittedChain {
  let schema: readonly Column[] = source;
  const nodes = steps.map(([type, given, state], i): FittedNode => {
    const definition = findNode(type);
    if (!definition) throw new Error(`no node ${type}`);
    const params = definition.params.parse(given) as Record<string, unknown>;
    const before = schema;
    if (definition.kind === 'row') schema = definition.outputs(schema, params, state, null) ?? [];
    if (definition.kind === 'roles') schema = definition.outputs(schema, params);
    return { id: `n${i}`, definition, params, before, after: schema, state };
  });
  return { source, nodes, target: { column: 'y', task: 'regression', classes: [] }, positive: null, features };
}

describe('composeServing', () => {
  it('reads raw columns only and leaves no trace of filters and splits', () => {
    const chain = fitted(
      [feature('a', 'number'), feature('b', 'number'), feature('y', 'number')],
      [['feature-target-split', { target: 'y' }, null], ['filter', { condition: 'a > 0' }, null], ['split', {}, null], ['standard-scaler', { columns: ['b'] }, [{ mean: 1, variance: 4, scale: 2, count: 10 }]]],
      ['a', 'b'],
    );
    const program = composeServing(chain);
    expect(program.crossings.map((one) => [one.name, one.expr.op])).toEqual([['a', 'column'], ['b', 'column']]);
    expect(program.features[1]?.expr.op).toBe('finite');
    expect(program.history.rows).toBe(1);
  });

  it('cuts behind what the ONNX file cannot hold: the cleaned text crosses under its own name', () => {
    const chain = fitted([feature('kind', 'text'), feature('y', 'number')], [['text-normalisation', { columns: ['kind'] }, null], ['one-hot-encoder', { columns: ['kind'] }, [{ levels: ['a', 'b'] }]]], ['kind_a', 'kind_b']);
    const program = composeServing(chain);
    expect(program.crossings.map((one) => [one.name, one.type])).toEqual([['kind', 'text']]);
    expect(program.crossings[0]?.expr.op).not.toBe('column');
    expect(program.features.map((one) => one.name)).toEqual(['kind_a', 'kind_b']);
  });

  it('counts the history that windows over windows need, and crosses raw and cleaned columns apart', () => {
    const chain = fitted(
      [feature('v', 'number'), feature('t', 'number'), feature('y', 'number')],
      [
        ['rolling-mean', { columns: ['v'], time: 't', window: 3 }, null],
        ['rolling-mean', { columns: ['v_mean_3'], time: 't', window: 4 }, null],
      ],
      ['v', 'v_mean_3', 'v_mean_3_mean_4'],
    );
    const program = composeServing(chain);
    expect(program.history).toEqual({ rows: 6, entity: null, time: 't' });
    expect(program.crossings.map((one) => one.name)).toEqual(['v', 'v_mean_3', 'v_mean_3_mean_4']);
    expect(program.raw.map((one) => one.name)).toEqual(['v', 't']);
  });
});
