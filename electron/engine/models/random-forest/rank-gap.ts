import type { NodeGap } from '../kernel.ts';

/** Fewer rows have ranks: any two values can be parted. */
export const RANKED_BELOW = 65_536;

/** Two neighbouring ranks of the rows of a node as one number. */
export function gapOf({ bin, next }: NodeGap): number {
  return bin * RANKED_BELOW + next;
}

/** The ranks on both sides of a gap. */
export function ranksOf(gap: number): [low: number, high: number] {
  return [Math.floor(gap / RANKED_BELOW), gap % RANKED_BELOW];
}
