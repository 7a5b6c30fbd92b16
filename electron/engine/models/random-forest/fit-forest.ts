import { AppError } from '../../base/app-error.ts';
import { random, type Random } from '../../base/random.ts';
import { thresholdOf, weighingRows, withBins, type BinnedRows } from '../binned-trees/bin-columns.ts';
import { fixedScale } from '../binned-trees/fixed-point.ts';
import { GrowingForest, type Forest } from '../binned-trees/forest.ts';
import type { Kernel, NodeSplit, Pause } from '../kernel.ts';
import type { FitContext, TrainingData } from '../model.ts';
import { columnMean } from '../moments.ts';
import { pauseOf } from '../training-data.ts';

export interface Growth {
  readonly nEstimators: number;
  readonly maxDepth: number;
  readonly minSamplesLeaf: number;
  readonly maxFeatures: 'auto' | 'sqrt' | 'log2' | 'all';
  readonly bootstrap: boolean;
}

/** Nodes of all trees, once for each class but the first: what state and ONNX file can hold. */
const MOST_NODES = 4_000_000;
/** Rows of nodes, once for each column that is tried, between two pauses. */
const WORK = 2_000_000;
/** A node of more rows pauses after every column. */
const LARGE = 200_000;
/** Shares of classes are whole multiples of 1 / SHARES: sums over trees are then exact in any order. */
const SHARES = 2 ** 40;

/** Trees whose leaves hold the shares of all classes but the first, or the distance from `center` divided by the number of trees. */
export async function fitForest(kernel: Kernel, given: TrainingData, params: Growth, context: FitContext): Promise<{ center: number } & Forest> {
  const pause = pauseOf(context);
  await pause();
  const data = weighingRows(given);
  return withBins(kernel, data, { threads: context.threads, pause }, (binned) => growTrees(binned, data, params, context, pause));
}

async function growTrees(binned: BinnedRows, data: TrainingData, params: Growth, context: FitContext, pause: Pause): Promise<{ center: number } & Forest> {
  const { rows } = binned;
  const isClass = data.task !== 'regression';
  const center = isClass ? 0 : columnMean(data.y, data.weights);
  const weights = new Float64Array(data.rows);
  rows.open(data.y, weights, [center], 0);
  rows.openNodes(data.classes.length);
  const forest = new GrowingForest(data.features.length);
  const seeds = random(context.seed);
  for (let tree = 0; tree < params.nEstimators; tree++) {
    const draws = random(seeds.below(2 ** 53));
    // A draw of rows of no weight in total cannot be: all of them weigh something.
    const times = params.bootstrap ? drawnRows(draws, data.rows) : new Uint32Array(data.rows).fill(1);
    for (let i = 0; i < weights.length; i++) weights[i] = (times[i] as number) * (data.weights ? (data.weights[i] as number) : 1);
    rows.weigh(weights);
    const taken = rows.list(Uint8Array.from(times, (count) => (count > 0 ? 1 : 0)));
    await pause();
    const { units, least } = prepare(binned, data, weights, taken, params.minSamplesLeaf);
    await growTree(binned, data, forest, draws, taken, least, units, params, pause);
    context.onProgress?.((tree + 1) / params.nEstimators);
  }
  return { center, ...forest.finish() };
}

/** How often each row is drawn, in as many draws as there are rows. */
function drawnRows(draws: Random, rows: number): Uint32Array {
  const times = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    const row = draws.below(rows);
    times[row] = (times[row] as number) + 1;
  }
  return times;
}

/** Makes what is known of the rows whole numbers; gives what they stand for, and the least weight of a leaf in them. */
function prepare({ rows }: BinnedRows, data: TrainingData, weights: Float64Array, taken: number, minSamplesLeaf: number): { units: [number, number]; least: number } {
  // Weights that are numbers of draws stay as they are.
  const largest = data.weights ? weights.reduce((a, b) => Math.max(a, b), 0) : 1;
  const scale = data.weights ? fixedScale(largest, data.rows) : 1;
  const total = data.weights ? weights.reduce((sum, weight) => sum + weight, 0) : data.rows;
  const least = minSamplesLeaf === 1 ? 1 : ((minSamplesLeaf * total) / data.rows) * scale;
  if (data.task !== 'regression') {
    rows.fixClasses(scale, taken);
    return { units: [1 / scale, 1 / scale], least };
  }
  const [steepest] = rows.slopes({ loss: 'squared' });
  if (!Number.isFinite(steepest)) throw tooLarge();
  const slopes = fixedScale(steepest, data.rows);
  rows.fix([slopes, scale], taken);
  return { units: [1 / slopes, 1 / scale], least };
}

