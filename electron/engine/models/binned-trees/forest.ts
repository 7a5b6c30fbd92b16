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
};

export type Forest = z.infer<z.ZodObject<typeof forestShape>>;

/** Whether every walk from a root ends in a leaf. */
export function isWhole({ roots, feature, threshold, missingLeft, left, right, values, gains }: Forest): boolean {
  const inside = (value: number | undefined, from: number, to: number): boolean => value !== undefined && value >= from && value < to;
  return (
    [threshold, missingLeft, left, right].every((list) => list.length === feature.length) &&
    roots.every((root) => inside(root, 0, feature.length)) &&
    feature.every((f, i) => (f < 0 ? inside(left[i], 0, values.length) : f < gains.length && inside(left[i], i + 1, feature.length) && inside(right[i], i + 1, feature.length)))
  );
}

export const NOT_WHOLE = 'The nodes of the trees do not fit together';

/** A forest that grows. */
export class GrowingForest {
  readonly #forest: { -readonly [K in keyof Forest]: Forest[K] };

  constructor(features: number) {
    this.#forest = { roots: [], feature: [], threshold: [], missingLeft: [], left: [], right: [], values: [], gains: new Array<number>(features).fill(0) };
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

  /** Makes a node a split, and gives the nodes on its left and right. */
  split(node: number, feature: number, threshold: number, missingLeft: boolean, gain: number): [number, number] {
    const forest = this.#forest;
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

  finish(): Forest & Record<string, Json> {
    return this.#forest;
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

/** Adds the values of the leaves that rows fall into to `sums`, row-major [rows, width], tree by tree. `targetOf`: the first place of a tree's values. */
export function addLeaves(forest: Forest, x: Float64Array, rows: number, sums: Float64Array, width: number, targetOf: (tree: number) => number): void {
  const { roots, feature, threshold, missingLeft, left, right, values } = forest;
  roots.forEach((root, tree) => {
    const target = targetOf(tree);
    for (let i = 0; i < rows; i++) {
      let node = root;
      for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
        const value = x[f * rows + i] as number;
        node = (value <= (threshold[node] as number) || (Number.isNaN(value) && (missingLeft[node] as boolean)) ? left[node] : right[node]) as number;
      }
      const leaf = values[left[node] as number] as number[];
      for (let k = 0, at = i * width + target; k < leaf.length; k++, at++) sums[at] = (sums[at] as number) + (leaf[k] as number);
    }
  });
}
