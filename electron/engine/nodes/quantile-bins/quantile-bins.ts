import { z } from 'zod';
import { bins } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import { floats } from '../python-values.ts';

/** The edges between bins: a value is in bin i if i of them are ≤ it. */
const StateSchema = z.object({ edges: z.array(z.number()) });

/** KBinsDiscretizer's quantiles, to the last bit: numpy.linspace(0, 100, n + 1) / 100. */
function levels(nBins: number): number[] {
  const step = 100 / nBins;
  return Array.from({ length: nBins + 1 }, (_, i) => (i === nBins ? 100 : i * step) / 100);
}

/** KBinsDiscretizer leaves out an edge within 1e-8 of the one before it; first and last are the ends, not edges between bins. */
function innerEdges(quantiles: readonly number[]): number[] {
  const [lowest = 0] = quantiles;
  if (lowest === quantiles.at(-1)) return [];
  return quantiles.filter((edge, i) => i === 0 || edge - (quantiles[i - 1] ?? edge) > 1e-8).slice(1, -1);
}

export const quantileBins = columnNode({
  id: 'quantile-bins',
  title: 'Quantile bins',
  group: 'transform',
  summary: 'Replaces each number by the number of its bin, from 0; the bins hold about equally many training rows. Values beyond the ends go into the first or last bin, missing values stay missing.',
  runsIn: 'look-up',
  accepts: ['number', 'integer'],
  params: z.object({
    nBins: z.number().int().min(2).max(1000).default(5).describe('Number of bins; fewer where equal values fill several').meta({ title: 'Number of bins' }),
  }),
  state: StateSchema,
  fit: ({ nBins }) => ({ count: true, quantiles: levels(nBins) }) as const,
  learn: ({ count, quantiles }, _params, { name }) => {
    if (count === 0) throw noValues(name, 'Leave the column out.');
    const known = quantiles.filter((edge) => edge !== null);
    if (known.length < quantiles.length) throw tooLarge(name, 'distance between values');
    return { edges: innerEdges(known) };
  },
  outputs: (column) => [{ ...column, type: 'number' }],
  apply: (value, { edges }) => [bins(value, edges)],
  python: (_columns, { nBins }, states) => ({
    imports: ['from {package}.features.transformers import QuantileBins'],
    code: `QuantileBins(n_bins=${nBins})`,
    restoreParams: {},
    attributes: { bin_edges_: { list: states.map(({ edges }) => floats(edges)) } },
  }),
});
