import { describe, expect, it } from 'vitest';
import { chainDocument } from '../../../test/kit/document.ts';
import { checkDocument } from './check.ts';

const COLUMNS = ['x:number', 'kind:text', 'machine:text', 'at:timestamp', 'y:boolean'];
const roles = { id: 'target', type: 'feature-target-split', params: { target: 'y', aside: ['machine', 'at', 'kind'] } };
const split = (params: object = { method: 'stratified', column: 'y' }) => ({ id: 'split', type: 'split', params: params as never });
const scale = { id: 'scale', type: 'standard-scaler', params: { columns: ['x'] } };
const tree = { id: 'tree', type: 'model:decision-tree', params: {} };
const rolling = { id: 'mean', type: 'rolling-mean', params: { columns: ['x'], entity: 'machine', time: 'at', window: 3 } };
const codes = (nodes: Parameters<typeof chainDocument>[1]) => checkDocument(chainDocument(COLUMNS, nodes)).map((one) => `${one.code}@${one.node ?? ''}`);

describe('checkDocument', () => {
  it('finds nothing wrong with a sound graph', () => {
    expect(codes([roles, split(), scale, tree])).toEqual([]);
  });

  it('passes a bypassed node by, with what it would need, make or leak', () => {
    expect(codes([roles, { ...scale, bypassed: true }, split(), tree])).toEqual([]);
    expect(codes([roles, split(), { ...scale, params: { columns: ['nope'] }, bypassed: true }, tree])).toEqual([]);
    expect(codes([roles, { ...split(), bypassed: true }, tree])).toEqual(['NO_SPLIT@tree']);
    expect(codes([roles, split(), { ...tree, bypassed: true }])).toEqual(['CANNOT_BYPASS@tree']);
  });

  it.each([
    ['a fitted node before the split', [roles, scale, split(), tree], 'FITTED_BEFORE_SPLIT@scale'],
    ['a sampler before the split', [roles, { id: 'over', type: 'random-oversampling', params: {} }, split(), tree], 'FITTED_BEFORE_SPLIT@over'],
    ['a window across a random split', [roles, rolling, split(), tree], 'WINDOW_ACROSS_SPLIT@split'],
    ['a window behind a random split', [roles, split(), rolling, tree], 'WINDOW_ACROSS_SPLIT@split'],
    ['a filter in front of a window', [roles, split({ method: 'time', column: 'at' }), { id: 'keep', type: 'filter', params: { condition: 'x > 1' } }, rolling, tree], 'ROWS_BEFORE_WINDOW@keep'],
    ['the target as an input', [roles, split(), { id: 'cheat', type: 'formula', params: { name: 'z', formula: 'if(y, 1, 0)' } }, tree], 'READS_TARGET@cheat'],
    ['no split', [roles, scale, tree], 'NO_SPLIT@tree'],
    ['no target', [split({ method: 'random' }), tree], 'NO_TARGET@tree'],
    ['a text in front of a model', [{ ...roles, params: { target: 'y', aside: ['machine', 'at'] } }, split(), tree], 'TEXT_FEATURE@tree'],
    ['an unknown column', [roles, split(), { ...scale, params: { columns: ['nope'] } }, tree], 'UNKNOWN_COLUMN@scale'],
    ['a column of the wrong type', [roles, split(), { ...scale, params: { columns: ['kind'] } }, tree], 'WRONG_TYPE@scale'],
    ['an unknown parameter', [roles, split(), { ...scale, params: { columns: ['x'], nope: 1 } }, tree], 'UNKNOWN_PARAMETER@scale'],
    ['a parameter out of range', [roles, split({ method: 'random', train: 2 }), tree], 'BAD_PARAMETER@split'],
    ['an unknown node type', [roles, split(), { id: 'odd', type: 'odd', params: {} }, tree], 'UNKNOWN_NODE_TYPE@odd'],
    ['an unknown model', [roles, split(), { id: 'odd', type: 'model:odd', params: {} }], 'UNKNOWN_MODEL@odd'],
    ['two splits', [roles, split(), { ...split(), id: 'again' }, tree], 'TWICE@again'],
    ['a new column of an old name', [roles, split(), { id: 'new', type: 'formula', params: { name: 'X', formula: 'x * 2' } }, tree], 'SAME_NAME@new'],
  ])('finds %s', (_what, nodes, expected) => {
    expect(codes(nodes as never)).toContain(expected);
  });

  it('explains a leak and offers the move that mends it', () => {
    const [leak] = checkDocument(chainDocument(COLUMNS, [roles, scale, split(), tree]));
    expect(leak?.fix?.move).toEqual({ node: 'scale', after: 'split' });
    const [window] = checkDocument(chainDocument(COLUMNS, [roles, rolling, split(), tree]));
    expect(window?.fix?.setParams).toEqual({ node: 'split', params: { method: 'time', column: 'at' } });
  });

  it('lets a window pass a split by time or by entity', () => {
    expect(codes([roles, rolling, split({ method: 'time', column: 'at' }), tree])).toEqual([]);
    expect(codes([roles, rolling, split({ method: 'group', column: 'machine' }), tree])).toEqual([]);
  });

  it('finds a cycle, a node without input and a connection to nowhere', () => {
    const sound = chainDocument(COLUMNS, [roles, split(), scale, tree]);
    const edges = (list: [string, string][]) => ({ ...sound, graph: { ...sound.graph, edges: list.map(([from, to]) => ({ from, to })) } });
    expect(checkDocument(edges([['scale', 'split'], ['split', 'scale'], ['scale', 'tree']])).map((one) => one.code)).toContain('CYCLE');
    expect(checkDocument(edges([['source', 'target'], ['split', 'scale'], ['scale', 'tree']])).map((one) => `${one.code}@${one.node}`)).toContain('NO_INPUT@split');
    expect(checkDocument(edges([['source', 'target'], ['target', 'split'], ['split', 'scale'], ['scale', 'tree'], ['tree', 'gone']])).map((one) => one.code)).toContain('UNKNOWN_NODE');
  });
});

describe('columns that only the data can tell', () => {
  it('lets a formula read what an unfitted encoder will make', () => {
    const encode = { id: 'encode', type: 'one-hot-encoder', params: { columns: ['kind'] } };
    const reads = { id: 'reads', type: 'formula', params: { name: 'z', formula: '"kind_a" * x' } };
    const aside = { ...roles, params: { target: 'y', aside: ['machine', 'at'] } };
    expect(codes([aside, split(), encode, reads, tree])).toEqual([]);
    expect(codes([aside, split(), reads, encode, tree])).toContain('FORMULA_UNKNOWN_COLUMN@reads');
  });
});
