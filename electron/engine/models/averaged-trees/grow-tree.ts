import { random, type Random } from '../../base/random.ts';
import { GrowingForest, type Forest } from '../binned-trees/forest.ts';
import type { Pause } from '../kernel.ts';
import { worthOf, type Criterion } from './criterion.ts';
import type { Growth } from './growth.ts';
import type { NodeRows, ThresholdSplit, TreeUnits } from './node-rows.ts';

/** What a thread needs to grow trees. */
export interface TreeInput<N> {
  /** What its node rows are made from. */
  readonly nodes: N;
  readonly criterion: Criterion;
  /** What numbers are taken relative to. */
  readonly center: number;
  readonly params: Growth;
  readonly rows: number;
  readonly y: Float64Array;
  readonly weights: Float64Array | undefined;
  readonly features: number;
  /** 0 for numbers. */
  readonly classes: number;
  /** One a tree. */
  readonly seeds: readonly number[];
}

/** Rows of nodes, once for each column that is tried, between two pauses. */
const WORK = 2_000_000;
/** A node of more rows pauses after every column. */
const LARGE = 200_000;
/** Shares of classes are whole multiples of 1 / SHARES: sums over trees are then exact in any order. */
const SHARES = 2 ** 40;

/** Grows one tree after the other on the same rows, by their number. */
export function treeGrower(nodes: NodeRows, input: TreeInput<unknown>): (tree: number, pause: Pause) => Promise<Forest> {
  const { params, rows } = input;
  const weights = new Float64Array(rows);
  return async (tree, pause) => {
    const draws = random(input.seeds[tree] as number);
    // A draw of rows of no weight in total cannot be: all of them weigh something.
    const times = params.bootstrap ? drawnRows(draws, rows) : new Uint32Array(rows).fill(1);
    for (let i = 0; i < rows; i++) weights[i] = (times[i] as number) * (input.weights ? (input.weights[i] as number) : 1);
    const start = nodes.begin(weights, params.minSamplesLeaf);
    await pause();
    const forest = new GrowingForest(input.features);
    await growTree(nodes, start, input, forest, draws, pause);
    return forest.finish();
  };
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

interface Open {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
}

/** Grows a tree depth first, left before right. */
async function growTree(rows: NodeRows, { taken, units, least }: TreeUnits, { criterion, params, features }: TreeInput<unknown>, forest: GrowingForest, draws: Random, pause: Pause): Promise<void> {
  const isClass = criterion !== 'squared_error';
  const columns = Array.from({ length: features }, (_, j) => j);
  const wanted = featuresOf(params.maxFeatures, columns.length, isClass);
  const open: Open[] = [{ node: forest.root(), from: 0, to: taken, depth: 0 }];
  let work = 0;
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, from, to, depth } = next;
    work += (to - from + 50) * wanted;
    if (work > WORK) {
      work = 0;
      await pause();
    }
    const sums = rows.openNode(from, to);
    if (to - from > LARGE) await pause();
    const isSettled = depth >= params.maxDepth || to - from < params.minSamplesSplit || (isClass ? isPure(sums) : rows.isConstant());
    const draw = shuffler(draws, columns);
    let split: ThresholdSplit | null = null;
    // Columns in which rows differ count; where none of them has a split, further ones are tried.
    for (let tried = 0, differing = 0; !isSettled && tried < columns.length && (differing < wanted || !split); tried++) {
      if (rows.tryColumn(draw(), least, draws)) differing++;
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
    const [left, right] = forest.split(node, split.column, split.threshold, split.missingLeft, (split.score - worthOf(sums, criterion)) * unit);
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

/** Multiples of 1 / SHARES that add up to 1, the first left out. */
function sharesOfClasses(sums: Float64Array): number[] {
  let total = 0;
  let largest = 0;
  for (let k = 0; k < sums.length; k++) {
    total += sums[k] as number;
    if ((sums[k] as number) > (sums[largest] as number)) largest = k;
  }
  let rest = SHARES;
  for (let k = 0; k < sums.length; k++) if (k !== largest) rest -= Math.round(((sums[k] as number) / total) * SHARES);
  const shares: number[] = [];
  for (let k = 1; k < sums.length; k++) shares.push((k === largest ? rest : Math.round(((sums[k] as number) / total) * SHARES)) / SHARES);
  return shares;
}

/** Whether one class alone weighs something. */
function isPure(sums: Float64Array): boolean {
  let some = 0;
  for (let k = 0; k < sums.length && some < 2; k++) if ((sums[k] as number) > 0) some++;
  return some < 2;
}
