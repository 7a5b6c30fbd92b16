import type { GraphEdit } from '../../electron/contract/graph-edit.ts';
import type { Graph } from '../../electron/contract/project-document.ts';
import { bypassNodes, duplicateNodes, freshId, insertNode, insertOnEdge, moveBehind, removeNode, tidy, whyNotConnected } from '../../renderer/canvas/graph-commands.ts';

/** A small graph to begin with. */
export const START_GRAPH: Graph = {
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

/** What a user may do next with a graph, by three numbers (kind is 0 to 10); null where that cannot be. */
export function randomEdit(graph: Graph, kind: number, a: number, b: number): GraphEdit | null {
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
      return node ? duplicateNodes(graph, [node.id, other?.id ?? '']).edit : null;
    case 8:
      return node && other ? moveBehind(graph, node.id, other.id) : null;
    case 9:
      return node ? bypassNodes(graph, [node.id]) : null;
    default:
      return tidy(graph);
  }
}
