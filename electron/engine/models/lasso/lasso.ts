import { z } from 'zod';
import { elasticNet } from '../coordinate-descent.ts';
import { besideEquations } from '../equations.ts';
import { addLinearModel, linearImportance, linearState, predictLinear } from '../linear-model.ts';
import { defineModel } from '../model.ts';
import { checkTrainingData } from '../training-data.ts';

const params = z.object({
  alpha: z.number().positive().default(1).describe('Strength of the penalty: larger means more weights of 0').meta({ title: 'Alpha' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant term; without it the model passes through 0').meta({ title: 'Intercept' }),
  maxIter: z.number().int().min(1).default(1000).describe('Most passes over the weights before the training gives up').meta({ title: 'Passes' }),
});

/** Minimises 1/(2n) · Σ residual² + alpha · |w|₁ by coordinate descent. */
export const lasso = defineModel({
  id: 'lasso',
  title: 'Lasso',
  summary: 'Predicts a number from a weighted sum of few features: those that help little get a weight of 0.',
  tasks: ['regression'],
  params,
  state: linearState,
  missing: 'refused',

  beside: (shape) => besideEquations(shape, shape.features + 1),

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Lasso', 'later', context);
    return elasticNet(kernel, data, { ...chosen, l1Ratio: 1 }, 'Lasso', context);
  },

  predict: predictLinear,

  onnx: addLinearModel,

  // scikit-learn's own limits stop far from the optimum; on the Gram matrix passes cost little.
  python: ({ alpha, fitIntercept, maxIter }) => ({
    imports: ['from sklearn.linear_model import Lasso'],
    code: `Lasso(alpha=${alpha}, fit_intercept=${fitIntercept ? 'True' : 'False'}, precompute=True, max_iter=${Math.max(maxIter, 1_000_000)}, tol=1e-12)`,
  }),

  importance: linearImportance,
});
