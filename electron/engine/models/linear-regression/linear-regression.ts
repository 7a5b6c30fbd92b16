import { z } from 'zod';
import type { GraphBuilder } from '../../onnx/graph-builder.ts';
import { addLinearScores } from '../linear-onnx.ts';
import { linearScores } from '../linear-scores.ts';
import { defineModel } from '../model.ts';
import { sharesOf } from '../shares.ts';
import { checkTrainingData } from '../training-data.ts';
import { leastSquares } from './least-squares.ts';

const params = z.object({
  fitIntercept: z.boolean().default(true).describe('Learn a constant term; without it the model passes through 0').meta({ title: 'Intercept' }),
});

const state = z.object({
  coef: z.array(z.number()).min(1),
  intercept: z.number(),
  /** Predictions are (x − center) · coef + base: well conditioned for columns far from 0. */
  center: z.array(z.number()).min(1),
  base: z.number(),
  scale: z.array(z.number().nonnegative()).min(1),
  rank: z.number().int().nonnegative(),
});

/** Ordinary least squares; dependent columns share by the minimum-norm solution. */
export const linearRegression = defineModel({
  id: 'linear-regression',
  title: 'Linear regression',
  summary: 'Predicts a number as a weighted sum of the features, by ordinary least squares.',
  tasks: ['regression'],
  params,
  state,
  missing: 'refused',

  async fit(kernel, data, { fitIntercept }, context) {
    checkTrainingData(data, 'Linear regression', 'refused');
    return leastSquares(kernel, data, fitIntercept, context);
  },

  predict: (model, x, rows) => linearScores(x, rows, model.center, [model.coef], [model.base]),

  onnx: (model, graph: GraphBuilder, features) => addLinearScores(graph, features, model.center, [model.coef], [model.base]),

  python: ({ fitIntercept }) => ({
    imports: ['from sklearn.linear_model import LinearRegression'],
    // scikit-learn's default tol of 1e-6 would drop columns on a small scale beside large ones.
    code: `LinearRegression(fit_intercept=${fitIntercept ? 'True' : 'False'}, tol=1e-12)`,
  }),

  importance: (model) => sharesOf(model.coef.map((weight, j) => Math.abs(weight) * (model.scale[j] ?? 0))),
});
