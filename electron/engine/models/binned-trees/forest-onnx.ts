import { ML, type GraphBuilder } from '../../onnx/graph-builder.ts';
import { doubles, uint8s } from '../../onnx/tensor.ts';
import type { Forest } from './forest.ts';

/** NodeMode of `ai.onnx.ml` 5: true goes to values at or below the split. */
const BRANCH_LEQ = 0;
const BRANCH_MEMBER = 6;
const SUM = 1;

/**
 * A double tensor [N, base.length]: `base`, then the leaves of tree after tree added in this order, which is that of
 * addLeaves. A leaf of the format has one number for one target: a tree of leaves with several numbers is written once
 * for each.
 */
export function addForest(graph: GraphBuilder, features: string, forest: Forest, base: readonly number[], targetOf: (tree: number) => number): string {
  const trees = new Ensemble(forest);
  base.forEach((value, target) => trees.constant(target, value));
  forest.roots.forEach((root, tree) => {
    const width = widthOf(forest, root);
    for (let k = 0; k < width; k++) trees.tree(root, k, targetOf(tree) + k);
  });
  return graph.node('TreeEnsemble', [features], { n_targets: base.length, ...trees.attributes() }, ML);
}

/** How many numbers the leaves of a tree have. */
function widthOf({ feature, left, values }: Forest, root: number): number {
  let node = root;
  while ((feature[node] as number) >= 0) node = left[node] as number;
  return values[left[node] as number]?.length ?? 0;
}

/** The attributes of a TreeEnsemble, as they grow. */
class Ensemble {
  readonly #forest: Forest;
  readonly #sets: ReadonlyMap<number, readonly number[]>;
  readonly #modes: number[] = [];
  readonly #members: number[] = [];
  readonly #roots: number[] = [];
  readonly #features: number[] = [];
  readonly #splits: number[] = [];
  readonly #missing: number[] = [];
  readonly #true: number[] = [];
  readonly #isTrueLeaf: number[] = [];
  readonly #false: number[] = [];
  readonly #isFalseLeaf: number[] = [];
  readonly #targets: number[] = [];
  readonly #weights: number[] = [];

  constructor(forest: Forest) {
    this.#forest = forest;
    this.#sets = new Map(forest.sets.map(({ node, members }) => [node, members]));
  }

  /** A tree without a split is not in the format: both sides of this one say the same. */
  constant(target: number, value: number): void {
    const id = this.#split(0, 0, false);
    this.#roots.push(id);
    this.#true[id] = this.#false[id] = this.#leaf(target, value);
    this.#isTrueLeaf[id] = this.#isFalseLeaf[id] = 1;
  }

  /** The tree of a root, with the k-th number of every leaf. */
  tree(root: number, k: number, target: number): void {
    const { feature, left, values } = this.#forest;
    if ((feature[root] as number) < 0) return this.constant(target, values[left[root] as number]?.[k] as number);
    this.#roots.push(this.#splits.length);
    this.#add(root, k, target);
  }

  /** Depth first, left before right; a list instead of recursion, so that no depth is too much. */
  #add(root: number, k: number, target: number): void {
    const { feature, threshold, missingLeft, left, right, values } = this.#forest;
    const open: { node: number; parent: number; isLeft: boolean }[] = [{ node: root, parent: -1, isLeft: true }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { node, parent, isLeft } = next;
      const isLeaf = (feature[node] as number) < 0;
      const id = isLeaf
        ? this.#leaf(target, values[left[node] as number]?.[k] as number)
        : this.#split(feature[node] as number, threshold[node] as number, missingLeft[node] as boolean, this.#sets.get(node));
      if (parent >= 0) {
        (isLeft ? this.#true : this.#false)[parent] = id;
        (isLeft ? this.#isTrueLeaf : this.#isFalseLeaf)[parent] = Number(isLeaf);
      }
      if (!isLeaf) open.push({ node: right[node] as number, parent: id, isLeft: false }, { node: left[node] as number, parent: id, isLeft: true });
    }
  }

  attributes(): Parameters<GraphBuilder['node']>[2] & object {
    return {
      aggregate_function: SUM,
      post_transform: 0,
      tree_roots: this.#roots,
      nodes_featureids: this.#features,
      nodes_modes: uint8s(this.#modes),
      // Sets in the order of their nodes, each ended by NaN.
      ...(this.#members.length > 0 ? { membership_values: doubles(this.#members) } : {}),
      nodes_splits: doubles(this.#splits),
      nodes_missing_value_tracks_true: this.#missing,
      nodes_truenodeids: this.#true,
      nodes_trueleafs: this.#isTrueLeaf,
      nodes_falsenodeids: this.#false,
      nodes_falseleafs: this.#isFalseLeaf,
      leaf_targetids: this.#targets,
      leaf_weights: doubles(this.#weights),
    };
  }

  #split(feature: number, threshold: number, missingLeft: boolean, members?: readonly number[]): number {
    this.#features.push(feature);
    this.#modes.push(members ? BRANCH_MEMBER : BRANCH_LEQ);
    if (members) this.#members.push(...members, NaN);
    this.#missing.push(Number(missingLeft));
    return this.#splits.push(threshold) - 1;
  }

  #leaf(target: number, value: number): number {
    this.#targets.push(target);
    return this.#weights.push(value) - 1;
  }
}
