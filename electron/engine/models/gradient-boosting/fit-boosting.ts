import { AppError } from '../../base/app-error.ts';
import { random, type Random } from '../../base/random.ts';
import { weighingRows, withBins, type BinnedRows } from '../binned-trees/bin-columns.ts';
import { fixedScale } from '../binned-trees/fixed-point.ts';
import { GrowingForest, type Forest } from '../binned-trees/forest.ts';
import type { Kernel, Pause } from '../kernel.ts';
import type { FitContext, TrainingData } from '../model.ts';
import { pauseOf } from '../training-data.ts';
import type { BoostingParams } from './boosting-parameters.ts';
import { EarlyStopping } from './early-stopping.ts';
import { TreeGrower } from './grow-tree.ts';
import { holdOut, type HeldOut } from './hold-out.ts';
import { objectiveOf, POISSON_STEP } from './objective.ts';

/** Trees, those of a round one for each score, and the scores from which they begin. */
export type Boosted = { readonly base: number[] } & Forest;

export async function fitBoosting(kernel: Kernel, given: TrainingData, params: BoostingParams, context: FitContext): Promise<Boosted> {
  const pause = pauseOf(context);
  await pause();
  const { learned, held } = partsOf(weighingRows(given), params, context);
  const data = params.classWeight === 'balanced' ? balanced(learned) : learned;
  const categorical = new Set(params.categoricalFeatures.map((name) => data.features.indexOf(name)));
  return withBins(kernel, data, { threads: context.threads, pause, categorical }, async (binned) => {
    const { boosted, bestRound } = await boost(binned, data, held, params, context, pause);
    if (held && bestRound !== undefined) context.onNote?.(noteOf(held.rows, data, given, bestRound));
    return boosted;
  });
}

async function boost(binned: BinnedRows, data: TrainingData, held: HeldOut['held'] | undefined, params: BoostingParams, context: FitContext, pause: Pause): Promise<{ boosted: Boosted; bestRound: number | undefined }> {
  const objective = objectiveOf(data, params);
  const base = objective.start(data);
  const directions = data.features.map((name) => params.monotoneConstraints[name] ?? 0);
  const { rows } = binned;
  const forest = new GrowingForest(data.features.length);
  const fewest = params.growPolicy === 'depthwise' ? 1 : params.minChildSamples;
  const numLeaves = Math.max(1, Math.min(params.numLeaves, Math.floor(data.rows / fewest)));
  await rows.open(data.y, data.weights, base, numLeaves, pause);
  // XGBoost bounds the leaves of Poisson, too.
  const largest = objective.isLogarithm && params.growPolicy === 'depthwise' ? POISSON_STEP : Infinity;
  const grower = new TreeGrower({ binned, growth: { ...params, numLeaves }, rows: data.rows, directions, largest, leafQuantile: objective.leafQuantile, pause });
  const stopping = held && new EarlyStopping(held, objective, base, params.earlyStoppingRounds);
  const draws = random(context.seed);
  const columns = data.features.map((_, j) => j);
  for (let round = 0; round < params.nEstimators; round++) {
    const taken = params.subsample < 1 ? drawn(draws, data.rows, params.subsample) : undefined;
    if (base.length > 1) rows.shareClasses();
    let hasGrown = false;
    for (const score of base.keys()) {
      await pause();
      const count = rows.list(taken);
      const largestSlopes = rows.slopes(objective.slopes(score));
      if (!largestSlopes.every(Number.isFinite)) throw tooLarge();
      const scales: [number, number] = [fixedScale(largestSlopes[0], data.rows), fixedScale(largestSlopes[1], data.rows)];
      const sums = rows.fix(scales, count);
      const chosen = params.colsampleByTree < 1 ? sampled(draws, columns, params.colsampleByTree) : columns;
      const grown = await grower.grow(forest, chosen, count, sums, [1 / scales[0], 1 / scales[1]], score);
      // Every round has a tree for every score; one that gains nothing is a leaf of 0.
      if (!grown) forest.leaf(forest.root(), [0]);
      hasGrown ||= grown;
    }
    context.onProgress?.((round + 1) / params.nEstimators);
    if (stopping?.isOver(forest)) break;
    // Without a draw the next round would be the same again.
    if (!hasGrown && params.subsample === 1 && params.colsampleByTree === 1) break;
  }
  stopping?.keepBest(forest);
  return { boosted: { base, ...forest.finish() }, bestRound: stopping?.bestRound };
}

function partsOf(data: TrainingData, params: BoostingParams, { seed }: FitContext): { learned: TrainingData; held?: HeldOut['held'] } {
  return params.earlyStoppingRounds > 0 ? holdOut(data, params.validationFraction, seed) : { learned: data };
}

function noteOf(held: number, learned: TrainingData, { validation }: TrainingData, best: number): string {
  const from = validation ? `${held} rows that were given for it` : `${held} of the ${held + learned.rows} training rows, held out from learning`;
  return `Gradient boosting was stopped early by ${from}: it keeps ${best} ${best === 1 ? 'round' : 'rounds'}. No validation or test row had a part in it.`;
}

/** Rows weighed so that all classes weigh the same, and all together what they did. */
function balanced(data: TrainingData): TrainingData {
  const weightOf = (i: number): number => (data.weights ? (data.weights[i] as number) : 1);
  const totals = new Float64Array(data.classes.length);
  data.y.forEach((k, i) => (totals[k] = (totals[k] as number) + weightOf(i)));
  const share = totals.reduce((sum, one) => sum + one, 0) / totals.filter((one) => one > 0).length;
  return { ...data, weights: data.y.map((k, i) => (weightOf(i) * share) / (totals[k] as number)) };
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
