import type { Graph } from '../../electron/contract/project-document.ts';
import { inputOf, outputsOf } from './graph-commands.ts';
import type { Point } from './layered-layout.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The node that an arrow key leads to: along the chain, or to the one beside it. */
export function walk(graph: Graph, positions: ReadonlyMap<string, Point>, id: string | undefined, direction: Direction): string | undefined {
  const here = id === undefined ? undefined : positions.get(id);
  if (id === undefined || !here) return graph.nodes[0]?.id;
  if (direction === 'up') return inputOf(graph, id) ?? id;
  if (direction === 'down') return byDistance(outputsOf(graph, id), positions, here)[0] ?? id;
  const side = direction === 'left' ? -1 : 1;
  const beside = graph.nodes.map((node) => node.id).filter((other) => (((positions.get(other)?.x ?? here.x) - here.x) * side > 0));
  const level = beside.filter((other) => Math.abs((positions.get(other)?.y ?? 0) - here.y) < 1);
  return byDistance(level.length > 0 ? level : beside, positions, here)[0] ?? id;
}

function byDistance(ids: readonly string[], positions: ReadonlyMap<string, Point>, here: Point): string[] {
  const distance = (id: string): number => {
    const there = positions.get(id) ?? here;
    return Math.hypot(there.x - here.x, there.y - here.y);
  };
  return ids.toSorted((a, b) => distance(a) - distance(b));
}
