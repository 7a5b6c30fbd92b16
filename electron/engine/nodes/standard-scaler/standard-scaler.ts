import { z } from 'zod';
import { div, num, sub } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import { floats, pythonLiteral } from '../python-values.ts';

const StateSchema = z.object({ mean: z.number(), variance: z.number().nonnegative(), scale: z.number().positive(), count: z.number().int().positive() });

/** scikit-learn's rule: a variance that rounding alone can explain counts as none (`_is_constant_feature`). */
function isConstant(variance: number, mean: number, count: number): boolean {
  const upper = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= upper;
}

export const standardScaler = columnNode({
  id: 'standard-scaler',
  title: 'Standard scaler',
  group: 'scale',
  summary: 'Shifts each column to mean 0 and scales it to standard deviation 1. Missing values stay missing.',
  runsIn: 'row',
  accepts: ['number', 'integer', 'boolean'],
  params: z.object({
    withMean: z.boolean().default(true).describe('Subtract the mean of the training rows').meta({ title: 'Shift to mean 0' }),
    withStd: z.boolean().default(true).describe('Divide by the standard deviation of the training rows; a constant column is divided by 1').meta({ title: 'Scale to unit variance' }),
  }),
  check: ({ withMean, withStd }) =>
    withMean || withStd
      ? []
      : [{ code: 'NO_EFFECT', severity: 'error', field: 'withMean', message: 'The scaler neither shifts nor scales: it would do nothing.', next: 'Switch one of the two on, or delete the node.' }],
  state: StateSchema,
  fit: () => ({ count: true, mean: true, variance: true }) as const,
  learn: ({ count, mean, variance }, _params, { name }) => {
    if (count === 0) throw noValues(name, 'Leave the column out.');
    if (mean === null || variance === null) throw tooLarge(name, 'variance');
    return { mean, variance, scale: isConstant(variance, mean, count) ? 1 : Math.sqrt(variance), count };
  },
  outputs: (column) => [{ ...column, type: 'number' }],
  apply: (value, { mean, scale }, { withMean, withStd }) => {
    const shifted = withMean ? sub(value, num(mean)) : value;
    return [withStd ? div(shifted, num(scale)) : shifted];
  },
  python: (_columns, { withMean, withStd }, states) => ({
    imports: ['from sklearn.preprocessing import StandardScaler'],
    code: `StandardScaler(with_mean=${pythonLiteral(withMean)}, with_std=${pythonLiteral(withStd)})`,
    restoreParams: {},
    attributes: {
      mean_: floats(states.map((state) => state.mean)),
      var_: withStd ? floats(states.map((state) => state.variance)) : null,
      scale_: withStd ? floats(states.map((state) => state.scale)) : null,
      n_samples_seen_: { array: states.map((state) => state.count), dtype: 'int64' },
    },
  }),
});
