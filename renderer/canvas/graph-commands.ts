import type { Graph, GraphEdge, GraphNode } from '../../electron/contract/project-document.ts';
import { inTurn, type GraphEdit } from '../../electron/contract/graph-edit.ts';
import { isPlaced, STEP_Y, type Point } from './layered-layout.ts';

export const SOURCE_TYPE = 'source';
const MODEL_PREFIX = 'model:';

/** The algorithm of a model node; null for other nodes. */
export const modelOf = (type: string): string | null => (type.startsWith(MODEL_PREFIX) ? type.slice(MODEL_PREFIX.length) : null);
export const modelType = (id: string): string => `${MODEL_PREFIX}${id}`;

/** A model is the end of a chain: nothing follows it. */
export const hasOutput = (type: string): boolean => modelOf(type) === null;
export const hasInput = (type: string): boolean => type !== SOURCE_TYPE;

export const nodeOf = (graph: Graph, id: string | undefined): GraphNode | undefined => graph.nodes.find((node) => node.id === id);
export const inputOf = (graph: Graph, id: string): string | undefined => graph.edges.find((edge) => edge.to === id)?.from;
export const outputsOf = (graph: Graph, id: string): string[] => graph.edges.filter((edge) => edge.from === id).map((edge) => edge.to);

/** A node with all that is in front of it. */
export function chainTo(graph: Graph, id: string): Set<string> {
  const seen = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = inputOf(graph, at)) seen.add(at);
  return seen;
}

/** The part of a graph that decides what comes out of a node. */
export function upstream({ nodes, edges }: Graph, id: string): Graph {
  const chain = chainTo({ nodes, edges }, id);
  return { nodes: nodes.filter((node) => chain.has(node.id)), edges: edges.filter(({ to }) => chain.has(to)) };
}

/** Whether a node is reached from another one, or is that node. */
export function leadsTo(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === to) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...outputsOf(graph, id));
  }
  return false;
}

/** Why two nodes cannot be connected, in words; null where they can. */
export function whyNotConnected(graph: Graph, from: string, to: string): string | null {
  const source = nodeOf(graph, from);
  const target = nodeOf(graph, to);
  if (!source || !target) return 'The node is not in the graph.';
  if (!hasOutput(source.type)) return 'Nothing follows a model.';
  if (!hasInput(target.type)) return 'The data comes first.';
  if (inputOf(graph, to) !== undefined) return 'It has an input already; a node takes one.';
  if (leadsTo(graph, to, from)) return 'The graph would run in a circle.';
  return null;
}

