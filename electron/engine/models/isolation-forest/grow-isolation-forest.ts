import { random, type Random } from '../../base/random.ts';
import { GrowingForest, type Forest } from '../binned-trees/forest.ts';
import type { Pause } from '../kernel.ts';
import type { FitContext, ModelState } from '../model.ts';
import type { UnlabelledData } from '../unsupervised-model.ts';
import { averagePathLength } from './anomaly-score.ts';

export interface Isolation {
  readonly nEstimators: number;
  readonly maxSamples: number;
  readonly maxFeatures: number;
}

/** Trees on drawn rows and features, as deep as a balanced tree of these rows would be; leaves hold path lengths. */
export async function growIsolationForest(data: UnlabelledData, { nEstimators, maxSamples, maxFeatures }: Isolation, context: FitContext, pause: Pause): Promise<{ forest: Forest & ModelState; usual: number }> {
  const k = data.features.length;
  const samples = Math.min(maxSamples, data.rows);
  const taken = Math.max(1, Math.floor(maxFeatures * k));
  const deepest = Math.ceil(Math.log2(Math.max(samples, 2)));
  const forest = new GrowingForest(k);
  const seeds = random(context.seed);
  for (let tree = 0; tree < nEstimators; tree++) {
    const draws = random(seeds.below(2 ** 53));
    await pause();
    const features = drawn(draws, k, taken);
    growTree(data, drawn(draws, data.rows, samples), features, deepest, draws, forest);
    context.onProgress?.((tree + 1) / nEstimators);
  }
  return { forest: forest.finish(), usual: nEstimators * averagePathLength(samples) };
}

/** So many of the whole numbers below `limit`, none twice (Floyd's algorithm), ascending. */
function drawn(draws: Random, limit: number, count: number): number[] {
  const found = new Set<number>();
  for (let top = limit - count; top < limit; top++) {
    const one = draws.below(top + 1);
    found.add(found.has(one) ? top : one);
  }
  return [...found].sort((a, b) => a - b);
}

function growTree({ x, rows }: UnlabelledData, sample: readonly number[], features: readonly number[], deepest: number, draws: Random, forest: GrowingForest): void {
  const open = [{ node: forest.root(), sample, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, sample: here, depth } = next;
    const split = depth < deepest && here.length > 1 ? drawSplit(x, rows, here, features, draws) : null;
    if (!split) {
      forest.leaf(node, [depth + averagePathLength(here.length)]);
      continue;
    }
    const { feature, threshold } = split;
    const at = (row: number): number => x[feature * rows + row] as number;
    const missingLeft = here.some((row) => Number.isNaN(at(row))) ? draws.below(2) === 1 : false;
    const goesLeft = (row: number): boolean => at(row) <= threshold || (missingLeft && Number.isNaN(at(row)));
    const left = here.filter(goesLeft);
    const isLeft = left.length * 2 > here.length;
    const known = here.some((row) => Number.isNaN(at(row)));
    // Values that were never missing go where more rows go, should they be.
    const [first, second] = forest.split(node, feature, threshold, known ? missingLeft : isLeft, 0);
    open.push({ node: second, sample: here.filter((row) => !goesLeft(row)), depth: depth + 1 }, { node: first, sample: left, depth: depth + 1 });
  }
}

/** A feature in which the rows differ, and a threshold uniform between its least and its largest value; null where they differ in none. */
function drawSplit(x: Float64Array, rows: number, sample: readonly number[], features: readonly number[], draws: Random): { feature: number; threshold: number } | null {
  const rest = [...features];
  while (rest.length > 0) {
    const place = draws.below(rest.length);
    const feature = rest[place] as number;
    let [low, high] = [Infinity, -Infinity];
    for (const row of sample) {
      const value = x[feature * rows + row] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (low < high) {
      const share = draws.next();
      const threshold = low * (1 - share) + high * share;
      return { feature, threshold: threshold >= low && threshold < high ? threshold : low };
    }
    rest[place] = rest[rest.length - 1] as number;
    rest.pop();
  }
  return null;
}
