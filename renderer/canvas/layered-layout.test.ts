import { describe, expect, it } from 'vitest';
import { layeredLayout, positionsOf, STEP_Y } from './layered-layout.ts';
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
