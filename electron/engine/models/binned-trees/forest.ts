import { z } from 'zod';
import type { Json } from '../../base/canonical-json.ts';

const wholes = z.array(z.number().int().min(-1));

/** Trees, one after another, each from its root; a node stands after its parent. */
export const forestShape = {
  roots: z.array(z.number().int().nonnegative()),
  /** The feature of a split, or −1 for a leaf. */
  feature: wholes,
  threshold: z.array(z.number()),
  missingLeft: z.array(z.boolean()),
  /** The node on the left; for a leaf the place of its values in `values`. */
  left: wholes,
  right: wholes,
  values: z.array(z.array(z.number()).min(1)),
  /** What splits by each feature have gained. */
  gains: z.array(z.number().nonnegative()),
  /** The nodes that split by categories, ascending, and which of them go left; all else and missing values go right. */
  sets: z.array(z.object({ node: z.number().int().nonnegative(), members: z.array(z.number()).min(1) })).default([]),
};

export type Forest = z.infer<z.ZodObject<typeof forestShape>>;

/** Whether every walk from a root ends in a leaf. */
export function isWhole({ roots, feature, threshold, missingLeft, left, right, values, gains, sets }: Forest): boolean {
  const inside = (value: number | undefined, from: number, to: number): boolean => value !== undefined && value >= from && value < to;
  return (
    [threshold, missingLeft, left, right].every((list) => list.length === feature.length) &&
    roots.every((root) => inside(root, 0, feature.length)) &&
    sets.every(({ node }, i) => inside(feature[node], 0, gains.length) && node > (sets[i - 1]?.node ?? -1)) &&
    feature.every((f, i) => (f < 0 ? inside(left[i], 0, values.length) : f < gains.length && inside(left[i], i + 1, feature.length) && inside(right[i], i + 1, feature.length)))
  );
}

export const NOT_WHOLE = 'The nodes of the trees do not fit together';

/** A forest that grows. */
export class GrowingForest {
  readonly #forest: { -readonly [K in keyof Forest]: Forest[K] };
  readonly #sets = new Map<number, number[]>();

  constructor(features: number) {
    this.#forest = { roots: [], feature: [], threshold: [], missingLeft: [], left: [], right: [], values: [], gains: new Array<number>(features).fill(0), sets: [] };
  }

  get trees(): number {
    return this.#forest.roots.length;
  }

  get nodes(): number {
    return this.#forest.feature.length;
  }

  root(): number {
    const node = this.#node();
    this.#forest.roots.push(node);
    return node;
  }

  /** Makes a node a split, by a threshold or by the categories that go left, and gives the nodes on its left and right. */
  split(node: number, feature: number, by: number | number[], missingLeft: boolean, gain: number): [number, number] {
    const forest = this.#forest;
    const threshold = typeof by === 'number' ? by : 0;
    if (typeof by !== 'number') this.#sets.set(node, by);
    const children: [number, number] = [this.#node(), this.#node()];
    forest.feature[node] = feature;
    forest.threshold[node] = threshold;
    forest.missingLeft[node] = missingLeft;
    [forest.left[node], forest.right[node]] = children;
    forest.gains[feature] = (forest.gains[feature] ?? 0) + Math.max(0, gain);
    return children;
  }

  leaf(node: number, values: number[]): void {
    this.#forest.left[node] = this.#forest.values.push(values) - 1;
  }

  /** What splits by each feature have gained up to now. */
  get gains(): number[] {
    return [...this.#forest.gains];
  }

  /** Leaves alone the first trees, of these gains. */
  keep(trees: number, gains: number[]): void {
    const { roots, feature, threshold, missingLeft, left, right, values } = this.#forest;
    const nodes = roots[trees];
    if (nodes === undefined) return;
    this.#forest.gains = gains;
    roots.length = trees;
    const leaves = feature.slice(0, nodes).filter((one) => one < 0).length;
    for (const list of [feature, threshold, missingLeft, left, right]) list.length = nodes;
    values.length = leaves;
  }

  finish(): Forest & Record<string, Json> {
    const sets = [...this.#sets].filter(([node]) => node < this.nodes).sort(([a], [b]) => a - b);
    return { ...this.#forest, sets: sets.map(([node, members]) => ({ node, members })) };
  }

  #node(): number {
    const { feature, threshold, missingLeft, left, right } = this.#forest;
    threshold.push(0);
    missingLeft.push(false);
    left.push(0);
    right.push(-1);
    return feature.push(-1) - 1;
  }
}

/** The trees of several forests of thresholds, in their order. */
export function joinForests(forests: readonly Forest[], features: number): Forest & Record<string, Json> {
  const all: Forest = { roots: [], feature: [], threshold: [], missingLeft: [], left: [], right: [], values: [], gains: new Array<number>(features).fill(0), sets: [] };
  for (const one of forests) {
    const [nodes, leaves] = [all.feature.length, all.values.length];
    for (const root of one.roots) all.roots.push(root + nodes);
    one.feature.forEach((feature, i) => {
      all.feature.push(feature);
      all.threshold.push(one.threshold[i] as number);
      all.missingLeft.push(one.missingLeft[i] as boolean);
      all.left.push((one.left[i] as number) + (feature < 0 ? leaves : nodes));
      all.right.push(feature < 0 ? -1 : (one.right[i] as number) + nodes);
    });
    for (const value of one.values) all.values.push(value);
    one.gains.forEach((gain, feature) => (all.gains[feature] = (all.gains[feature] as number) + gain));
    for (const { node, members } of one.sets) all.sets.push({ node: node + nodes, members });
  }
  return all;
}

/** Adds the values of the leaves that rows fall into to `sums`, row-major [rows, width], tree by tree from the first or a later one on. `targetOf`: the first place of a tree's values. */
export function addLeaves(forest: Forest, x: Float64Array, rows: number, sums: Float64Array, width: number, targetOf: (tree: number) => number, first = 0): void {
  const { roots, feature, threshold, missingLeft, left, right, values, sets } = forest;
  const members = new Map(sets.map((set) => [set.node, new Set(set.members)]));
  for (let tree = first; tree < roots.length; tree++) {
    const target = targetOf(tree);
    for (let i = 0; i < rows; i++) {
      let node = roots[tree] as number;
      for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
        const value = x[f * rows + i] as number;
        const set = members.size > 0 ? members.get(node) : undefined;
        const goesLeft = set ? set.has(value) : value <= (threshold[node] as number) || (Number.isNaN(value) && (missingLeft[node] as boolean));
        node = (goesLeft ? left[node] : right[node]) as number;
      }
      const leaf = values[left[node] as number] as number[];
      for (let k = 0, at = i * width + target; k < leaf.length; k++, at++) sums[at] = (sums[at] as number) + (leaf[k] as number);
    }
  }
}
