import type { Graph } from '../../electron/contract/project-document.ts';

export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 64;
export const STEP_Y = NODE_HEIGHT + 26;
const STEP_X = NODE_WIDTH + 20;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whether somebody placed the nodes; one that nobody placed leaves all of them to the layout. */
export const isPlaced = ({ nodes }: Graph): boolean => nodes.length > 0 && nodes.every(({ x, y }) => x !== undefined && y !== undefined);

/** Chains from top to bottom, branches side by side with what they come from above their middle. */
export function layeredLayout({ nodes, edges }: Graph): Map<string, Point> {
  const hasInput = new Set(edges.map(({ to }) => to));
  const places = new Map<string, Point>();
  let column = 0;

  const place = (id: string, depth: number): number => {
    places.set(id, { x: 0, y: depth * STEP_Y });
    const below = edges.filter(({ from, to }) => from === id && known.has(to)).map(({ to }) => to);
    const columns = below.flatMap((to) => (places.has(to) ? [] : [place(to, depth + 1)]));
    const own = columns.length === 0 ? column++ : ((columns[0] ?? 0) + (columns.at(-1) ?? 0)) / 2;
    places.set(id, { x: own * STEP_X, y: depth * STEP_Y });
    return own;
  };

  const known = new Set(nodes.map(({ id }) => id));
  for (const { id } of nodes) if (!hasInput.has(id) && !places.has(id)) place(id, 0);
  for (const { id } of nodes) if (!places.has(id)) place(id, 0);
  return places;
}

/** Where every node stands on the canvas. */
export function positionsOf(graph: Graph): Map<string, Point> {
  if (!isPlaced(graph)) return layeredLayout(graph);
  return new Map(graph.nodes.map(({ id, x = 0, y = 0 }) => [id, { x, y }]));
}
