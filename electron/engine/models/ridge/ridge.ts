import { z } from 'zod';
import { besideEquations, fewestUnknowns } from '../equations.ts';
import { leastSquares } from '../least-squares.ts';
import { scaledFirst, standardise } from '../standardise.ts';
import { addLinearModel, linearImportance, linearState, predictLinear } from '../linear-model.ts';
import { defineModel } from '../model.ts';
import { checkTrainingData } from '../training-data.ts';

const params = z.object({
  alpha: z.number().positive().default(1).describe('Strength of the penalty: larger means smaller weights').meta({ title: 'Alpha' }),
  fitIntercept: z.boolean().default(true).describe('Learn a constant term; without it the model passes through 0').meta({ title: 'Intercept' }),
  standardise,
});

/** Minimises Σ residual² + alpha · |coefficients|², by Cholesky on the Gram matrix, refined on the rows. */
export const ridge = defineModel({
  id: 'ridge',
  title: 'Ridge regression',
  summary: 'Predicts a number from a weighted sum of the features, with the weights held small. Steadier than linear regression where features resemble each other.',
  tasks: ['regression'],
  params,
  state: linearState,
  missing: 'refused',

  beside: (shape) => besideEquations(shape, fewestUnknowns(shape)),

  async fit(kernel, data, chosen, context) {
    await checkTrainingData(data, 'Ridge regression', 'later', context);
    const { rank: _, ...state } = await leastSquares(kernel, data, chosen, 'Ridge regression', context);
    return state;
  },

  predict: predictLinear,

  onnx: addLinearModel,

  python: ({ alpha, fitIntercept, standardise }) =>
    scaledFirst(standardise, {
      imports: ['from sklearn.linear_model import Ridge'],
      // The default solver squares the condition of the columns; this one does not.
      code: `Ridge(alpha=${alpha}, fit_intercept=${fitIntercept ? 'True' : 'False'}, solver="svd")`,
    }),

  importance: linearImportance,
});
