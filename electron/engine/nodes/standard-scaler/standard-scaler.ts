import { z } from 'zod';
import { div, num, sub } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';

const StateSchema = z.object({ mean: z.number(), variance: z.number().nonnegative(), scale: z.number().positive(), count: z.number().int() });

/** scikit-learn's rule: a variance that rounding alone can explain counts as none (`_is_constant_feature`). */
function isConstant(variance: number, mean: number, count: number): boolean {
  const upper = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  return variance <= upper;
}

export const standardScaler = columnNode({
  id: 'standard-scaler',
  title: 'Standard scaler',
  group: 'scale',
  summary: 'Shifts each column to mean 0 and scales it to standard deviation 1.',
  runsIn: 'row',
  accepts: ['number', 'integer', 'boolean'],
  params: z.object({
    withMean: z.boolean().default(true).describe('Subtract the mean'),
    withStd: z.boolean().default(true).describe('Divide by the standard deviation'),
  }),
  state: StateSchema,
  fit: () => ({ count: true, mean: true, variance: true }) as const,
  learn: ({ count, mean, variance }) => {
    const constant = isConstant(variance ?? 0, mean ?? 0, count);
    return { mean: mean ?? 0, variance: variance ?? 0, scale: constant ? 1 : Math.sqrt(variance ?? 1), count };
  },
  outputs: (column) => [{ ...column, type: 'number' }],
  apply: (value, state, { withMean, withStd }) => {
    const shifted = withMean ? sub(value, num(state.mean)) : value;
    return [withStd ? div(shifted, num(state.scale)) : shifted];
  },
  python: (_columns, { withMean, withStd }, states) => ({
    imports: ['from sklearn.preprocessing import StandardScaler'],
    code: `StandardScaler(with_mean=${withMean ? 'True' : 'False'}, with_std=${withStd ? 'True' : 'False'})`,
    restoreParams: {},
    attributes: {
      mean_: { array: states.map((state) => state.mean), dtype: 'float64' },
      var_: { array: states.map((state) => state.variance), dtype: 'float64' },
      scale_: withStd ? { array: states.map((state) => state.scale), dtype: 'float64' } : null,
      n_samples_seen_: { array: states.map((state) => state.count), dtype: 'int64' },
    },
  }),
});
