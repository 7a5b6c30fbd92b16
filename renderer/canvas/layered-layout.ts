import { Graph as Layout, layout, type LayoutOptions } from '@dagrejs/dagre';
import type { Graph } from '../../electron/contract/project-document.ts';

export const NODE_WIDTH = 204;
export const NODE_HEIGHT = 64;
const BETWEEN = { levels: 26, nodes: 20 };
export const STEP_Y = NODE_HEIGHT + BETWEEN.levels;

type Layers = Parameters<NonNullable<LayoutOptions['customOrder']>>[0];

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whether somebody placed the nodes; one that nobody placed leaves all of them to the layout. */
export const isPlaced = ({ nodes }: Graph): boolean => nodes.length > 0 && nodes.every(({ x, y }) => x !== undefined && y !== undefined);

/** Chains from top to bottom, branches side by side in the document's order with what they come from above their middle. In a tree no line crosses another, so the order needs no search. */
export function layeredLayout({ nodes, edges }: Graph): Map<string, Point> {
  const dagre = new Layout({ multigraph: true }).setGraph({ rankdir: 'TB', ranker: 'tight-tree', ranksep: BETWEEN.levels, nodesep: BETWEEN.nodes, edgesep: 0 }).setDefaultEdgeLabel(() => ({}));
  for (const { id } of nodes) dagre.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT });
  for (const { from, to } of edges) if (dagre.hasNode(from) && dagre.hasNode(to)) dagre.setEdge(from, to);
  layout(dagre, { customOrder: inDocumentOrder });
  return new Map(
    nodes.map(({ id }) => {
      const { x, y } = dagre.node(id) as Point;
      return [id, { x: Math.round(x - NODE_WIDTH / 2), y: Math.round(y - NODE_HEIGHT / 2) }];
    }),
  );
}

/** The order that dagre begins its search with, without what it builds for the search: half of the time of a layout. */
function inDocumentOrder(layers: Layers): void {
  const taken: number[] = [];
  const seen = new Set<string>();
  const put = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const label = layers.node(id);
    const { rank = 0 } = label;
    label.order = taken[rank] ?? 0;
    taken[rank] = label.order + 1;
    layers.successors(id)?.forEach(put);
  };
  layers.nodes().toSorted((one, other) => (layers.node(one).rank ?? 0) - (layers.node(other).rank ?? 0)).forEach(put);
}

const REMEMBERED = 64;
/** Of the last graphs, so that undo and redo, typing and moving do not lay out again. */
const known = new Map<string, ReadonlyMap<string, Point>>();

/** Where every node stands on the canvas: the same map as long as nothing moves. */
export function positionsOf(graph: Graph): ReadonlyMap<string, Point> {
  const placed = isPlaced(graph);
  const shape = JSON.stringify(placed ? graph.nodes.map(({ id, x, y }) => [id, x, y]) : [graph.nodes.map(({ id }) => id), graph.edges.map(({ from, to }) => [from, to])]);
  const places = known.get(shape) ?? (placed ? new Map(graph.nodes.map(({ id, x = 0, y = 0 }) => [id, { x, y }])) : layeredLayout(graph));
  known.delete(shape);
  known.set(shape, places);
  if (known.size > REMEMBERED) known.delete(known.keys().next().value ?? '');
  return places;
}
