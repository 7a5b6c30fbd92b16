import { z } from 'zod';
import { column, exp } from '../../expr/expression.ts';
import { compileExpressions } from '../../onnx/compile-expressions.ts';
import { addForest } from '../binned-trees/forest-onnx.ts';
import { addLeaves, forestShape, isWhole, NOT_WHOLE } from '../binned-trees/forest.ts';
import { probabilitiesOf, probabilityExpressions } from '../class-probabilities.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { boostingParameters } from './boosting-parameters.ts';
import { boostingPython } from './boosting-python.ts';
import { checkBoosting } from './check-boosting.ts';
import { fitBoosting } from './fit-boosting.ts';

const state = z
  .object({
    ...forestShape,
    /** 0 for numbers. */
    classes: z.number().int().nonnegative(),
    /** The scores before the first tree: a number, the log odds, or one a class. */
    base: z.array(z.number()).min(1),
    /** Predictions are e^score. */
    isLogarithm: z.boolean().default(false),
  })
  .refine((model) => isWhole(model) && model.roots.length % model.base.length === 0, NOT_WHOLE);

/** Gradient boosting on histograms, leaf-wise with LightGBM's names, defaults and rules, or depth-wise by XGBoost's. */
export const gradientBoosting = defineModel({
  id: 'gradient-boosting',
  title: 'Gradient boosting',
  summary: 'Adds many small trees, each of which learns what those before it got wrong (as LightGBM does, on 255 bins a feature). Takes missing values.',
  tasks: ['regression', 'binary', 'multiclass'],
  params: boostingParameters,
  state,
  missing: 'handled',

  async fit(kernel, data, chosen, context) {
    await checkBoosting(data, chosen, context);
    return { classes: data.classes.length, isLogarithm: chosen.objective === 'poisson', ...(await fitBoosting(kernel, data, chosen, context)) };
  },

  predict(model, x, rows) {
    const width = model.base.length;
    const scores = new Float64Array(rows * width);
    for (let i = 0; i < scores.length; i += width) scores.set(model.base, i);
    addLeaves(model, x, rows, scores, width, (tree) => tree % width);
    if (model.isLogarithm) return scores.map((score) => finite(Math.exp(score)));
    return model.classes === 0 ? scores : probabilitiesOf(scores, width);
  },

  onnx(model, graph, features) {
    const tensor = addForest(graph, features, model, model.base, (tree) => tree % model.base.length);
    if (model.classes === 0 && !model.isLogarithm) return tensor;
    const names = model.base.map((_, k) => `score${k}`);
    const scores = names.map((name) => column(name, 'number'));
    const outputs = model.isLogarithm ? scores.map((score) => exp(score)) : probabilityExpressions(scores);
    return compileExpressions(graph, outputs, { numeric: { tensor, columns: new Map(names.map((name, k) => [name, k])) } });
  },

  python: boostingPython,

  importance: (model) => sharesOf(model.gains),
});

/** A prediction past the largest number is missing, as everywhere. */
function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
