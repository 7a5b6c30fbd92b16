import { thresholdOf, type BinnedRows } from '../binned-trees/bin-columns.ts';
import type { GrowingForest } from '../binned-trees/forest.ts';
import type { BinSplit, NodeSums, Pause, SplitRule } from '../kernel.ts';

/** What a tree may be. */
export interface Growth {
  readonly numLeaves: number;
  readonly maxDepth: number;
  readonly minChildSamples: number;
  readonly minChildWeight: number;
  readonly minSplitGain: number;
  readonly regLambda: number;
  readonly learningRate: number;
}

interface Leaf {
  readonly node: number;
  /** The rows that the tree learns from, [from, to) of the list, and those that it only scores. */
  readonly from: number;
  readonly to: number;
  readonly otherFrom: number;
  readonly otherTo: number;
  readonly depth: number;
  readonly sums: NodeSums;
  readonly slot: number;
  readonly worth: number;
  split: BinSplit | null;
}

/** Gains below this share of what a leaf is worth are rounding. */
const ROUNDING = 1e-13;
/** Values added to histograms between two pauses: some 50 ms. */
const WORK = 20_000_000;

/** Grows one tree, always at the leaf that gains most, and adds its values to a score of all rows. False if nothing gains. */
export class LeafWiseGrower {
  readonly #binned: BinnedRows;
  readonly #growth: Growth;
  readonly #rows: number;
  readonly #pause: Pause;
  #work = 0;

  constructor(binned: BinnedRows, growth: Growth, rows: number, pause: Pause) {
    this.#binned = binned;
    this.#growth = growth;
    this.#rows = rows;
    this.#pause = pause;
  }

  /** `taken` rows stand first in the list, their sums are `sums` in `units`; splits are by `columns`. */
  async grow(forest: GrowingForest, columns: readonly number[], taken: number, sums: NodeSums, units: readonly [number, number], score: number): Promise<boolean> {
    const { rows, edges } = this.#binned;
    const { numLeaves, learningRate, regLambda } = this.#growth;
    const root: Leaf = { node: -1, from: 0, to: taken, otherFrom: taken, otherTo: this.#rows, depth: 0, sums, worth: this.#worth(sums, units), slot: 0, split: null };
    await this.#count(0, 0, taken);
    root.split = this.#best(root, columns, units);
    if (!root.split) return false;
    const leaves: Leaf[] = [{ ...root, node: forest.root() }];
    while (leaves.length < numLeaves) {
      const place = leaves.reduce((best, leaf, i) => (gainOf(leaf) > gainOf(leaves[best] as Leaf) ? i : best), 0);
      const leaf = leaves[place] as Leaf;
      const { split } = leaf;
      if (!split) break;
      const middle = rows.part(split, leaf.from, leaf.to);
      const otherMiddle = rows.part(split, leaf.otherFrom, leaf.otherTo);
      const [left, right] = forest.split(leaf.node, split.column, thresholdOf(edges[split.column] as Float64Array, split.bin), split.missingLeft, gainOf(leaf));
      const slot = leaves.length;
      const isLeftSmaller = middle - leaf.from < leaf.to - middle;
      const [leftSlot, rightSlot] = isLeftSmaller ? [slot, leaf.slot] : [leaf.slot, slot];
      const rest: NodeSums = { first: leaf.sums.first - split.left.first, second: leaf.sums.second - split.left.second };
      const depth = leaf.depth + 1;
      const children: [Leaf, Leaf] = [
        { node: left, from: leaf.from, to: middle, otherFrom: leaf.otherFrom, otherTo: otherMiddle, depth, sums: split.left, worth: this.#worth(split.left, units), slot: leftSlot, split: null },
        { node: right, from: middle, to: leaf.to, otherFrom: otherMiddle, otherTo: leaf.otherTo, depth, sums: rest, worth: this.#worth(rest, units), slot: rightSlot, split: null },
      ];
      leaves[place] = children[0];
      leaves.push(children[1]);
      if (leaves.length === numLeaves) break;
      await this.#search(children, leaf.slot, slot, split.useful, units);
    }
    for (const leaf of leaves) {
      const [first, second] = [Number(leaf.sums.first) * units[0], Number(leaf.sums.second) * units[1] + regLambda];
      const value = second > 0 ? (-first / second) * learningRate : 0;
      forest.leaf(leaf.node, [value]);
      rows.addScore(score, leaf.from, leaf.to, value);
      rows.addScore(score, leaf.otherFrom, leaf.otherTo, value);
    }
    return true;
  }

  /** Finds the best splits of two new leaves by the columns that were of use to their parent (LightGBM's rule); the histogram of the larger is the parent's less the smaller's. */
  async #search(children: readonly [Leaf, Leaf], parent: number, slot: number, columns: readonly number[], units: readonly [number, number]): Promise<void> {
    const open = children.filter((leaf) => leaf.depth < this.#growth.maxDepth && leaf.to - leaf.from >= 2 * this.#growth.minChildSamples);
    if (open.length === 0) return;
    const smaller = children.find((leaf) => leaf.slot === slot) as Leaf;
    await this.#count(slot, smaller.from, smaller.to);
    this.#binned.rows.subtract(parent, slot);
    for (const leaf of open) leaf.split = this.#best(leaf, columns, units);
  }

  async #count(slot: number, from: number, to: number): Promise<void> {
    const { rows, edges } = this.#binned;
    const most = Math.max(1, Math.floor(WORK / edges.length));
    rows.clear(slot);
    for (let start = from; start < to; start += most) {
      const end = Math.min(to, start + most);
      this.#work += (end - start) * edges.length;
      if (this.#work > WORK) {
        this.#work = 0;
        await this.#pause();
      }
      rows.add(slot, start, end);
    }
  }

  #best(leaf: Leaf, columns: readonly number[], units: readonly [number, number]): BinSplit | null {
    const { regLambda, minChildWeight, minChildSamples, minSplitGain } = this.#growth;
    const rule: SplitRule = { units, penalty: regLambda, leastSecond: minChildWeight, leastRows: minChildSamples, surpass: leaf.worth * (1 + ROUNDING) + minSplitGain };
    return leaf.sums.second > 0n ? this.#binned.rows.best(leaf.slot, columns, leaf.sums, leaf.to - leaf.from, rule) : null;
  }

  #worth(sums: NodeSums, units: readonly [number, number]): number {
    const slope = Number(sums.first) * units[0];
    const weight = Number(sums.second) * units[1] + this.#growth.regLambda;
    return weight > 0 ? (slope * slope) / weight : 0;
  }
}

function gainOf({ split, worth }: Leaf): number {
  return split ? split.score - worth : -Infinity;
}
