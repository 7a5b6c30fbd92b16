import { z } from 'zod';
import { besideEquations, fewestUnknowns } from '../equations.ts';
import { leastSquares } from '../least-squares.ts';
import { addLinearModel, linearImportance, linearState, predictLinear } from '../linear-model.ts';
import { defineModel } from '../model.ts';
import { checkTrainingData } from '../training-data.ts';

const params = z.object({
  fitIntercept: z.boolean().default(true).describe('Learn a constant term; without it the model passes through 0').meta({ title: 'Intercept' }),
});

/** Ordinary least squares; dependent columns share by the minimum-norm solution. */
export const linearRegression = defineModel({
  id: 'linear-regression',
  title: 'Linear regression',
  summary: 'Predicts a number from a weighted sum of the features. Easy to explain, and a good first model to compare others with.',
  tasks: ['regression'],
  params,
  state: linearState.extend({ rank: z.number().int().nonnegative() }),
  missing: 'refused',

  beside: (shape) => besideEquations(shape, fewestUnknowns(shape)),

  async fit(kernel, data, { fitIntercept }, context) {
    await checkTrainingData(data, 'Linear regression', 'later', context);
    return leastSquares(kernel, data, { fitIntercept, standardise: false, alpha: 0 }, 'Linear regression', context);
  },

  predict: predictLinear,

  onnx: addLinearModel,

  python: ({ fitIntercept }) => ({
    imports: ['from sklearn.linear_model import LinearRegression'],
    // scikit-learn's default tol of 1e-6 would drop columns on a small scale beside large ones.
    code: `LinearRegression(fit_intercept=${fitIntercept ? 'True' : 'False'}, tol=1e-12)`,
  }),

  importance: linearImportance,
});
