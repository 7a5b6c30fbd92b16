import { z } from 'zod';
import { GraphEdgeSchema, GraphNodeSchema, GraphSchema, type Graph, type GraphEdge, type GraphNode } from './project-document.ts';

/** Where a node stands; without coordinates the layout decides. */
export interface Place {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
}

/** A change of the graph as data. `at` is the position in the document's list, so that an undone change leaves no trace. */
export type GraphEdit =
  | { readonly do: 'add-node'; readonly node: GraphNode; readonly at?: number }
  | { readonly do: 'remove-node'; readonly id: string }
  | { readonly do: 'connect'; readonly edge: GraphEdge; readonly at?: number }
  | { readonly do: 'disconnect'; readonly edge: GraphEdge }
  | { readonly do: 'move'; readonly places: readonly Place[] }
  | { readonly do: 'set-params'; readonly id: string; readonly params: GraphNode['params'] }
  | { readonly do: 'replace'; readonly graph: Graph }
  | { readonly do: 'bypass'; readonly id: string; readonly bypassed: boolean }
  | { readonly do: 'all'; readonly edits: readonly GraphEdit[] };

const at = z.number().int().nonnegative().optional();

/** A change as it travels and as the journal keeps it. */
export const GraphEditSchema: z.ZodType<GraphEdit> = z.lazy(() =>
  z.discriminatedUnion('do', [
    z.object({ do: z.literal('add-node'), node: GraphNodeSchema, at }),
    z.object({ do: z.literal('remove-node'), id: z.string() }),
    z.object({ do: z.literal('connect'), edge: GraphEdgeSchema, at }),
    z.object({ do: z.literal('disconnect'), edge: GraphEdgeSchema }),
    z.object({ do: z.literal('move'), places: z.array(z.object({ id: z.string(), x: z.number().optional(), y: z.number().optional() })) }),
    z.object({ do: z.literal('set-params'), id: z.string(), params: GraphNodeSchema.shape.params }),
    z.object({ do: z.literal('replace'), graph: GraphSchema }),
    z.object({ do: z.literal('bypass'), id: z.string(), bypassed: z.boolean() }),
    z.object({ do: z.literal('all'), edits: z.array(GraphEditSchema) }),
  ]),
);

export interface Edited {
  readonly graph: Graph;
  /** Takes the change back: applied to `graph` it gives the graph from before. */
  readonly inverse: GraphEdit;
}

/** Applies a change. The graph that is given stays as it is. */
export function applyEdit(graph: Graph, edit: GraphEdit): Edited {
  const { nodes, edges } = graph;
  switch (edit.do) {
    case 'add-node':
      return { graph: { nodes: nodes.toSpliced(edit.at ?? nodes.length, 0, edit.node), edges }, inverse: { do: 'remove-node', id: edit.node.id } };
    case 'remove-node': {
      const at = indexOfNode(graph, edit.id);
      return { graph: { nodes: nodes.toSpliced(at, 1), edges }, inverse: { do: 'add-node', node: nodes[at] as GraphNode, at } };
    }
    case 'connect':
      return { graph: { nodes, edges: edges.toSpliced(edit.at ?? edges.length, 0, edit.edge) }, inverse: { do: 'disconnect', edge: edit.edge } };
    case 'disconnect': {
      const at = edges.findLastIndex(({ from, to }) => from === edit.edge.from && to === edit.edge.to);
      if (at < 0) throw new RangeError(`There is no connection from "${edit.edge.from}" to "${edit.edge.to}".`);
      return { graph: { nodes, edges: edges.toSpliced(at, 1) }, inverse: { do: 'connect', edge: edges[at] as GraphEdge, at } };
    }
    case 'move': {
      const before = edit.places.map(({ id }) => placeOf(nodes[indexOfNode(graph, id)] as GraphNode));
      return { graph: { nodes: placed(nodes, edit.places), edges }, inverse: { do: 'move', places: before } };
    }
    case 'set-params': {
      const at = indexOfNode(graph, edit.id);
      const node = nodes[at] as GraphNode;
      return { graph: { nodes: nodes.with(at, { ...node, params: edit.params }), edges }, inverse: { do: 'set-params', id: edit.id, params: node.params } };
    }
    case 'replace':
      return { graph: edit.graph, inverse: { do: 'replace', graph } };
    case 'bypass': {
      const at = indexOfNode(graph, edit.id);
      const { bypassed = false, ...node } = nodes[at] as GraphNode;
      return { graph: { nodes: nodes.with(at, edit.bypassed ? { ...node, bypassed: true } : node), edges }, inverse: { do: 'bypass', id: edit.id, bypassed } };
    }
    case 'all': {
      let now = graph;
      const inverses: GraphEdit[] = [];
      for (const part of edit.edits) {
        const step = applyEdit(now, part);
        now = step.graph;
        inverses.unshift(step.inverse);
      }
      return { graph: now, inverse: { do: 'all', edits: inverses } };
    }
  }
}

/** Edits of several nodes as one, each made for the graph that the ones before it leave. */
export function inTurn(graph: Graph, ids: readonly string[], make: (graph: Graph, id: string) => GraphEdit | null): GraphEdit | null {
  let now = graph;
  const edits: GraphEdit[] = [];
  for (const id of ids) {
    const edit = make(now, id);
    if (!edit) continue;
    now = applyEdit(now, edit).graph;
    edits.push(edit);
  }
  return edits.length === 0 ? null : { do: 'all', edits };
}

const placeOf = ({ id, x, y }: GraphNode): Place => ({ id, ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) });

function placed(nodes: readonly GraphNode[], places: readonly Place[]): GraphNode[] {
  const byId = new Map(places.map((place) => [place.id, place]));
  return nodes.map((node) => {
    const place = byId.get(node.id);
    if (!place) return node;
    const { x: _x, y: _y, ...rest } = node;
    return { ...rest, ...place };
  });
}

function indexOfNode({ nodes }: Graph, id: string): number {
  const at = nodes.findIndex((node) => node.id === id);
  if (at < 0) throw new RangeError(`There is no node "${id}".`);
  return at;
}