interface Open {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** Grows a tree depth first, left before right. */
async function growTree({ rows, edges }: BinnedRows, data: TrainingData, forest: GrowingForest, draws: Random, taken: number, least: number, units: readonly [number, number], params: Growth, pause: Pause): Promise<void> {
  const isClass = data.task !== 'regression';
  const columns = data.features.map((_, j) => j);
  const wanted = featuresOf(params.maxFeatures, columns.length, isClass);
  const most = Math.floor(MOST_NODES / Math.max(1, data.classes.length - 1));
  const open: Open[] = [{ node: forest.root(), from: 0, to: taken, depth: 0 }];
  let work = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, from, to, depth } = next;
    work += (to - from + 50) * wanted;
    if (work > WORK) {
      work = 0;
      await pause();
      if (forest.nodes > most) throw tooManyNodes(params);
    }
    const sums = rows.openNode(from, to);
    const isSettled = depth >= params.maxDepth || to - from < 2 || (isClass ? sums.filter((sum) => sum > 0).length < 2 : rows.isConstant());
    const draw = shuffler(draws, columns);
    let split: NodeSplit | null = null;
    // Columns in which rows differ count; where none of them has a split, further ones are tried.
    for (let tried = 0, differing = 0; !isSettled && tried < columns.length && (differing < wanted || !split); tried++) {
      if (rows.tryColumn(draw(), least)) differing++;
      if (differing >= wanted || tried + 1 === columns.length) split = rows.found();
      if (to - from > LARGE) await pause();
    }
    if (!split) {
      forest.leaf(node, isClass ? sharesOfClasses(sums) : [-((sums[0] as number) * units[0]) / ((sums[1] as number) * units[1]) / params.nEstimators]);
      continue;
    }
    // Sums of regression are in two units; a gain of classes is in that of weights.
    const unit = isClass ? units[0] : (units[0] * units[0]) / units[1];
    const middle = rows.part(split, from, to);
    const [left, right] = forest.split(node, split.column, thresholdOf(edges[split.column] as Float64Array, split.bin), split.missingLeft, (split.score - worth(sums, isClass)) * unit);
    open.push({ node: right, from: middle, to, depth: depth + 1 }, { node: left, from, to: middle, depth: depth + 1 });
  }
}

/** Features that a split may choose from. */
function featuresOf(rule: Growth['maxFeatures'], features: number, isClass: boolean): number {
  if (rule === 'all' || (rule === 'auto' && !isClass)) return features;
  return Math.max(1, Math.floor(rule === 'log2' ? Math.log2(features) : Math.sqrt(features)));
}

/** Gives every column once, in an order that is drawn as it goes. */
function shuffler(draws: Random, columns: number[]): () => number {
  let given = 0;
  return () => {
    const place = given + draws.below(columns.length - given);
    const column = columns[place] as number;
    columns[place] = columns[given] as number;
    columns[given++] = column;
    return column;
  };
}

function worth(sums: Float64Array, isClass: boolean): number {
  if (!isClass) return ((sums[0] as number) * (sums[0] as number)) / (sums[1] as number);
  return sums.reduce((squares, sum) => squares + sum * sum, 0) / sums.reduce((a, b) => a + b, 0);
}

/** Multiples of 1 / SHARES that add up to 1, the first left out. */
function sharesOfClasses(sums: Float64Array): number[] {
  const total = sums.reduce((a, b) => a + b, 0);
  const parts = Array.from(sums, (sum) => Math.round((sum / total) * SHARES));
  const largest = sums.indexOf(Math.max(...sums));
  parts[largest] = SHARES - parts.reduce((sum, part, k) => (k === largest ? sum : sum + part), 0);
  return parts.slice(1).map((part) => part / SHARES);
}

function tooManyNodes({ minSamplesLeaf, maxDepth }: Growth): AppError {
  return new AppError({
    code: 'TOO_MANY_NODES',
    message: `The trees of the random forest have more than ${MOST_NODES} nodes, more than a model file can hold.`,
    place: { field: 'minSamplesLeaf' },
    next: `Ask for more rows in a leaf (now ${minSamplesLeaf}), less depth (now ${maxDepth}) or fewer trees.`,
  });
}

function tooLarge(): AppError {
  return new AppError({
    code: 'TARGET_TOO_LARGE',
    message: 'The target or the row weights are so large that differences between them are no longer numbers.',
    next: 'Scale the target or the weights down.',
  });
}
