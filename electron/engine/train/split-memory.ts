import type { BinSplit, OpenNode, SplitRule } from '../models/kernel.ts';
import { PAIR, type BinnedColumn } from './code-panels.ts';

/*
 * The blocks of memory by which the search for a split is told its columns and its rule and says what it found;
 * `searches.ts` and `splits.ts` of the kernels describe them.
 */

export const RULE_BYTES = 128;
export const FOUND_BYTES = 80;
export const COLUMN_BYTES = 16;
const MOST_BINS = 256;

/** The rule, and what it says of a node. */
export function writeRule(memory: ArrayBufferLike, at: number, { sums, rows, bounds, surpass }: OpenNode, { units, penalty, lasso, leastSecond, leastRows, categories }: SplitRule): void {
  const said = new DataView(memory, at, RULE_BYTES);
  said.setFloat64(0, units[0], true);
  said.setFloat64(8, units[1], true);
  said.setFloat64(16, penalty, true);
  said.setFloat64(24, leastSecond, true);
  said.setFloat64(32, rows / Number(sums.second), true);
  said.setFloat64(40, leastRows, true);
  said.setBigInt64(48, sums.first, true);
  said.setBigInt64(56, sums.second, true);
  said.setFloat64(64, lasso, true);
  said.setFloat64(72, bounds[0], true);
  said.setFloat64(80, bounds[1], true);
  said.setFloat64(120, surpass, true);
  if (!categories) return;
  const { catSmooth, catL2, minDataPerGroup, maxCatThreshold, maxCatToOnehot } = categories.rule;
  said.setFloat64(88, catSmooth, true);
  said.setFloat64(96, catL2, true);
  said.setFloat64(104, minDataPerGroup, true);
  said.setInt32(112, maxCatThreshold, true);
  said.setInt32(116, maxCatToOnehot, true);
}

/** Columns as a search sees them. */
export function writeColumns(memory: ArrayBufferLike, at: number, columns: readonly BinnedColumn[], { directions, categories }: Pick<SplitRule, 'directions' | 'categories'>): void {
  const said = new DataView(memory, at, COLUMN_BYTES * columns.length);
  columns.forEach(({ cell, bins, hasMissing }, i) => {
    const to = COLUMN_BYTES * i;
    said.setUint32(to, PAIR * cell, true);
    said.setInt32(to + 4, bins, true);
    said.setUint8(to + 8, Number(hasMissing));
    said.setInt8(to + 9, directions?.[i] ?? 0);
    said.setUint8(to + 10, Number(categories?.columns[i] ?? false));
  });
}

/** The best of what was found by so many groups of columns, of equals the first. */
export function readBest(memory: ArrayBufferLike, at: number, groups: number): Omit<BinSplit, 'useful'> | null {
  const found = new DataView(memory, at, FOUND_BYTES * groups);
  let best = -1;
  for (let at = 0; at < found.byteLength; at += FOUND_BYTES) {
    if (found.getInt32(at + 8, true) >= 0 && (best < 0 || found.getFloat64(at, true) > found.getFloat64(best, true))) best = at;
  }
  return best < 0 ? null : readFound(memory, at + best);
}

function readFound(memory: ArrayBufferLike, at: number): Omit<BinSplit, 'useful'> {
  const found = new DataView(memory, at, FOUND_BYTES);
  const isMember = (bin: number): boolean => ((found.getUint8(48 + (bin >> 3)) >> (bin & 7)) & 1) === 1;
  const hasMembers = found.getInt32(20, true) !== 0;
  return {
    column: found.getInt32(8, true),
    bin: found.getInt32(12, true),
    missingLeft: found.getInt32(16, true) !== 0,
    score: found.getFloat64(0, true),
    left: { first: found.getBigInt64(24, true), second: found.getBigInt64(32, true) },
    ...(hasMembers ? { members: Array.from({ length: MOST_BINS }, (_, bin) => bin).filter(isMember) } : {}),
  };
}
