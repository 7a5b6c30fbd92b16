import { z } from 'zod';
import { add, max, min, mul, num } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import { floats } from '../python-values.ts';

const StateSchema = z.object({ low: z.number(), high: z.number(), scale: z.number().positive(), shift: z.number(), count: z.number().int() });

/** scikit-learn's rule (`_handle_zeros_in_scale`): a range that rounding alone can explain counts as 1. */
function safeRange(range: number): number {
  return range < 10 * Number.EPSILON ? 1 : range;
}

export const minMaxScaler = columnNode({
  id: 'min-max-scaler',
  title: 'Min-max scaler',
  group: 'scale',
  summary: 'Maps the range of each column in the training rows to 0 … 1. Values outside that range go beyond, unless they are clipped.',
  runsIn: 'row',
  accepts: ['number', 'integer'],
  params: z.object({
    clip: z.boolean().default(false).describe('Keep values outside the training range at 0 and 1').meta({ title: 'Keep within 0 and 1' }),
  }),
  state: StateSchema,
  fit: () => ({ count: true, min: true, max: true }) as const,
  learn: ({ count, min: low, max: high }, _params, { name }) => {
    if (low === null || high === null) throw noValues(name, 'Leave the column out, or fill it first.');
    if (!Number.isFinite(high - low)) throw tooLarge(name, 'range');
    const scale = 1 / safeRange(high - low);
    return { low, high, scale, shift: 0 - low * scale, count };
  },
  outputs: (column) => [{ ...column, type: 'number' }],
  apply: (value, { scale, shift }, { clip }) => {
    const scaled = add(mul(value, num(scale)), num(shift));
    return [clip ? max(min(scaled, num(1)), num(0)) : scaled];
  },
  python: (_columns, { clip }, states) => ({
    imports: ['from sklearn.preprocessing import MinMaxScaler'],
    code: `MinMaxScaler(clip=${clip ? 'True' : 'False'})`,
    restoreParams: {},
    attributes: {
      data_min_: floats(states.map(({ low }) => low)),
      data_max_: floats(states.map(({ high }) => high)),
      data_range_: floats(states.map(({ low, high }) => high - low)),
      scale_: floats(states.map(({ scale }) => scale)),
      min_: floats(states.map(({ shift }) => shift)),
      n_samples_seen_: states[0]?.count ?? 0,
    },
  }),
});
