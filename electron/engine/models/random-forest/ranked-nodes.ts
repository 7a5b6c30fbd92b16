import type { WithNodes } from '../averaged-trees/node-rows.ts';
import type { Forest } from '../binned-trees/forest.ts';
import { ALL_PRESENT, between } from '../thresholds.ts';
import type { Kernel, Pause } from '../kernel.ts';
import { featureColumns } from '../training-data.ts';
import type { BinnedNodes } from './binned-nodes.ts';
import { ranksOf } from './rank-gap.ts';

/** Gives the threads that grow trees the rank of every value among those of its column. Thresholds come from these at the end: no thread needs them. */
export function withRankedNodes(kernel: Kernel): WithNodes {
  return async (data, { criterion, center, threads, pause }, use) => {
    const columns = featureColumns(data);
    const rows = kernel.treeRows(data.rows, columns.length, threads, true);
    try {
      for (let first = 0; first < columns.length; first += rows.atOnce) {
        await rows.bin(first, columns.slice(first, first + rows.atOnce).map((values) => ({ values, edges: edgesOf(distinctOf(values)) })), pause);
        await pause();
      }
      const table = rows.openNodes(data.y, center, data.classes.length, criterion === 'entropy');
      return await use('random-forest', { table, edges: null } satisfies BinnedNodes, (forest) => placeThresholds(forest, columns, pause));
    } finally {
      rows.close();
    }
  };
}

/** Puts thresholds where the ranks of gaps are. */
async function placeThresholds({ feature, threshold }: Forest, columns: readonly Float64Array[], pause: Pause): Promise<void> {
  const nodes = columns.map((): number[] => []);
  feature.forEach((column, node) => nodes[column]?.push(node));
  for (const [column, values] of columns.entries()) {
    const splits = nodes[column] as number[];
    if (splits.length === 0) continue;
    const distinct = distinctOf(values);
    for (const node of splits) threshold[node] = thresholdBetween(distinct, ...ranksOf(threshold[node] as number));
    await pause();
  }
}

/** Half way between two values by their ranks; where a value lies there, half way to the next smaller one. */
function thresholdBetween(distinct: Float64Array, low: number, high: number): number {
  if (high === distinct.length) return ALL_PRESENT;
  const middle = (distinct[low] as number) / 2 + (distinct[high] as number) / 2;
  let [below, above] = [low, high];
  while (above - below > 1) {
    const half = (below + above) >> 1;
    if ((distinct[half] as number) < middle) below = half;
    else above = half;
  }
  return above < high && distinct[above] === middle ? between(distinct[below] as number, middle) : between(distinct[low] as number, distinct[high] as number);
}

/** The present values, ascending, each once. */
function distinctOf(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let count = 0;
  for (const value of sorted) if (count === 0 || value > (sorted[count - 1] as number)) sorted[count++] = value;
  return sorted.subarray(0, count);
}

/** An edge above every value but the last. */
function edgesOf(distinct: Float64Array): Float64Array {
  return distinct.slice(0, -1).map((low, i) => between(low, distinct[i + 1] as number));
}
