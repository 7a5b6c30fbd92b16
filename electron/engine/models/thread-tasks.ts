import { treeGrower, type TreeInput } from './averaged-trees/grow-tree.ts';
import type { Forest } from './binned-trees/forest.ts';
import { randomSplits, type RandomNodes } from './extra-trees/random-splits.ts';
import type { Pause } from './kernel.ts';
import type { PartTools } from './node-tables.ts';
import { binnedNodes, type BinnedNodes } from './random-forest/binned-nodes.ts';

/** Makes what a thread needs for all parts that it takes, once, and runs part after part. */
type Task<I> = (tools: PartTools, input: I) => (part: number, pause: Pause) => Promise<Forest>;

/** What threads can do by themselves: what they are told and what they give back is copied. */
export const THREAD_TASKS = {
  'random-forest': (tools, input: TreeInput<BinnedNodes>) => treeGrower(binnedNodes(tools.nodes(input.nodes.table), input.nodes.edges, input), input),
  'extra-trees': (tools, input: TreeInput<RandomNodes>) => treeGrower(randomSplits(tools.values(input.nodes.table, input.nodes.x), input), input),
} satisfies Record<string, Task<never>>;

export type ThreadTask = keyof typeof THREAD_TASKS;
