import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomEdit, START_GRAPH } from '../../test/kit/random-edits.ts';
import type { Graph } from '../../electron/contract/project-document.ts';
import { inputOf, insertNode, insertOnEdge, lastOfTrunk, moveBehind, removeNode, whyNotConnected } from '../canvas/graph-commands.ts';
import { applyEdit, type GraphEdit } from '../../electron/contract/graph-edit.ts';
import { perform, redo, startHistory, undo, type History } from './history.ts';

const tell = (graph: Graph): string => JSON.stringify([graph.nodes.map(({ id, type, params, x, y, bypassed }) => [id, type, params, x ?? null, y ?? null, bypassed ?? null]), graph.edges]);

describe('edits', () => {
  it('are taken back without a trace, and made again, in any order', () => {
    const actions = fc.array(fc.tuple(fc.nat(10), fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 25 });
    let made = 0;
    fc.assert(
      fc.property(actions, (list) => {
        let history: History = startHistory(START_GRAPH);
        const graphs = [tell(START_GRAPH)];
        for (const [kind, a, b] of list) {
          const edit = randomEdit(history.graph, kind, a, b);
          if (!edit) continue;
          history = perform(history, 'edit', edit);
          graphs.push(tell(history.graph));
          made += 1;
        }
        for (const graph of graphs.toReversed().slice(1)) {
          history = undo(history);
          expect(tell(history.graph)).toBe(graph);
        }
        for (const graph of graphs.slice(1)) {
          history = redo(history);
          expect(tell(history.graph)).toBe(graph);
        }
        expect(undo(startHistory(START_GRAPH)).graph).toBe(START_GRAPH);
      }),
      { numRuns: 2400, seed: 5 },
    );
    expect(made).toBeGreaterThan(10_000);
  });

  it('leave every node with one input at most and no circle, whatever is done by them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(10), fc.nat(30), fc.nat(30)), { maxLength: 25 }), (list) => {
        let graph = START_GRAPH;
        for (const [kind, a, b] of list) {
          const edit = randomEdit(graph, kind, a, b);
          if (edit) graph = applyEdit(graph, edit).graph;
        }
        const ids = graph.nodes.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { id } of graph.nodes) {
          expect(graph.edges.filter(({ to }) => to === id).length).toBeLessThan(2);
          let steps = 0;
          for (let at: string | undefined = id; at !== undefined && steps <= ids.length; steps += 1) at = inputOf(graph, at);
          expect(steps).toBeLessThanOrEqual(ids.length);
        }
        for (const { from, to } of graph.edges) expect([ids.includes(from), ids.includes(to)]).toEqual([true, true]);
      }),
      { numRuns: 300, seed: 6 },
    );
  });

  it('refuse what is not there', () => {
    expect(() => applyEdit(START_GRAPH, { do: 'remove-node', id: 'nope' })).toThrow('nope');
    expect(() => applyEdit(START_GRAPH, { do: 'disconnect', edge: { from: 'tree', to: 'source' } })).toThrow('tree');
  });
});

const chain = (graph: Graph, id: string): string[] => {
  const input = inputOf(graph, id);
  return input === undefined ? [id] : [...chain(graph, input), id];
};

describe('commands', () => {
  const scaler = { id: 'new', type: 'min-max-scaler', params: {} };
  const after = (edit: GraphEdit | null) => applyEdit(START_GRAPH, edit ?? { do: 'all', edits: [] }).graph;

  it('put a new node between its neighbours', () => {
    expect(chain(after(insertNode(START_GRAPH, scaler, 'split')), 'tree')).toEqual(['source', 'split', 'new', 'scale', 'tree']);
    expect(chain(after(insertOnEdge(START_GRAPH, scaler, { from: 'scale', to: 'tree' })), 'tree')).toEqual(['source', 'split', 'scale', 'new', 'tree']);
  });

  it('put a node in front of a model that is chosen, and a further model beside it', () => {
    expect(chain(after(insertNode(START_GRAPH, scaler, 'tree')), 'tree')).toEqual(['source', 'split', 'scale', 'new', 'tree']);
    expect(chain(after(insertNode(START_GRAPH, { ...scaler, type: 'model:ridge' }, 'tree')), 'new')).toEqual(['source', 'split', 'scale', 'new']);
    expect(lastOfTrunk(START_GRAPH)).toBe('scale');
  });

  it('close the gap of a node that is removed or moved', () => {
    expect(chain(after(removeNode(START_GRAPH, 'scale')), 'tree')).toEqual(['source', 'split', 'tree']);
    expect(chain(after(moveBehind(START_GRAPH, 'scale', 'source')), 'tree')).toEqual(['source', 'scale', 'split', 'tree']);
    expect(moveBehind(START_GRAPH, 'scale', 'tree')).toBeNull();
    expect(moveBehind(START_GRAPH, 'scale', 'split')).toBeNull();
  });

  it('say why two nodes cannot be connected', () => {
    expect(whyNotConnected(START_GRAPH, 'tree', 'split')).toContain('model');
    expect(whyNotConnected(START_GRAPH, 'scale', 'split')).toContain('input');
    const open = after({ do: 'disconnect', edge: { from: 'source', to: 'split' } });
    expect(whyNotConnected(open, 'scale', 'split')).toContain('circle');
    expect(whyNotConnected(open, 'source', 'split')).toBeNull();
  });
});

describe('history', () => {
  it('takes the typing in one field as one step', () => {
    const type = (history: History, text: string) => perform(history, 'change', { do: 'set-params', id: 'scale', params: { text } }, 'scale.text');
    const typed = type(type(startHistory(START_GRAPH), 'a'), 'ab');
    expect(typed.past).toHaveLength(1);
    expect(undo(typed).graph).toEqual(START_GRAPH);
    expect(redo(undo(typed)).graph.nodes[2]?.params).toEqual({ text: 'ab' });
  });
});
