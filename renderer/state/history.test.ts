import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../../electron/contract/project-document.ts';
import { duplicateNode, freshId, inputOf, insertNode, insertOnEdge, lastOfTrunk, moveBehind, removeNode, tidy, whyNotConnected } from '../canvas/graph-commands.ts';
import { applyEdit, type GraphEdit } from '../../electron/contract/graph-edit.ts';
import { perform, redo, startHistory, undo, type History } from './history.ts';

const START: Graph = {
  nodes: [
    { id: 'source', type: 'source', params: {} },
    { id: 'split', type: 'split', params: { train: 0.8 }, x: 0, y: 96 },
    { id: 'scale', type: 'standard-scaler', params: { columns: ['a'] }, x: 10, y: 200 },
    { id: 'tree', type: 'model:decision-tree', params: {} },
  ],
  edges: [
    { from: 'source', to: 'split' },
    { from: 'split', to: 'scale' },
    { from: 'scale', to: 'tree' },
  ],
};

/** What a user may do next, by three numbers. */
function editOf(graph: Graph, kind: number, a: number, b: number): GraphEdit | null {
  const node = graph.nodes[a % Math.max(1, graph.nodes.length)];
  const other = graph.nodes[b % Math.max(1, graph.nodes.length)];
  const edge = graph.edges[a % Math.max(1, graph.edges.length)];
  const type = ['standard-scaler', 'filter', 'model:ridge'][b % 3] ?? 'filter';
  const fresh = { id: freshId(graph, type), type, params: { columns: [String(b)] } };
  switch (kind) {
    case 0:
      return insertNode(graph, fresh, node?.id);
    case 1:
      return edge ? insertOnEdge(graph, fresh, edge) : null;
    case 2:
      return node ? removeNode(graph, node.id) : null;
    case 3:
      return node && other && whyNotConnected(graph, node.id, other.id) === null ? { do: 'connect', edge: { from: node.id, to: other.id } } : null;
    case 4:
      return edge ? { do: 'disconnect', edge } : null;
    case 5:
      return { do: 'move', places: graph.nodes.slice(a % 3).map(({ id }) => ({ id, x: a, y: b })) };
    case 6:
      return node ? { do: 'set-params', id: node.id, params: { value: b } } : null;
    case 7:
      return node ? (duplicateNode(graph, node.id)?.edit ?? null) : null;
    case 8:
      return node && other ? moveBehind(graph, node.id, other.id) : null;
    default:
      return tidy(graph);
  }
}

const tell = (graph: Graph): string => JSON.stringify([graph.nodes.map(({ id, type, params, x, y }) => [id, type, params, x ?? null, y ?? null]), graph.edges]);

describe('edits', () => {
  it('are taken back without a trace, and made again, in any order', () => {
    const actions = fc.array(fc.tuple(fc.nat(9), fc.nat(30), fc.nat(30)), { minLength: 1, maxLength: 25 });
    let made = 0;
    fc.assert(
      fc.property(actions, (list) => {
        let history: History = startHistory(START);
        const graphs = [tell(START)];
        for (const [kind, a, b] of list) {
          const edit = editOf(history.graph, kind, a, b);
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
        expect(undo(startHistory(START)).graph).toBe(START);
      }),
      { numRuns: 2000, seed: 5 },
    );
    expect(made).toBeGreaterThan(10_000);
  });

  it('leave every node with one input at most and no circle, whatever is done by them', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(30), fc.nat(30)), { maxLength: 25 }), (list) => {
        let graph = START;
        for (const [kind, a, b] of list) {
          const edit = editOf(graph, kind, a, b);
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
    expect(() => applyEdit(START, { do: 'remove-node', id: 'nope' })).toThrow('nope');
    expect(() => applyEdit(START, { do: 'disconnect', edge: { from: 'tree', to: 'source' } })).toThrow('tree');
  });
});

const chain = (graph: Graph, id: string): string[] => {
  const input = inputOf(graph, id);
  return input === undefined ? [id] : [...chain(graph, input), id];
};

describe('commands', () => {
  const scaler = { id: 'new', type: 'min-max-scaler', params: {} };
  const after = (edit: GraphEdit | null) => applyEdit(START, edit ?? { do: 'all', edits: [] }).graph;

  it('put a new node between its neighbours', () => {
    expect(chain(after(insertNode(START, scaler, 'split')), 'tree')).toEqual(['source', 'split', 'new', 'scale', 'tree']);
    expect(chain(after(insertOnEdge(START, scaler, { from: 'scale', to: 'tree' })), 'tree')).toEqual(['source', 'split', 'scale', 'new', 'tree']);
  });

  it('put a node in front of a model that is chosen, and a further model beside it', () => {
    expect(chain(after(insertNode(START, scaler, 'tree')), 'tree')).toEqual(['source', 'split', 'scale', 'new', 'tree']);
    expect(chain(after(insertNode(START, { ...scaler, type: 'model:ridge' }, 'tree')), 'new')).toEqual(['source', 'split', 'scale', 'new']);
    expect(lastOfTrunk(START)).toBe('scale');
  });

  it('close the gap of a node that is removed or moved', () => {
    expect(chain(after(removeNode(START, 'scale')), 'tree')).toEqual(['source', 'split', 'tree']);
    expect(chain(after(moveBehind(START, 'scale', 'source')), 'tree')).toEqual(['source', 'scale', 'split', 'tree']);
    expect(moveBehind(START, 'scale', 'tree')).toBeNull();
    expect(moveBehind(START, 'scale', 'split')).toBeNull();
  });

  it('say why two nodes cannot be connected', () => {
    expect(whyNotConnected(START, 'tree', 'split')).toContain('model');
    expect(whyNotConnected(START, 'scale', 'split')).toContain('input');
    const open = after({ do: 'disconnect', edge: { from: 'source', to: 'split' } });
    expect(whyNotConnected(open, 'scale', 'split')).toContain('circle');
    expect(whyNotConnected(open, 'source', 'split')).toBeNull();
  });
});

describe('history', () => {
  it('takes the typing in one field as one step', () => {
    const type = (history: History, text: string) => perform(history, 'change', { do: 'set-params', id: 'scale', params: { text } }, 'scale.text');
    const typed = type(type(startHistory(START), 'a'), 'ab');
    expect(typed.past).toHaveLength(1);
    expect(undo(typed).graph).toEqual(START);
    expect(redo(undo(typed)).graph.nodes[2]?.params).toEqual({ text: 'ab' });
  });
});
