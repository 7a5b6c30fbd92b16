import { AppError } from '../../base/app-error.ts';
import type { TreeInput } from '../averaged-trees/grow-tree.ts';
import { leastWeight, type NodeRows, type WithNodes } from '../averaged-trees/node-rows.ts';
import { thresholdOf, withBins } from '../binned-trees/bin-columns.ts';
import { fixedScale } from '../binned-trees/fixed-point.ts';
import type { Kernel, NodeGap, SharedNodes } from '../kernel.ts';
import type { NodeTable } from '../node-tables.ts';
import { gapOf } from './rank-gap.ts';

/** What node rows are made from: tables of nodes, and the edges of bins; null where bins are ranks. */
export interface BinnedNodes {
  readonly table: SharedNodes;
  readonly edges: readonly Float64Array[] | null;
}

/** Puts rows in bins for the threads that grow trees. */
export function withBinnedNodes(kernel: Kernel): WithNodes {
  return (data, { criterion, center, threads, pause }, use) =>
    withBins(kernel, data, { threads, pause }, ({ rows, edges }) => {
      const table = rows.openNodes(data.y, center, data.classes.length, criterion === 'entropy');
      return use('random-forest', { table, edges } satisfies BinnedNodes);
    });
}

/** Rows in bins: a column's best split between two of them. Sums are of whole numbers. Of ranks a threshold is the gap between two. */
export function binnedNodes(rows: NodeTable, edges: BinnedNodes['edges'], input: TreeInput<unknown>): NodeRows {
  let split: NodeGap | null = null;
  return {
    begin(weights, minSamplesLeaf) {
      const taken = rows.weigh(weights);
      // Weights that are numbers of draws stay as they are.
      const isWeighted = input.weights !== undefined;
      const scale = isWeighted ? fixedScale(weights.reduce((a, b) => Math.max(a, b), 0), input.rows) : 1;
      const least = minSamplesLeaf === 1 ? 1 : leastWeight(weights, isWeighted, minSamplesLeaf) * scale;
      if (input.criterion !== 'squared_error') {
        rows.fixClasses(scale, taken);
        return { taken, units: [1 / scale, 1 / scale], least };
      }
      const steepest = rows.steepest();
      if (!Number.isFinite(steepest)) throw tooLarge();
      const slopes = fixedScale(steepest, input.rows);
      rows.fix([slopes, scale], taken);
      return { taken, units: [1 / slopes, 1 / scale], least };
    },
    openNode: (from, to) => rows.openNode(from, to),
    isConstant: () => rows.isConstant(),
    tryColumn: (column, least) => rows.tryColumn(column, least),
    found() {
      split = rows.found();
      return split && { column: split.column, threshold: edges ? middleOf(edges[split.column] as Float64Array, split) : gapOf(split), missingLeft: split.missingLeft, score: split.score };
    },
    part: (_, from, to) => rows.part(split as NodeGap, from, to),
  };
}

/** Half way from the edge after the last bin on the left to that before the first on the right. */
function middleOf(edges: Float64Array, { bin, next }: NodeGap): number {
  const [low, high] = [thresholdOf(edges, bin), thresholdOf(edges, next - 1)];
  return low === high ? low : low / 2 + high / 2;
}

function tooLarge(): AppError {
  return new AppError({
    code: 'TARGET_TOO_LARGE',
    message: 'The target or the row weights are so large that differences between them are no longer numbers.',
    next: 'Scale the target or the weights down.',
  });
}
