import type { NodeDefinition } from './node.ts';
import { standardScaler } from './standard-scaler/standard-scaler.ts';

/** Every node of the catalogue, in the order of the palette. To add one: its folder, and a line here. */
export const NODES: readonly NodeDefinition[] = [standardScaler];

const byId = new Map(NODES.map((node) => [node.id, node]));

/** The definition of a node type, if there is one of that name. */
export function findNode(id: string): NodeDefinition | undefined {
  return byId.get(id);
}
