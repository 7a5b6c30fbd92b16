import { AppError } from '../../base/app-error.ts';
import { random, type Random } from '../../base/random.ts';
import { binColumns, weighingRows } from '../binned-trees/bin-columns.ts';
import { fixedScale } from '../binned-trees/fixed-point.ts';
import { GrowingForest, type Forest } from '../binned-trees/forest.ts';
import type { Kernel, Slopes } from '../kernel.ts';
import type { FitContext, TrainingData } from '../model.ts';
import { columnMean } from '../moments.ts';
import { pauseOf } from '../training-data.ts';
import { LeafWiseGrower, type Growth } from './grow-leaf-wise.ts';

export interface Boosting extends Growth {
  readonly nEstimators: number;
  readonly subsample: number;
  readonly colsampleByTree: number;
}

/** Trees, those of a round one for each score, and the scores from which they begin. */
export type Boosted = { readonly base: number[] } & Forest;

/** Below this share a class counts as this frequent, so that the logarithm of its share is a number. */
const RAREST = 1e-15;

export async function fitBoosting(kernel: Kernel, given: TrainingData, params: Boosting, context: FitContext): Promise<Boosted> {
  const pause = pauseOf(context);
  await pause();
  const data = weighingRows(given);
  const binned = await binColumns(kernel, data, pause);
  const { rows } = binned;
  const base = startOf(data);
  const forest = new GrowingForest(data.features.length);
  const mostLeaves = Math.max(1, Math.min(params.numLeaves, Math.floor(data.rows / params.minChildSamples)));
  rows.open(data.y, data.weights, base, mostLeaves);
  const grower = new LeafWiseGrower(binned, { ...params, numLeaves: mostLeaves }, data.rows, pause);
  const draws = random(context.seed);
  const columns = data.features.map((_, j) => j);
  for (let round = 0; round < params.nEstimators; round++) {
    const taken = params.subsample < 1 ? drawn(draws, data.rows, params.subsample) : undefined;
    if (base.length > 1) rows.shareClasses();
    let hasGrown = false;
    for (const score of base.keys()) {
      await pause();
      const count = rows.list(taken);
      const largest = rows.slopes(slopesOf(data, score));
      if (!largest.every(Number.isFinite)) throw tooLarge();
      const scales: [number, number] = [fixedScale(largest[0], data.rows), fixedScale(largest[1], data.rows)];
      const sums = rows.fix(scales, count);
      const chosen = params.colsampleByTree < 1 ? sampled(draws, columns, params.colsampleByTree) : columns;
      const grown = await grower.grow(forest, chosen, count, sums, [1 / scales[0], 1 / scales[1]], score);
      // Every round has a tree for every score; one that gains nothing is a leaf of 0.
      if (!grown) forest.leaf(forest.root(), [0]);
      hasGrown ||= grown;
    }
    context.onProgress?.((round + 1) / params.nEstimators);
    // Without a draw the next round would be the same again.
    if (!hasGrown && params.subsample === 1 && params.colsampleByTree === 1) break;
  }
  return { base, ...forest.finish() };
}

function slopesOf({ task }: TrainingData, score: number): Slopes {
  if (task === 'multiclass') return { loss: 'softmax', classIndex: score };
  return { loss: task === 'regression' ? 'squared' : 'logistic' };
}

/** The constant scores of least loss. */
function startOf({ task, y, weights, classes }: TrainingData): number[] {
  if (task === 'regression') return [columnMean(y, weights)];
  const shareOf = (k: number): number => Math.max(RAREST, columnMean(y.map((value) => (value === k ? 1 : 0)), weights));
  if (task === 'multiclass') return classes.map((_, k) => Math.log(shareOf(k)));
  const share = Math.min(1 - RAREST, shareOf(1));
  return [Math.log(share / (1 - share))];
}

/** One of every row that is drawn, without repeats: a share of all, at least one. */
function drawn(draws: Random, rows: number, share: number): Uint8Array {
  const taken = new Uint8Array(rows);
  let wanted = Math.max(1, Math.round(rows * share));
  for (let i = 0; i < rows && wanted > 0; i++) {
    if (draws.below(rows - i) >= wanted) continue;
    taken[i] = 1;
    wanted--;
  }
  return taken;
}

function sampled(draws: Random, columns: readonly number[], share: number): number[] {
  const taken = drawn(draws, columns.length, share);
  return columns.filter((_, j) => taken[j] === 1);
}

function tooLarge(): AppError {
  return new AppError({
    code: 'TARGET_TOO_LARGE',
    message: 'The target or the row weights are so large that differences between them are no longer numbers.',
    next: 'Scale the target or the weights down.',
  });
}
