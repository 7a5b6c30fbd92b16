import { z } from 'zod';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { columnMean } from '../moments.ts';
import { checkTrainingData, featureColumns, pauseOf } from '../training-data.ts';
import { BinnedSplitter } from './binned-splitter.ts';
import { ExactSplitter } from './exact-splitter.ts';
import { growTree } from './grow-tree.ts';
import type { Targets } from './splitter.ts';
import { addTree } from './tree-onnx.ts';

/** From here on thresholds are at quantiles. */
const BINNED_FROM = 100_000;

const params = z.object({
  maxDepth: z.number().int().min(1).max(64).default(10).describe('Most splits from the root to a leaf (scikit-learn has no limit unless told)').meta({ title: 'Depth' }),
  minSamplesSplit: z.number().int().min(2).default(2).describe('Fewest rows that a node must have to be split').meta({ title: 'Rows to split' }),
  minSamplesLeaf: z.number().int().min(1).default(1).describe('Fewest rows that a leaf must have').meta({ title: 'Rows in a leaf' }),
});

const wholes = z.array(z.number().int().min(-1)).min(1);
const state = z
  .object({
    feature: wholes,
    threshold: z.array(z.number()),
    missingLeft: z.array(z.boolean()),
    left: wholes,
    right: wholes,
    values: z.array(z.array(z.number()).min(1)).min(1),
    gains: z.array(z.number().nonnegative()),
  })
  .refine(
    ({ feature, threshold, missingLeft, left, right, values }) =>
      [threshold, missingLeft, left, right].every((list) => list.length === feature.length) &&
      feature.every((f, i) => (f < 0 ? inside(left[i], 0, values.length) : inside(left[i], i + 1, feature.length) && inside(right[i], i + 1, feature.length))),
    'The nodes of the tree do not fit together',
  );

function inside(value: number | undefined, from: number, to: number): boolean {
  return value !== undefined && value >= from && value < to;
}

/**
 * CART: Gini impurity for classes, squared error for numbers; missing values go the way that serves the split. Below
 * 100,000 rows every threshold is tried, above that those at 255 quantiles of a feature.
 */
export const decisionTree = defineModel({
  id: 'decision-tree',
  title: 'Decision tree',
  summary: 'Asks one question about one feature after the other until it reaches an answer. Takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params,
  state,
  missing: 'handled',

  async fit(kernel, data, { maxDepth, minSamplesSplit, minSamplesLeaf }, context) {
    await checkTrainingData(data, 'A decision tree', 'handled', context);
    const { rows, y, weights, classes, task, features } = data;
    const isClass = task !== 'regression';
    const middle = isClass ? 0 : columnMean(y, weights);
    const targets: Targets = { isClass, width: isClass ? classes.length + 1 : 3, weights, y: isClass ? y : y.map((value) => value - middle) };
    const pause = pauseOf(context);
    await pause();
    const splitter = rows < BINNED_FROM ? new ExactSplitter(featureColumns(data), rows, targets, minSamplesLeaf) : await BinnedSplitter.over(kernel, data, targets, minSamplesLeaf, { threads: context.threads, pause });
    const tree = await growTree(splitter, targets, y, features.length, { maxDepth, minSamplesSplit }, pause);
    context.onProgress?.(1);
    return { ...tree };
  },

  predict(tree, x, rows) {
    const width = (tree.values[0] as number[]).length;
    const result = new Float64Array(rows * width);
    for (let i = 0; i < rows; i++) {
      let node = 0;
      for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[node] as number) {
        const value = x[feature * rows + i] as number;
        const left = value <= (tree.threshold[node] as number) || (Number.isNaN(value) && (tree.missingLeft[node] as boolean));
        node = (left ? tree.left[node] : tree.right[node]) as number;
      }
      result.set(tree.values[tree.left[node] as number] as number[], i * width);
    }
    return result;
  },

  onnx: (tree, graph, features) => addTree(graph, features, tree),

  python: ({ maxDepth, minSamplesSplit, minSamplesLeaf }, task) => {
    const name = task === 'regression' ? 'DecisionTreeRegressor' : 'DecisionTreeClassifier';
    return {
      imports: [`from sklearn.tree import ${name}`],
      code: `${name}(max_depth=${maxDepth}, min_samples_split=${minSamplesSplit}, min_samples_leaf=${minSamplesLeaf}, random_state=0)`,
    };
  },

  importance: (tree) => sharesOf(tree.gains),
});
