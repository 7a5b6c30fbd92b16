import { ML, type GraphBuilder } from './graph-builder.ts';
import { doubles, uint8s } from './tensor.ts';

/** NodeMode of `ai.onnx.ml` 5: true goes to values below the split. */
const BRANCH_LT = 1;
const SUM = 1;

interface Trees {
  readonly roots: number[];
  readonly features: number[];
  readonly splits: number[];
  readonly trueIds: number[];
  readonly trueLeaves: number[];
  readonly falseIds: number[];
  readonly falseLeaves: number[];
  readonly targets: number[];
  readonly weights: number[];
}

/**
 * One TreeEnsemble that says of column i of `x` how many of `edges[i]` (ascending) are ≤ the value: a balanced tree
 * a column. Gives a tensor [N, number of columns]. What it says of NaN means nothing: put a Where behind it.
 */
export function binsEnsemble(graph: GraphBuilder, x: string, edges: readonly (readonly number[])[]): string {
  const trees: Trees = { roots: [], features: [], splits: [], trueIds: [], trueLeaves: [], falseIds: [], falseLeaves: [], targets: [], weights: [] };
  edges.forEach((list, column) => {
    trees.roots.push(trees.splits.length);
    // A tree without a split is not in the format: both sides of this one say 0.
    if (list.length === 0) addNode(trees, column, [Infinity], 0, 1, () => 0);
    else addNode(trees, column, list, 0, list.length, (bin) => bin);
  });
  return graph.node('TreeEnsemble', [x], {
    n_targets: edges.length,
    aggregate_function: SUM,
    post_transform: 0,
    tree_roots: trees.roots,
    nodes_featureids: trees.features,
    nodes_modes: uint8s(trees.splits.map(() => BRANCH_LT)),
    nodes_splits: doubles(trees.splits),
    nodes_truenodeids: trees.trueIds,
    nodes_trueleafs: trees.trueLeaves,
    nodes_falsenodeids: trees.falseIds,
    nodes_falseleafs: trees.falseLeaves,
    leaf_targetids: trees.targets,
    leaf_weights: doubles(trees.weights),
  }, ML);
}

/** Adds the node over edges[from, to), which are not none, and gives its id. */
function addNode(trees: Trees, column: number, edges: readonly number[], from: number, to: number, weight: (bin: number) => number): number {
  const middle = (from + to) >> 1;
  const id = trees.splits.push(edges[middle] ?? 0) - 1;
  trees.features.push(column);
  const side = (ids: number[], leaves: number[], start: number, end: number): void => {
    ids[id] = start < end ? addNode(trees, column, edges, start, end, weight) : addLeaf(trees, column, weight(start));
    leaves[id] = start < end ? 0 : 1;
  };
  side(trees.trueIds, trees.trueLeaves, from, middle);
  side(trees.falseIds, trees.falseLeaves, middle + 1, to);
  return id;
}

function addLeaf(trees: Trees, column: number, weight: number): number {
  trees.targets.push(column);
  return trees.weights.push(weight) - 1;
}
