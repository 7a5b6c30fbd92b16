import { partingOf, type BinnedRows } from '../binned-trees/bin-columns.ts';
import type { GrowingForest } from '../binned-trees/forest.ts';
import type { BinSplit, CategoryRule, NodeSums, OpenNode, Pause, SplitRule } from '../kernel.ts';
import { quantileOf } from './quantile-of.ts';

/** What a tree may be. */
export interface Growth extends CategoryRule {
  readonly growPolicy: 'lossguide' | 'depthwise';
  readonly numLeaves: number;
  readonly maxDepth: number;
  readonly minChildSamples: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly regLambda: number;
  readonly regAlpha: number;
  readonly learningRate: number;
}

/** What the trees of one model have in common. */
export interface Setting {
  readonly binned: BinnedRows;
  readonly growth: Growth;
  readonly rows: number;
  /** By column: whether predictions may only rise (1) or fall (−1) with it. */
  readonly directions: readonly number[];
  /** The largest value of a leaf, before the learning rate. */
  readonly largest: number;
  /** The quantile of y − score that leaves take as their value. */
  readonly leafQuantile: number | undefined;
  readonly pause: Pause;
}

interface Leaf {
  readonly node: number;
  /** The rows that the tree learns from, [from, to) of the list, and those that it only scores. */
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
  readonly depth: number;
  /** The number of leaves before it was made. */
  readonly turn: number;
  readonly sums: NodeSums;
  readonly bounds: readonly [number, number];
  /** Its value, before the learning rate. */
  readonly value: number;
  readonly worth: number;
  readonly slot: number;
  split: BinSplit | null;
}

/** Gains below this share of what a leaf is worth are rounding. */
const ROUNDING = 1e-13;
/** Values added to histograms between two pauses: some 50 ms. */
const WORK = 20_000_000;

/** Grows one tree, at the leaf that gains most or level by level, and adds its values to a score of all rows. False if nothing gains. */
export class TreeGrower {
  readonly #setting: Setting;
  readonly #isByDepth: boolean;
  readonly #rule: Pick<SplitRule, 'penalty' | 'lasso' | 'leastSecond' | 'leastRows' | 'directions' | 'categories'>;
  #treeRule: SplitRule | undefined;
  #work = 0;

