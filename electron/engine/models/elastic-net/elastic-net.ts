import { z } from 'zod';
import { elasticNet as fitElasticNet } from '../coordinate-descent.ts';
import { besideEquations } from '../equations.ts';
import { addLinearModel, linearImportance, linearState, predictLinear } from '../linear-model.ts';
import { defineModel } from '../model.ts';
import { checkTrainingData } from '../training-data.ts';

const params = z.object({
  alpha: z.number().positive().default(1).describe('Strength of the penalty: larger means smaller weights, and more of them 0').meta({ title: 'Alpha' }),
  l1Ratio: z.number().min(0).max(1).default(0.5).describe('Share of the penalty that makes weights 0, as in the lasso; the rest holds them small, as in ridge regression').meta({ title: 'L1 ratio' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant term; without it the model passes through 0').meta({ title: 'Intercept' }),
  maxIter: z.number().int().min(1).default(1000).describe('Most passes over the weights before the training gives up').meta({ title: 'Passes' }),
});

/** Minimises 1/(2n) · Σ residual² + alpha · (l1Ratio · |w|₁ + ½ · (1 − l1Ratio) · |w|²) by coordinate descent. */
export const elasticNet = defineModel({
  id: 'elastic-net',
  title: 'Elastic net',
  summary: 'Predicts a number from a weighted sum of the features; weak features get a weight of 0, and features that resemble each other share theirs.',
  tasks: ['regression'],
  params,
  state: linearState,
  missing: 'refused',

  beside: (shape) => besideEquations(shape, shape.features + 1),

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Elastic net', 'later', context);
    return fitElasticNet(kernel, data, chosen, 'Elastic net', context);
  },

  predict: predictLinear,

  onnx: addLinearModel,

  // scikit-learn's own limits stop far from the optimum; on the Gram matrix passes cost little.
  python: ({ alpha, l1Ratio, fitIntercept, maxIter }) => ({
    imports: ['from sklearn.linear_model import ElasticNet'],
    code: `ElasticNet(alpha=${alpha}, l1_ratio=${l1Ratio}, fit_intercept=${fitIntercept ? 'True' : 'False'}, precompute=True, max_iter=${Math.max(maxIter, 1_000_000)}, tol=1e-12)`,
  }),

  importance: linearImportance,
});
