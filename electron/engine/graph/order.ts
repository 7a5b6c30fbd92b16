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
  return chainsOf(graph)(id);
}

/** {@link chainTo} for many nodes of one graph. */
export function chainsOf({ nodes, edges }: Graph): (id: string) => GraphNode[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inputsOf = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const inputs = inputsOf.get(to);
    if (inputs) inputs.push(from);
    else inputsOf.set(to, [from]);
  }
  return (id) => {
    const chain = new Set<GraphNode>();
    let current = id;
    for (;;) {
      const node = byId.get(current);
      if (!node) {
        throw new AppError({ code: 'UNKNOWN_NODE', message: `The graph has no node "${current}".`, place: { node: current }, next: `Use one of: ${nodes.map((one) => one.id).join(', ')}.` });
      }
      if (chain.has(node)) {
        throw new AppError({ code: 'CYCLE', message: `The node "${current}" leads back to itself.`, place: { node: current }, next: 'Delete one connection of the circle.' });
      }
      chain.add(node);
      if (node.type === SOURCE_TYPE) return [...chain].reverse();
      const [input, ...others] = inputsOf.get(current) ?? [];
      if (input === undefined) {
        throw new AppError({ code: 'NO_INPUT', message: `The node "${current}" has no input.`, place: { node: current }, next: 'Connect it to the node before it, or delete it.' });
      }
      if (others.length > 0) {
        throw new AppError({ code: 'SEVERAL_INPUTS', message: `The node "${current}" has ${others.length + 1} inputs and takes one.`, place: { node: current }, next: 'Delete all but one of its connections.' });
      }
      current = input;
    }
  };
}