  constructor(setting: Setting) {
    const { binned, growth, directions } = setting;
    this.#setting = setting;
    this.#isByDepth = growth.growPolicy === 'depthwise';
    this.#rule = {
      penalty: growth.regLambda,
      lasso: growth.regAlpha,
      leastSecond: growth.minChildWeight,
      // XGBoost has no such bound.
      leastRows: this.#isByDepth ? 0 : growth.minChildSamples,
      directions,
      ...(binned.categories.size > 0 ? { categories: { rule: growth, columns: binned.edges.map((_, column) => binned.categories.has(column)) } } : {}),
    };
  }

  /** `taken` rows stand first in the list, their sums are `sums` in `units`; splits are by `columns`. */
  async grow(forest: GrowingForest, columns: readonly number[], taken: number, sums: NodeSums, units: readonly [number, number], score: number): Promise<boolean> {
    const { binned, growth, rows, largest } = this.#setting;
    const bounds = [-largest, largest] as const;
    const root: Leaf = { node: -1, from: 0, to: taken, otherFrom: taken, otherTo: rows, depth: 0, turn: 0, ...this.#side(sums, bounds, growth.regLambda, units), slot: 0, split: null };
    await this.#count(0, taken);
    this.#searchIn([root], 0, undefined, columns, units);
    if (!root.split) return false;
    const leaves: Leaf[] = [{ ...root, node: forest.root() }];
    while (leaves.length < growth.numLeaves) {
      const place = leaves.reduce((best, leaf, i) => (this.#comesBefore(leaf, leaves[best] as Leaf) ? i : best), 0);
      const leaf = leaves[place] as Leaf;
      const { split } = leaf;
      if (!split) break;
      const children = this.#divide(forest, leaf, split, leaves.length, units);
      leaves[place] = children[0];
      leaves.push(children[1]);
      if (leaves.length === growth.numLeaves) break;
      await this.#search(children, leaf.slot, leaves.length - 1, this.#isByDepth ? columns : split.useful, units);
    }
    const scored = leaves.flatMap((leaf) => {
      const by = this.#valueOf(leaf) * growth.learningRate;
      forest.leaf(leaf.node, [by]);
      return [
        { from: leaf.from, to: leaf.to, by },
        { from: leaf.otherFrom, to: leaf.otherTo, by },
      ];
    });
    binned.rows.addScores(score, scored);
    return true;
  }

  #comesBefore(leaf: Leaf, other: Leaf): boolean {
    if (!this.#isByDepth) return gainOf(leaf) > gainOf(other);
    return leaf.split !== null && (other.split === null || leaf.turn < other.turn);
  }

  /** Parts the rows of a leaf; of the histograms the smaller side gets the new one, `slot`. */
  #divide(forest: GrowingForest, leaf: Leaf, split: BinSplit, slot: number, units: readonly [number, number]): [Leaf, Leaf] {
    const { binned, growth } = this.#setting;
    const [from, middle] = binned.rows.part(split, leaf.from, leaf.to);
    const [otherFrom, otherMiddle] = binned.rows.part(split, leaf.otherFrom, leaf.otherTo);
    const [to, otherTo] = [from + leaf.to - leaf.from, otherFrom + leaf.otherTo - leaf.otherFrom];
    const [left, right] = forest.split(leaf.node, split.column, partingOf(binned, split), split.missingLeft, gainOf(leaf));
    const [leftSlot, rightSlot] = middle - from < to - middle ? [slot, leaf.slot] : [leaf.slot, slot];
    const rest: NodeSums = { first: leaf.sums.first - split.left.first, second: leaf.sums.second - split.left.second };
    const binsOfColumn = binned.categories.get(split.column)?.length;
    // LightGBM holds categories back more, unless each is tried alone.
    const penalty = growth.regLambda + (binsOfColumn !== undefined && binsOfColumn + 1 > growth.maxCatToOnehot ? growth.catL2 : 0);
    const [ofLeft, ofRight] = this.#boundsBehind(leaf, split, rest, penalty, units);
    const depth = leaf.depth + 1;
    return [
      { node: left, from, to: middle, otherFrom, otherTo: otherMiddle, depth, turn: 2 * slot, ...this.#side(split.left, ofLeft, penalty, units), slot: leftSlot, split: null },
      { node: right, from: middle, to, otherFrom: otherMiddle, otherTo, depth, turn: 2 * slot + 1, ...this.#side(rest, ofRight, penalty, units), slot: rightSlot, split: null },
    ];
  }

  /** Behind a split by a column of a direction, half way between both values is the bound of all that follows (LightGBM's basic method). */
  #boundsBehind({ bounds }: Leaf, { column, left }: BinSplit, rest: NodeSums, penalty: number, units: readonly [number, number]): [Leaf['bounds'], Leaf['bounds']] {
    const direction = this.#setting.directions[column] ?? 0;
    if (direction === 0) return [bounds, bounds];
    const middle = (this.#newton(left, bounds, penalty, units) + this.#newton(rest, bounds, penalty, units)) / 2;
    const [low, high] = [[bounds[0], middle], [middle, bounds[1]]] as const;
    return direction > 0 ? [low, high] : [high, low];
  }

  #side(sums: NodeSums, bounds: Leaf['bounds'], penalty: number, units: readonly [number, number]): Pick<Leaf, 'sums' | 'bounds' | 'value' | 'worth'> {
    const weight = Number(sums.second) * units[1] + this.#setting.growth.regLambda;
    const slope = this.#slope(sums, units);
    const value = this.#newton(sums, bounds, penalty, units);
    // XGBoost weighs a leaf within its bounds, LightGBM without.
    const isBound = this.#isByDepth && bounds.some(Number.isFinite);
    const worth = weight > 0 ? (isBound ? -(2 * slope * value + weight * value * value) : (slope * slope) / weight) : 0;
    return { sums, bounds, value, worth };
  }

  #slope({ first }: NodeSums, units: readonly [number, number]): number {
    const slope = Number(first) * units[0];
    return Math.sign(slope) * Math.max(0, Math.abs(slope) - this.#setting.growth.regAlpha);
  }

  #newton(sums: NodeSums, bounds: Leaf['bounds'], penalty: number, units: readonly [number, number]): number {
    const weight = Number(sums.second) * units[1] + penalty;
    return Math.max(bounds[0], Math.min(bounds[1], weight > 0 ? -this.#slope(sums, units) / weight : 0));
  }

  #valueOf({ from, to, value }: Leaf): number {
    const { leafQuantile, binned } = this.#setting;
    if (leafQuantile === undefined) return value;
    const { residuals, weights } = binned.rows.residuals(from, to);
    return quantileOf(residuals, weights, leafQuantile, (ascending) => ascending);
  }

  /** Finds the best splits of two new leaves by these columns (with LightGBM those that were of use to their parent); the histogram of the larger is the parent's less the smaller's. */
  async #search(children: readonly [Leaf, Leaf], parent: number, slot: number, columns: readonly number[], units: readonly [number, number]): Promise<void> {
    const { growth } = this.#setting;
    const open = children.filter((leaf) => leaf.depth < growth.maxDepth && leaf.to - leaf.from >= 2 * Math.max(1, this.#rule.leastRows));
    if (open.length === 0) return;
    const smaller = children.find((leaf) => leaf.slot === slot) as Leaf;
    await this.#count(smaller.from, smaller.to);
    this.#searchIn(open, slot, parent, columns, units);
  }

  async #count(from: number, to: number): Promise<void> {
    const { pause, binned } = this.#setting;
    const { rows, edges } = binned;
    const most = Math.max(1, Math.floor(WORK / edges.length));
    for (let start = from; start < to; start += most) {
      const end = Math.min(to, start + most);
      this.#work += (end - start) * edges.length;
      if (this.#work > WORK) {
        this.#work = 0;
        await pause();
      }
      rows.add(start, end);
    }
  }

  #searchIn(leaves: readonly Leaf[], slot: number, parent: number | undefined, columns: readonly number[], units: readonly [number, number]): void {
    const open = leaves.filter((leaf) => leaf.sums.second > 0n);
    const nodes = open.map(({ slot: own, sums, from, to, bounds, worth }): OpenNode => ({ slot: own, sums, rows: to - from, bounds, surpass: worth * (1 + ROUNDING) + this.#setting.growth.minSplitGain }));
    // The same in all nodes of a tree.
    const rule = this.#treeRule?.units === units ? this.#treeRule : (this.#treeRule = { ...this.#rule, units });
    this.#setting.binned.rows.search(slot, parent, nodes, rule, columns).forEach((split, i) => ((open[i] as Leaf).split = split));
  }
}

function gainOf({ split, worth }: Leaf): number {
  return split ? split.score - worth : -Infinity;
}
