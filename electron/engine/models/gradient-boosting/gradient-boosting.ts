import { z } from 'zod';
import { column } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { addForest } from '../binned-trees/forest-onnx.ts';
import { addLeaves, forestShape, isWhole, NOT_WHOLE } from '../binned-trees/forest.ts';
import { probabilitiesOf, probabilityExpressions } from '../class-probabilities.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData } from '../training-data.ts';
import { fitBoosting } from './fit-boosting.ts';

/** As deep as the leaves allow. */
const DEEPEST = 64;

const params = z.object({
  nEstimators: z.number().int().min(1).max(10_000).default(100).describe('Rounds; each adds a tree, or one for each of several classes').meta({ title: 'Rounds' }),
  learningRate: z.number().gt(0).max(10).default(0.1).describe('How much of each tree counts: smaller needs more rounds').meta({ title: 'Learning rate' }),
  numLeaves: z.number().int().min(2).max(4096).default(31).describe('Most leaves of a tree').meta({ title: 'Leaves' }),
  maxDepth: z.number().int().min(1).max(DEEPEST).default(DEEPEST).describe('Most splits from the root to a leaf').meta({ title: 'Depth' }),
  minChildSamples: z
    .number()
    .int()
    .min(1)
    .default(20)
    .describe('Fewest rows that a leaf must have; where rows weigh differently, in classes too, they are counted by their weight in the loss, as LightGBM does')
    .meta({ title: 'Rows in a leaf' }),
  minChildWeight: z.number().min(0).default(0.001).describe('Least sum of second derivatives of the loss that a leaf must have').meta({ title: 'Weight of a leaf' }),
  regLambda: z.number().min(0).default(0).describe('L2 penalty on the values of leaves').meta({ title: 'L2 penalty' }),
  minSplitGain: z.number().min(0).default(0).describe('What a split must gain at least').meta({ title: 'Gain of a split' }),
  subsample: z.number().gt(0).max(1).default(1).describe('Share of the rows that each round learns from, drawn from the seed').meta({ title: 'Share of rows' }),
  colsampleByTree: z.number().gt(0).max(1).default(1).describe('Share of the features that each tree may use, drawn from the seed').meta({ title: 'Share of features' }),
});

const state = z
  .object({
    ...forestShape,
    /** 0 for numbers. */
    classes: z.number().int().nonnegative(),
    /** The scores before the first tree: the mean, the log odds, or one a class. */
    base: z.array(z.number()).min(1),
  })
  .refine((model) => isWhole(model) && model.roots.length % model.base.length === 0, NOT_WHOLE);

/** Gradient boosting on histograms, leaf-wise, with LightGBM's names, defaults and rules. */
export const gradientBoosting = defineModel({
  id: 'gradient-boosting',
  title: 'Gradient boosting',
  summary: 'Adds many small trees, each of which learns what those before it got wrong (as LightGBM does, on 255 bins a feature). Takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params,
  state,
  missing: 'handled',

  async fit(kernel, data, chosen, context) {
    checkTrainingData(data, 'Gradient boosting', 'handled');
    return { classes: data.classes.length, ...(await fitBoosting(kernel, data, chosen, context)) };
  },

  predict(model, x, rows) {
    const width = model.base.length;
    const scores = new Float64Array(rows * width);
    for (let i = 0; i < scores.length; i += width) scores.set(model.base, i);
    addLeaves(model, x, rows, scores, width, (tree) => tree % width);
    return model.classes === 0 ? scores : probabilitiesOf(scores, width);
  },

  onnx(model, graph, features) {
    const tensor = addForest(graph, features, model, model.base, (tree) => tree % model.base.length);
    if (model.classes === 0) return tensor;
    const names = model.base.map((_, k) => `score${k}`);
    return compileExpressions(graph, probabilityExpressions(names.map((name) => column(name, 'number'))), { numeric: { tensor, columns: new Map(names.map((name, k) => [name, k])) } });
  },

  python: ({ nEstimators, learningRate, numLeaves, maxDepth, minChildSamples, regLambda }, task) => {
    const name = task === 'regression' ? 'HistGradientBoostingRegressor' : 'HistGradientBoostingClassifier';
    const depth = maxDepth === DEEPEST ? 'None' : String(maxDepth);
    return {
      imports: [`from sklearn.ensemble import ${name}`],
      code:
        `${name}(max_iter=${nEstimators}, learning_rate=${learningRate}, max_leaf_nodes=${numLeaves}, max_depth=${depth}, ` +
        `min_samples_leaf=${minChildSamples}, l2_regularization=${regLambda}, early_stopping=False, random_state=0)`,
    };
  },

  importance: (model) => sharesOf(model.gains),
});
