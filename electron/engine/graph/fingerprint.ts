import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import type { ChainNode } from './chain.ts';

/** A fingerprint of every prefix of a chain, the first with one node: equal where nodes, parameters and seed are. */
export function chainFingerprints(seed: number, chain: readonly ChainNode[]): string[] {
  let before = sha256(`seed ${seed}`);
  return chain.map(({ id, definition, params }) => (before = sha256(`${before} ${canonicalJson([id, definition.id, params as Json])}`)));
}
