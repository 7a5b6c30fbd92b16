import { z } from 'zod';
import { column, exp, lt, mul, neg, num, when } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { addForest } from '../binned-trees/forest-onnx.ts';
import { forestShape, isWhole, NOT_WHOLE } from '../binned-trees/forest.ts';
import { pauseOf } from '../training-data.ts';
import { defineUnsupervised } from '../unsupervised-model.ts';
import { checkUnlabelled } from '../unlabelled-data.ts';
import { offsetOf, scoreOf } from './anomaly-score.ts';
import { growIsolationForest } from './grow-isolation-forest.ts';

const params = z.object({
  nEstimators: z.number().int().min(1).max(4096).default(100).describe('Number of trees').meta({ title: 'Trees' }),
  maxSamples: z.number().int().min(2).default(256).describe('Rows that each tree is grown on, drawn without repeats; all, if there are fewer').meta({ title: 'Rows of a tree' }),
  maxFeatures: z.number().gt(0).max(1).default(1).describe('Share of the features that each tree is grown on').meta({ title: 'Features of a tree' }),
  contamination: z
    .union([z.literal('auto'), z.number().gt(0).max(0.5)])
    .default('auto')
    .describe('Share of the training rows that are called anomalies; auto: rows whose score is below −0.5')
    .meta({ title: 'Contamination' }),
});

const state = z
  .object({
    ...forestShape,
    /** What a path length over all trees is divided by: 1 then is what a row like any other has. */
    usual: z.number().nonnegative(),
    /** Rows of a score below it are anomalies; so are those whose path length is below `bound`. */
    offset: z.number(),
    bound: z.number(),
  })
  .refine((model) => isWhole(model) && model.roots.length > 0, NOT_WHOLE);

/** Trees of random splits in which anomalies are soon alone (Liu, Ting and Zhou 2008), scored as scikit-learn does: −2^(−path length / usual). */
export const isolationForest = defineUnsupervised({
  id: 'isolation-forest',
  title: 'Isolation forest',
  summary: 'Finds rows that random splits soon set apart from all others. Needs no target; takes missing values.',
  tasks: ['anomaly'],
  params,
  state,
  missing: 'handled',
  labels: () => ['normal', 'anomaly'],

  async fit(kernel, data, chosen, context) {
    await checkUnlabelled(data, 'An isolation forest', 'handled', 2, context);
    const pause = pauseOf(context);
    const { forest, usual } = await growIsolationForest(data, chosen, context, pause);
    if (chosen.contamination === 'auto') return { ...forest, usual, offset: -0.5, bound: usual };
    const lengths = await kernel.leafSums(forest, data.x, data.rows, context.threads, pause);
    return { ...forest, usual, ...offsetOf(lengths, chosen.contamination, usual) };
  },

  async predict(kernel, model, x, rows, context) {
    const lengths = await kernel.leafSums(model, x, rows, context.threads, pauseOf(context));
    const said = new Float64Array(2 * rows);
    lengths.forEach((length, i) => {
      said[2 * i] = Number(length < model.bound);
      said[2 * i + 1] = scoreOf(length, model.usual);
    });
    return said;
  },

  onnx(model, graph, features) {
    const tensor = addForest(graph, features, model, [0], () => 0);
    const length = column('length', 'number');
    const score = model.usual > 0 ? neg(exp(mul(length, num(-Math.LN2 / model.usual)))) : num(-0.5);
    return compileExpressions(graph, [when(lt(length, num(model.bound)), num(1), num(0)), score], { numeric: { tensor, columns: new Map([['length', 0]]) } });
  },

  python: ({ nEstimators, maxSamples, maxFeatures, contamination }) => ({
    imports: ['from sklearn.ensemble import IsolationForest'],
    code: `IsolationForest(n_estimators=${nEstimators}, max_samples=${maxSamples}, max_features=${maxFeatures === 1 ? '1.0' : maxFeatures}, contamination=${contamination === 'auto' ? '"auto"' : contamination}, random_state=0)`,
  }),
});
