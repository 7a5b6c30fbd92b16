import { ML, type GraphBuilder } from '../../onnx/graph-builder.ts';
import { doubles, int64s, uint8s } from '../../onnx/tensor.ts';
import type { Tree } from './grow-tree.ts';

/** NodeMode of `ai.onnx.ml` 5: true goes to values at or below the split. */
const BRANCH_LEQ = 0;
const SUM = 1;

/**
 * A double tensor [N, width of a leaf]. A leaf of one number is its weight; for several numbers the ensemble gives
 * the number of the leaf, and a table its row: every value leaves the file as it went in.
 */
export function addTree(graph: GraphBuilder, features: string, tree: Pick<Tree, 'feature' | 'threshold' | 'missingLeft' | 'left' | 'right' | 'values'>): string {
  const single = tree.values[0]?.length === 1;
  const weights = tree.values.map((value, leaf) => (single ? (value[0] as number) : leaf));
  const splits = tree.feature.flatMap((feature, node) => (feature >= 0 ? [node] : []));
  const place = new Map(splits.map((node, i) => [node, i]));
  const isLeaf = (node: number): boolean => tree.feature[node] === -1;
  const target = (node: number): number => (isLeaf(node) ? (tree.left[node] as number) : (place.get(node) as number));
  // A tree without a split is not in the format: both sides of this one say the same.
  const lone = splits.length === 0;
  const pick = <T>(values: readonly T[], ofLone: T): T[] => (lone ? [ofLone] : splits.map((node) => values[node] as T));
  const scores = graph.node('TreeEnsemble', [features], {
    n_targets: 1,
    aggregate_function: SUM,
    post_transform: 0,
    tree_roots: [0],
    nodes_featureids: pick(tree.feature, 0),
    nodes_modes: uint8s(pick(tree.feature, 0).map(() => BRANCH_LEQ)),
    nodes_splits: doubles(pick(tree.threshold, 0)),
    nodes_missing_value_tracks_true: pick(tree.missingLeft, false).map(Number),
    nodes_truenodeids: pick(tree.left.map(target), 0),
    nodes_trueleafs: pick(tree.left.map((node) => Number(isLeaf(node))), 1),
    nodes_falsenodeids: pick(tree.right.map(target), 0),
    nodes_falseleafs: pick(tree.right.map((node) => Number(isLeaf(node))), 1),
    leaf_targetids: weights.map(() => 0),
    leaf_weights: doubles(weights),
  }, ML);
  if (single) return scores;
  const table = graph.constant(doubles(tree.values.flat(), [tree.values.length, tree.values[0]?.length ?? 0]));
  const leaves = graph.node('Cast', [graph.node('Squeeze', [scores, graph.constant(int64s([1]))])], { to: 7 });
  return graph.node('Gather', [table, leaves], { axis: 0 });
}