/** An id that says what the node is, and is free. */
export function freshId(graph: Graph, type: string): string {
  const base = (modelOf(type) ?? type).slice(0, 60);
  const taken = new Set(graph.nodes.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

/** The node behind which a new one goes when none is chosen: the end of the longest way that is no model. */
export function lastOfTrunk(graph: Graph): string | undefined {
  const ends = graph.nodes.filter(({ id, type }) => hasOutput(type) && outputsOf(graph, id).every((next) => !hasOutput(nodeOf(graph, next)?.type ?? '')));
  return ends.at(-1)?.id;
}

/** Adds a node on its own, or behind another: what followed that one then follows the new node. A model, and a `branch`, becomes one more end. */
export function insertNode(graph: Graph, node: GraphNode, after: string | undefined, branch = false): GraphEdit {
  const before = nodeOf(graph, after);
  if (!before) return { do: 'add-node', node };
  if (!hasOutput(before.type)) {
    const input = inputOf(graph, before.id);
    if (!hasOutput(node.type) || input === undefined) return insertNode(graph, node, input);
    return insertOnEdge(graph, node, { from: input, to: before.id });
  }
  const followers = hasOutput(node.type) && !branch ? outputsOf(graph, before.id) : [];
  return splice(graph, node, before, followers);
}

/** Puts a node between two that are connected. */
export function insertOnEdge(graph: Graph, node: GraphNode, { from, to }: GraphEdge): GraphEdit {
  const before = nodeOf(graph, from);
  if (!before) return { do: 'add-node', node };
  return splice(graph, node, before, hasOutput(node.type) ? [to] : []);
}

function splice(graph: Graph, node: GraphNode, before: GraphNode, followers: readonly string[]): GraphEdit {
  const { x = before.x ?? 0, y = (before.y ?? 0) + STEP_Y, ...rest } = node;
  const own: GraphNode = isPlaced(graph) ? { ...rest, x, y } : rest;
  return { do: 'all', edits: [...makeRoom(graph, own, followers), { do: 'add-node', node: own }, ...attach(before.id, own.id, followers)] };
}

/** In a graph whose nodes stand where somebody put them, what follows goes one step down. */
function makeRoom(graph: Graph, node: GraphNode, followers: readonly string[]): GraphEdit[] {
  if (node.y === undefined || followers.length === 0) return [];
  const moved = graph.nodes.filter(({ id }) => followers.some((first) => leadsTo(graph, first, id)));
  return [{ do: 'move', places: moved.map(({ id, x, y }) => ({ id, x, y: (y ?? 0) + STEP_Y })) }];
}

const attach = (before: string, id: string, followers: readonly string[]): GraphEdit[] => [
  ...followers.map((to): GraphEdit => ({ do: 'disconnect', edge: { from: before, to } })),
  { do: 'connect', edge: { from: before, to: id } },
  ...followers.map((to): GraphEdit => ({ do: 'connect', edge: { from: id, to } })),
];

/** Takes a node out of its chain: what followed it then follows what came before it. */
function detach(graph: Graph, id: string): GraphEdit[] {
  const inputs = graph.edges.filter((edge) => edge.to === id);
  const followers = outputsOf(graph, id);
  const bridge = inputs[0]?.from;
  return [
    ...[...inputs, ...followers.map((to) => ({ from: id, to }))].map((edge): GraphEdit => ({ do: 'disconnect', edge })),
    ...(bridge === undefined ? [] : followers.map((to): GraphEdit => ({ do: 'connect', edge: { from: bridge, to } }))),
  ];
}

/** Takes nodes out, each with its chain healed; the data stays. */
export const removeNodes = (graph: Graph, ids: readonly string[]): GraphEdit | null => inTurn(graph, ids.filter((id) => hasInput(nodeOf(graph, id)?.type ?? SOURCE_TYPE)), removeNode);

/** A node with an input and an output lets rows pass as they are. */
export const canBypass = (type: string): boolean => hasInput(type) && hasOutput(type);

/** Bypasses nodes; where all of them are bypassed already, takes that back. */
export function bypassNodes(graph: Graph, ids: readonly string[]): GraphEdit | null {
  const nodes = ids.flatMap((id) => nodeOf(graph, id) ?? []).filter(({ type }) => canBypass(type));
  const bypassed = nodes.some((node) => node.bypassed !== true);
  return inTurn(graph, nodes.map(({ id }) => id), (now, id) => ((nodeOf(now, id)?.bypassed ?? false) === bypassed ? null : { do: 'bypass', id, bypassed }));
}

export const removeNode = (graph: Graph, id: string): GraphEdit => ({ do: 'all', edits: [...detach(graph, id), { do: 'remove-node', id }] });

/** Puts a node directly behind another one in the chain; null where that cannot be, or is so already. */
export function moveBehind(graph: Graph, id: string, after: string): GraphEdit | null {
  const node = nodeOf(graph, id);
  const before = nodeOf(graph, after);
  if (!node || !before || id === after || !hasInput(node.type) || !hasOutput(before.type) || inputOf(graph, id) === after) return null;
  const out = detach(graph, id);
  const left = withoutNode(graph, id);
  const followers = hasOutput(node.type) ? outputsOf(left, after) : [];
  const unplaced: GraphEdit[] = isPlaced(graph) ? [{ do: 'move', places: graph.nodes.map((one) => ({ id: one.id })) }] : [];
  return { do: 'all', edits: [...out, ...attach(after, id, followers), ...unplaced] };
}

/** The connections as they are once a node is taken out. */
function withoutNode(graph: Graph, id: string): Graph {
  const bridge = inputOf(graph, id);
  const kept = graph.edges.filter(({ from, to }) => from !== id && to !== id);
  return { nodes: graph.nodes, edges: bridge === undefined ? kept : [...kept, ...outputsOf(graph, id).map((to) => ({ from: bridge, to }))] };
}

/** The same nodes once more, each behind itself; a model stands beside itself. `made` are the ids of the new ones. */
export function duplicateNodes(graph: Graph, ids: readonly string[]): { made: string[]; edit: GraphEdit | null } {
  const made: string[] = [];
  const edit = inTurn(graph, ids, (now, id) => {
    const original = nodeOf(now, id);
    if (!original || !hasInput(original.type)) return null;
    const { x: _x, y: _y, ...rest } = original;
    const node = { ...rest, id: freshId(now, original.type) };
    made.push(node.id);
    return insertNode(now, node, hasOutput(original.type) ? id : inputOf(now, id));
  });
  return { made, edit };
}

/** Moves nodes by so much; from then on every node stands where it is. */
export function moveBy(graph: Graph, positions: ReadonlyMap<string, Point>, ids: readonly string[], by: Point): GraphEdit {
  const moved = new Set(ids);
  return {
    do: 'move',
    places: graph.nodes.map(({ id }) => {
      const { x, y } = positions.get(id) ?? { x: 0, y: 0 };
      return moved.has(id) ? { id, x: x + by.x, y: y + by.y } : { id, x, y };
    }),
  };
}

/** Lets the layout place every node again. */
export const tidy = (graph: Graph): GraphEdit => ({ do: 'move', places: graph.nodes.map(({ id }) => ({ id })) });
