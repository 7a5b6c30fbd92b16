import { AppError } from '../../base/app-error.ts';
import { random } from '../../base/random.ts';
import { weighingRows } from '../binned-trees/bin-columns.ts';
import { joinForests, type Forest } from '../binned-trees/forest.ts';
import { rowWeights } from '../class-weight.ts';
import type { Kernel } from '../kernel.ts';
import type { FitContext, MatrixShape, TrainingData } from '../model.ts';
import { columnMean } from '../moments.ts';
import { pauseOf } from '../training-data.ts';
import type { AveragedTrees } from './averaged-trees.ts';
import { criterionOf } from './criterion.ts';
import type { TreeInput } from './grow-tree.ts';
import type { Growth } from './growth.ts';
import type { WithNodes } from './node-rows.ts';

/** Nodes of all trees, once for each class but the first: what state and ONNX file can hold. */
const MOST_NODES = 4_000_000;

/** Bytes of a row that each thread keeps for the tables of its nodes and for what it draws. */
const OF_THREAD = 64;
/** Bytes of a row that threads share beside the matrix, but for a byte a column. */
const SHARED = 24;

/** Numbers that trees take in memory past the half of a matrix that every training may. */
export function besideTrees({ rows, features, threads }: MatrixShape): number {
  return Math.max(0, (rows * (threads * OF_THREAD + SHARED + features)) / 8 - (rows * features) / 2);
}

/** Grows trees on drawn rows, each in one of several threads; `withNodes` says how the splits of their nodes are found. */
export async function growForest(kernel: Kernel, given: TrainingData, params: Growth, title: string, withNodes: WithNodes, context: FitContext): Promise<AveragedTrees & Forest> {
  const pause = pauseOf(context);
  await pause();
  const criterion = criterionOf(params.criterion, given.task);
  const weighted = rowWeights(given, params.classWeight);
  const data = weighingRows(weighted ? { ...given, weights: weighted } : given);
  const center = criterion === 'squared_error' ? columnMean(data.y, data.weights) : 0;
  const seeds = random(context.seed);
  const most = Math.floor(MOST_NODES / Math.max(1, data.classes.length - 1));
  return withNodes(data, { criterion, center, threads: context.threads, pause }, async (task, nodes, finish) => {
    const { rows, y, weights, features, classes } = data;
    const input: TreeInput<unknown> = {
      ...{ nodes, criterion, center, params, rows, y, weights, features: features.length, classes: classes.length },
      seeds: Array.from({ length: params.nEstimators }, () => seeds.below(2 ** 53)),
    };
    let grown = 0;
    const onDone = (done: number, tree: unknown): void => {
      grown += (tree as Forest).feature.length;
      if (grown > most) throw tooManyNodes(params, title);
      context.onProgress?.(done / params.nEstimators);
    };
    const trees = await kernel.inParts<Forest>(task, input, params.nEstimators, { threads: context.threads, pause, onDone });
    const forest = joinForests(trees, features.length);
    await finish?.(forest);
    return { classes: classes.length, center, ...forest };
  });
}

function tooManyNodes({ minSamplesLeaf, maxDepth }: Growth, title: string): AppError {
  return new AppError({
    code: 'TOO_MANY_NODES',
    message: `The trees of the ${title} have more than ${MOST_NODES} nodes, more than a model file can hold.`,
    place: { field: 'minSamplesLeaf' },
    next: `Ask for more rows in a leaf (now ${minSamplesLeaf}), less depth (now ${maxDepth}) or fewer trees.`,
  });
}
