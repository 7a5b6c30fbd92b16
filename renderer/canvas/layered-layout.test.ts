import { Graph as Layout, layout } from '@dagrejs/dagre';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layeredLayout, NODE_HEIGHT, NODE_WIDTH, positionsOf, STEP_Y } from './layered-layout.ts';
import { walk } from './walk.ts';

const node = (id: string) => ({ id, type: id, params: {} });
const tree = {
  nodes: ['a', 'b', 'left', 'right', 'alone'].map(node),
  edges: [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'left' },
    { from: 'b', to: 'right' },
  ],
};

describe('layout', () => {
  it('goes down a chain, with branches on one level and nothing on top of another', () => {
    const places = layeredLayout(tree);
    expect(['a', 'b', 'left', 'right'].map((id) => places.get(id)?.y)).toEqual([0, STEP_Y, 2 * STEP_Y, 2 * STEP_Y]);
    expect(places.get('b')?.x).toBe(((places.get('left')?.x ?? 0) + (places.get('right')?.x ?? 0)) / 2);
    const taken = [...places.values()].map(({ x, y }) => `${x},${y}`);
    expect(new Set(taken).size).toBe(taken.length);
  });

  it('places every node of a circle', () => {
    const circle = { nodes: [node('a'), node('b')], edges: [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }] };
    expect(layeredLayout(circle).size).toBe(2);
  });

  /** For each node the one before it, or none: a number that has no node. */
  const parents = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 40 });
  const graphOf = (edges: readonly (readonly [number, number])[], count: number) => ({ nodes: Array.from({ length: count }, (_, i) => node(`n${i}`)), edges: edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })) });

  it('goes down a level with every connection of any forest, in the order of the document, with space between all nodes', () => {
    fc.assert(
      fc.property(parents, (drawn) => {
        const edges = drawn.flatMap((parent, i) => (parent < i ? [[parent, i] as const] : []));
        const places = layeredLayout(graphOf(edges, drawn.length));
        const at = (i: number) => places.get(`n${i}`) ?? { x: NaN, y: NaN };
        for (const [from, to] of edges) expect(at(to).y - at(from).y).toBe(STEP_Y);
        for (const [i, [from, to]] of edges.entries()) for (const [before, sibling] of edges.slice(0, i)) if (before === from) expect(at(sibling).x).toBeLessThan(at(to).x);
        for (const i of drawn.keys()) for (let other = 0; other < i; other++) expect(Math.abs(at(i).x - at(other).x) > NODE_WIDTH || Math.abs(at(i).y - at(other).y) > NODE_HEIGHT).toBe(true);
      }),
    );
  });

  it('places any graph as dagre does by itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: 11 })), { maxLength: 20 }), (count, drawn) => {
        const graph = graphOf(drawn.filter(([from, to]) => from < count && to < count && from !== to), count);
        const alone = new Layout({ multigraph: true }).setGraph({ ranker: 'tight-tree', ranksep: STEP_Y - NODE_HEIGHT, nodesep: 20, edgesep: 0 }).setDefaultEdgeLabel(() => ({}));
        for (const { id } of graph.nodes) alone.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
        for (const { from, to } of graph.edges) alone.setEdge(from, to);
        layout(alone, { disableOptimalOrderHeuristic: true });
        const placed = graph.nodes.map(({ id }) => [id, { x: Math.round((alone.node(id).x ?? NaN) - NODE_WIDTH / 2), y: Math.round((alone.node(id).y ?? NaN) - NODE_HEIGHT / 2) }]);
        expect([...layeredLayout(graph)]).toEqual(placed);
      }),
    );
  });

  it('keeps what somebody placed, once all nodes are placed', () => {
    const placed = { ...tree, nodes: tree.nodes.map((one, i) => ({ ...one, x: i, y: i })) };
    expect(positionsOf(placed).get('right')).toEqual({ x: 3, y: 3 });
  });
});

describe('arrow keys', () => {
  const places = layeredLayout(tree);
  it('walk along the chain and between branches', () => {
    expect(walk(tree, places, undefined, 'down')).toBe('a');
    expect(walk(tree, places, 'a', 'down')).toBe('b');
    expect(walk(tree, places, 'right', 'left')).toBe('left');
    expect(walk(tree, places, 'left', 'right')).toBe('right');
    expect(walk(tree, places, 'left', 'up')).toBe('b');
    expect(walk(tree, places, 'a', 'up')).toBe('a');
  });

  it('reach a node that nothing is connected to', () => {
    expect(walk(tree, places, 'a', 'right')).toBe('alone');
  });
});
