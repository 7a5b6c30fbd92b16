import type { BinSplit, CategoryRule, NodeSums, SplitRule } from '../models/kernel.ts';

/*
 * The two blocks of memory by which the search for a split is told its rule and says what it found; `splits.ts` of the
 * kernels describes them.
 */

export const RULE_BYTES = 128;
export const FOUND_BYTES = 80;
const MOST_BINS = 256;

/** The rule for a node of `rows` rows whose sums are `node`. */
export function writeRule(memory: ArrayBufferLike, at: number, node: NodeSums, rows: number, { units, penalty, lasso, bounds, leastSecond, leastRows }: SplitRule): void {
  new Float64Array(memory, at, 6).set([...units, penalty, leastSecond, rows / Number(node.second), leastRows]);
  new BigInt64Array(memory, at + 48, 2).set([node.first, node.second]);
  new Float64Array(memory, at + 64, 3).set([lasso, ...bounds]);
}

/** What a rule adds for a column of categories. */
export function writeCategories(memory: ArrayBufferLike, at: number, { catSmooth, catL2, minDataPerGroup, maxCatThreshold, maxCatToOnehot }: CategoryRule): void {
  new Float64Array(memory, at + 88, 3).set([catSmooth, catL2, minDataPerGroup]);
  new Int32Array(memory, at + 112, 2).set([maxCatThreshold, maxCatToOnehot]);
}

/** Nothing found yet, and what a split must surpass. */
export function clearFound(memory: ArrayBufferLike, at: number, surpass: number): void {
  const found = new DataView(memory, at, FOUND_BYTES);
  found.setFloat64(0, surpass, true);
  found.setInt32(8, -1, true);
}

export function readFound(memory: ArrayBufferLike, at: number): Omit<BinSplit, 'useful'> | null {
  const found = new DataView(memory, at, FOUND_BYTES);
  const column = found.getInt32(8, true);
  if (column < 0) return null;
  const isMember = (bin: number): boolean => ((found.getUint8(48 + (bin >> 3)) >> (bin & 7)) & 1) === 1;
  const hasMembers = found.getInt32(20, true) !== 0;
  return {
    column,
    bin: found.getInt32(12, true),
    missingLeft: found.getInt32(16, true) !== 0,
    score: found.getFloat64(0, true),
    left: { first: found.getBigInt64(24, true), second: found.getBigInt64(32, true) },
    ...(hasMembers ? { members: Array.from({ length: MOST_BINS }, (_, bin) => bin).filter(isMember) } : {}),
  };
}
