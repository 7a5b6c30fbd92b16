import type { Graph, GraphNode } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';

export const SOURCE_TYPE = 'source';
export const MODEL_PREFIX = 'model:';

/** The algorithm of a model node; null for other nodes. */
export function modelOf(node: GraphNode): string | null {
  return node.type.startsWith(MODEL_PREFIX) ? node.type.slice(MODEL_PREFIX.length) : null;
}

/**
 * The nodes from the source to a node, that node last. Every node but a source has exactly one input.
 * Throws an AppError with the node for an unknown node, a missing or second input, or a cycle.
 */
export function chainTo(graph: Graph, id: string): GraphNode[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const chain: GraphNode[] = [];
  const seen = new Set<string>();
  let current = id;
  for (;;) {
    const node = byId.get(current);
    if (!node) {
      throw new AppError({ code: 'UNKNOWN_NODE', message: `The graph has no node "${current}".`, place: { node: current }, next: `Use one of: ${graph.nodes.map((one) => one.id).join(', ')}.` });
    }
    if (seen.has(current)) {
      throw new AppError({ code: 'CYCLE', message: `The node "${current}" leads back to itself.`, place: { node: current }, next: 'Delete one connection of the circle.' });
    }
    seen.add(current);
    chain.unshift(node);
    if (node.type === SOURCE_TYPE) return chain;
    const inputs = graph.edges.filter((edge) => edge.to === current);
    const [input] = inputs;
    if (!input) {
      throw new AppError({ code: 'NO_INPUT', message: `The node "${current}" has no input.`, place: { node: current }, next: 'Connect it to the node before it, or delete it.' });
    }
    if (inputs.length > 1) {
      throw new AppError({ code: 'SEVERAL_INPUTS', message: `The node "${current}" has ${inputs.length} inputs and takes one.`, place: { node: current }, next: 'Delete all but one of its connections.' });
    }
    current = input.from;
  }
}
