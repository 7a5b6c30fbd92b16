import { z } from 'zod';
import { doubles, int64s } from '../../onnx/tensor.ts';
import { addForest } from '../binned-trees/forest-onnx.ts';
import { addLeaves, forestShape, isWhole, NOT_WHOLE } from '../binned-trees/forest.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData } from '../training-data.ts';
import { fitForest } from './fit-forest.ts';

/** scikit-learn has no limit. */
const DEEPEST = 64;

const params = z.object({
  nEstimators: z.number().int().min(1).max(4096).default(100).describe('Number of trees').meta({ title: 'Trees' }),
  maxDepth: z.number().int().min(1).max(DEEPEST).default(DEEPEST).describe('Most splits from the root to a leaf').meta({ title: 'Depth' }),
  minSamplesLeaf: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe('Fewest drawn rows that a leaf must have (a row counts as often as it is drawn); rows that weigh differently count by their weight')
    .meta({ title: 'Rows in a leaf' }),
  maxFeatures: z
    .enum(['auto', 'sqrt', 'log2', 'all'])
    .default('auto')
    .describe('How many features each split may choose from; auto: the square root of their number for classes, all for numbers')
    .meta({ title: 'Features of a split' }),
  bootstrap: z.boolean().default(true).describe('Each tree learns from as many rows as there are, drawn with repeats; without it, from all').meta({ title: 'Draw rows' }),
});

const state = z
  .object({
    ...forestShape,
    /** 0 for numbers. */
    classes: z.number().int().nonnegative(),
    center: z.number(),
  })
  .refine((model) => isWhole(model) && model.roots.length > 0, NOT_WHOLE);

/** Trees on drawn rows and features, averaged; on the bins of boosting. */
export const randomForest = defineModel({
  id: 'random-forest',
  title: 'Random forest',
  summary: 'Averages many deep trees, each grown on drawn rows, each split on drawn features; thresholds are at 255 quantiles. Takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params,
  state,
  missing: 'handled',

  async fit(kernel, data, chosen, context) {
    checkTrainingData(data, 'A random forest', 'handled');
    return { classes: data.classes.length, ...(await fitForest(kernel, data, chosen, context)) };
  },

  predict(model, x, rows) {
    const others = Math.max(1, model.classes - 1);
    const sums = new Float64Array(rows * others).fill(model.center);
    addLeaves(model, x, rows, sums, others, () => 0);
    return model.classes === 0 ? sums : withFirst(sums, rows, others, model.roots.length);
  },

  onnx(model, graph, features) {
    const others = Math.max(1, model.classes - 1);
    const sums = addForest(graph, features, model, new Array<number>(others).fill(model.center), () => 0);
    if (model.classes === 0) return sums;
    // Shares of classes are whole multiples of a power of two: these sums are exact, however they are added.
    const trees = model.roots.length;
    const rest = graph.node('Sub', [graph.constant(doubles([trees])), graph.node('ReduceSum', [sums, graph.constant(int64s([1]))], { keepdims: 1 })]);
    const all = graph.node('Concat', [rest, sums], { axis: 1 });
    return graph.node('Div', [all, graph.constant(doubles(new Array<number>(model.classes).fill(trees)))]);
  },

  python: ({ nEstimators, maxDepth, minSamplesLeaf, maxFeatures, bootstrap }, task) => {
    const name = task === 'regression' ? 'RandomForestRegressor' : 'RandomForestClassifier';
    const chosen = maxFeatures === 'auto' ? (task === 'regression' ? 'all' : 'sqrt') : maxFeatures;
    return {
      imports: [`from sklearn.ensemble import ${name}`],
      code:
        `${name}(n_estimators=${nEstimators}, max_depth=${maxDepth === DEEPEST ? 'None' : maxDepth}, min_samples_leaf=${minSamplesLeaf}, ` +
        `max_features=${chosen === 'all' ? '1.0' : `"${chosen}"`}, bootstrap=${bootstrap ? 'True' : 'False'}, random_state=0)`,
    };
  },

  importance: (model) => sharesOf(model.gains),
});

/** Shares of all classes from sums over trees of those of all but the first. */
function withFirst(sums: Float64Array, rows: number, others: number, trees: number): Float64Array {
  const classes = others + 1;
  const shares = new Float64Array(rows * classes);
  for (let i = 0; i < rows; i++) {
    const row = sums.subarray(i * others, (i + 1) * others);
    shares[i * classes] = (trees - row.reduce((a, b) => a + b, 0)) / trees;
    for (let k = 0; k < others; k++) shares[i * classes + k + 1] = (row[k] as number) / trees;
  }
  return shares;
}
