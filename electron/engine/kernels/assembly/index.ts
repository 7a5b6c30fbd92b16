/**
 * The hot loops of training. The host owns the memory above `base()`: it asks for it with `reserve`, copies blocks of
 * rows in and calls the loops with plain addresses. Nothing here allocates, and every sum has one fixed order.
 */
export { blockMoments, countRuns, endRun } from './ascending';
export { encodeColumn, mergeSorted, packColumns, sortDoubles } from './bins';
export { binColumn, edgesBetween } from './edges';
export { absoluteSlopes, addLeaves, fixPairs, gatherResiduals, logisticSlopes, poissonSlopes, softmaxShares, softmaxSlopes, squaredSlopes } from './gradients';
export { openDrawn, partDrawn, rangeOf, sumLeft } from './drawn';
export { addRows, clearBytes, copyBytes, listRows, partBySides, partRows, subtractHistogram, sumHistograms } from './histograms';
export { classPairs, gatherCodes, gatherDoubles, isConstant, openNode, splitNode } from './nodes';
export { splitRanked } from './ranks';
export { searchColumns } from './searches';
export { assignPanels, tryPanels } from './clusters';
export { combineBlock } from './columns';
export { dotRows, gramPart, gramRows, lossRows, momentRows, prepareBlock } from './spans';
export { walkPanels } from './walks';

/** The first address that the host may use: a multiple of 16 above the static data. */
export function base(): usize {
  return (__heap_base + 15) & ~15;
}

/** Makes the memory at least `bytes` long, counted from address 0; false if the system refuses. */
export function reserve(bytes: usize): bool {
  const pages = <i32>((bytes + 0xffff) >>> 16);
  const missing = pages - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}
