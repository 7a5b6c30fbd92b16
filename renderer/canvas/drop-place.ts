import type { Graph, GraphEdge } from '../../electron/contract/project-document.ts';
import { NODE_HEIGHT, NODE_WIDTH, type Point } from './layered-layout.ts';

/** The type of what is dragged from the palette. */
export const DRAGGED_TYPE = 'application/x-millwright-node';
const REACH = 40;

/** The node under a point. */
export function nodeAt(positions: ReadonlyMap<string, Point>, { x, y }: Point): string | undefined {
  return [...positions].find(([, at]) => x >= at.x && x <= at.x + NODE_WIDTH && y >= at.y && y <= at.y + NODE_HEIGHT)?.[0];
}

/** The connection that a point is near to. */
export function nearestEdge({ edges }: Graph, positions: ReadonlyMap<string, Point>, point: Point): GraphEdge | undefined {
  const measured = edges.flatMap((edge) => {
    const from = positions.get(edge.from);
    const to = positions.get(edge.to);
    if (!from || !to) return [];
    const start = { x: from.x + NODE_WIDTH / 2, y: from.y + NODE_HEIGHT };
    const end = { x: to.x + NODE_WIDTH / 2, y: to.y };
    return [{ edge, distance: distanceTo(start, end, point) }];
  });
  return measured.filter(({ distance }) => distance <= REACH).toSorted((a, b) => a.distance - b.distance)[0]?.edge;
}

/** From a point to a piece of a straight line. */
function distanceTo(start: Point, end: Point, { x, y }: Point): number {
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - start.x) * dx + (y - start.y) * dy) / length));
  return Math.hypot(x - start.x - share * dx, y - start.y - share * dy);
}
