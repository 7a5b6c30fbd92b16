import { describe, expect, it } from 'vitest';
import type { ColumnType } from '../../contract/column.ts';
import { chainDocument } from '../../../test/kit/document.ts';
import { checkDocument } from './check.ts';
import { defaultGraph, type ColumnFact } from './default-graph.ts';

const fact = (name: string, type: ColumnType, distinct: number, count = 1000): ColumnFact => ({ name, type, distinct, count });
const FACTS = [fact('id', 'integer', 1000), fact('when', 'timestamp', 900), fact('machine', 'text', 8), fact('x', 'number', 1000), fact('n', 'integer', 40, 990), fact('flat', 'number', 1), fact('kind', 'text', 3, 950), fact('city', 'text', 200), fact('on', 'boolean', 2), fact('y', 'integer', 2)];
const base = { facts: FACTS, rows: 1000, target: 'y', task: null, positive: null, entity: null, time: null, drop: [], models: ['decision-tree'] };
const params = (graph: ReturnType<typeof defaultGraph>['graph'], id: string) => graph.nodes.find((node) => node.id === id)?.params;

describe('defaultGraph', () => {
  it('leaves identifiers, constants and dates out and names them', () => {
    const { graph, notes } = defaultGraph({ ...base, drop: ['machine'] });
    expect(params(graph, 'target')?.['aside']).toEqual(['id', 'when', 'machine', 'flat']);
    expect(notes.join(' ')).toMatch(/"id" is left out: every row has another value.*"when" is left out: it is a date.*"flat" is left out: it is constant/);
  });

  it('names the first of many columns alike, and counts the others', () => {
    const many = Array.from({ length: 15 }, (_, i) => [fact(`same ${i}`, 'number', 1), fact(`word ${i}`, 'text', 4, 900)]).flat();
    const { graph, notes } = defaultGraph({ ...base, facts: [...FACTS, ...many] });
    expect(params(graph, 'target')?.['aside']).toContain('same 14');
    const text = notes.join('\n');
    expect(text).toContain('"same 10" is left out: it is constant.');
    expect(text).not.toContain('same 11');
    expect(text).toContain('4 more columns are left out: it is constant.');
    expect(text).toMatch(/Missing texts are filled with the most frequent one: kind, word 0, .*, word 10 and 4 more\./);
  });

  it('fills and scales numbers, fills and encodes texts by their number of levels', () => {
    const { graph } = defaultGraph(base);
    expect(params(graph, 'fill-numbers')).toEqual({ columns: ['x', 'n'], strategy: 'median' });
    expect(params(graph, 'scale')).toEqual({ columns: ['x', 'n'] });
    expect(params(graph, 'fill-texts')).toEqual({ columns: ['machine', 'kind'], strategy: 'most_frequent' });
    expect(params(graph, 'one-hot')).toEqual({ columns: ['machine', 'kind', 'on'] });
    expect(params(graph, 'target-encode')).toEqual({ columns: ['city'] });
  });

  it('leaves texts of many levels out where the target has many classes, too, and says so', () => {
    const { graph, notes } = defaultGraph({ ...base, target: 'city', facts: [...FACTS, fact('street', 'text', 300)] });
    expect(graph.nodes.map(({ type }) => type)).not.toContain('target-encoder');
    expect(params(graph, 'target')?.['aside']).toContain('street');
    expect(notes.join(' ')).toContain('"street" is left out: it has more than 50 levels, and each of the 200 classes');
  });

  it('splits by class, by time, by entity, or at random', () => {
    const how = (change: object) => params(defaultGraph({ ...base, ...change }).graph, 'split');
    expect(how({})).toMatchObject({ method: 'stratified', column: 'y', train: 0.8, validation: 0.1 });
    expect(how({ time: 'when', entity: 'machine' })).toMatchObject({ method: 'time', column: 'when' });
    expect(how({ entity: 'machine' })).toMatchObject({ method: 'group', column: 'machine' });
    expect(how({ target: 'x' })).toMatchObject({ method: 'random', column: null });
  });

  it('picks features where there is no target, and needs none for texts of few levels', () => {
    const { graph, notes } = defaultGraph({ ...base, target: null, targetless: true, models: ['k-means'] });
    expect(graph.nodes.map(({ type }) => type)).toEqual(['source', 'split', 'select', 'simple-imputer', 'standard-scaler', 'simple-imputer', 'one-hot-encoder', 'model:k-means']);
    expect(params(graph, 'features')).toEqual({ columns: ['machine', 'x', 'n', 'kind', 'on', 'y'] });
    expect(notes.join(' ')).toContain('"city" is left out');
    expect(checkDocument({ ...chainDocument(FACTS.map((one) => `${one.name}:${one.type}`), []), graph })).toEqual([]);
    expect(defaultGraph({ ...base, target: null }).graph.nodes.map(({ type }) => type)).toEqual(['source']);
  });

  it('makes a graph in which the check finds nothing', () => {
    const { graph } = defaultGraph(base);
    const document = { ...chainDocument(FACTS.map((one) => `${one.name}:${one.type}`), []), graph };
    expect(checkDocument(document)).toEqual([]);
  });

  it('names the column that is not there, and the one that was meant', () => {
    expect(() => defaultGraph({ ...base, target: 'Y' })).toThrowError(/no column "Y"/);
  });
});
