import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { coalesce, num, text } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import type { NodeProblem } from '../node.ts';
import { floats, objects, pythonLiteral } from '../python-values.ts';
import type { StatisticRequests, Statistics } from '../statistics.ts';

type Strategy = 'mean' | 'median' | 'most_frequent' | 'constant';

const StateSchema = z.object({ fill: z.union([z.number(), z.string().min(1)]) });

const REQUESTS: Readonly<Record<Strategy, StatisticRequests>> = {
  mean: { count: true, mean: true },
  median: { count: true, quantiles: [0.5] },
  most_frequent: { count: true, mode: true },
  constant: {},
};

function learned(strategy: Strategy, { mean, quantiles, mode }: Partial<Statistics>): number | string | null {
  const value = strategy === 'mean' ? mean : strategy === 'median' ? quantiles?.[0] : mode;
  return value ?? null;
}

function check({ strategy, fillValue }: { strategy: Strategy; fillValue: number | string | null }, columns: readonly Column[]): NodeProblem[] {
  const problems: NodeProblem[] = [];
  const report = (code: string, field: string, message: string, next: string, column?: string): void => {
    problems.push({ code, severity: 'error', field, message, next, ...(column === undefined ? {} : { column }) });
  };
  const texts = columns.filter((one) => one.type === 'text');
  const [firstText] = texts;
  if (texts.length > 0 && texts.length < columns.length) {
    report('MIXED_TYPES', 'columns', 'Texts and numbers cannot be filled by one imputer.', 'Use one imputer for the texts and one for the numbers.', firstText?.name);
  }
  if (firstText && (strategy === 'mean' || strategy === 'median')) {
    report('TEXT_NEEDS_MODE', 'strategy', `A text has no ${strategy}: "${firstText.name}" is text.`, 'Choose most_frequent or constant.', firstText.name);
  }
  if (strategy !== 'constant') {
    if (fillValue !== null) report('NO_EFFECT', 'fillValue', `The fill value has no effect with the strategy ${strategy}.`, 'Choose the strategy constant, or clear the fill value.');
    return problems;
  }
  if (fillValue === null || fillValue === '') {
    report('FILL_VALUE_MISSING', 'fillValue', 'The strategy constant needs a fill value.', 'Enter the value that stands for what is missing.');
    return problems;
  }
  const wrong = columns.find((one) => (one.type === 'text') !== (typeof fillValue === 'string'));
  if (wrong) report('FILL_VALUE_TYPE', 'fillValue', `The fill value is a ${typeof fillValue === 'string' ? 'text' : 'number'}, and "${wrong.name}" is ${wrong.type}.`, 'Enter a value of the type of the columns.', wrong.name);
  return problems;
}

export const simpleImputer = columnNode({
  id: 'simple-imputer',
  title: 'Simple imputer',
  group: 'missing',
  summary: 'Fills missing values of each column with one value: the mean, the median or the most frequent value of the training rows, or a constant.',
  runsIn: 'row',
  accepts: ['number', 'integer', 'text'],
  params: z.object({
    strategy: z.enum(['mean', 'median', 'most_frequent', 'constant']).default('median').describe('The value that fills: mean or median (numbers), most frequent (of equals the smallest), or the constant below').meta({ title: 'Fill with' }),
    fillValue: z.union([z.number(), z.string()]).nullable().default(null).describe('The constant that fills, with the strategy constant').meta({ title: 'Constant' }),
  }),
  check,
  state: StateSchema,
  fit: ({ strategy }) => REQUESTS[strategy],
  learn: (statistics: Partial<Statistics>, { strategy, fillValue }, { name }) => {
    if (strategy === 'constant') return { fill: fillValue ?? 0 };
    if (statistics.count === 0) throw noValues(name, 'Leave the column out, or fill it with the strategy constant.');
    const fill = learned(strategy, statistics);
    if (fill === null) throw tooLarge(name, strategy);
    return { fill };
  },
  outputs: (column) => [{ ...column, type: column.type === 'text' ? 'text' : 'number' }],
  apply: (value, { fill }) => [coalesce(value, typeof fill === 'string' ? text(fill) : num(fill))],
  python: (columns, { strategy, fillValue }, states) => {
    const fills = states.map((state) => state.fill);
    const constant = strategy === 'constant' ? `, fill_value=${pythonLiteral(fillValue)}` : '';
    return {
      imports: ['from sklearn.impute import SimpleImputer'],
      code: `SimpleImputer(strategy=${pythonLiteral(strategy)}${constant})`,
      restoreParams: {},
      attributes: { statistics_: columns.some((one) => one.type === 'text') ? objects(fills) : floats(fills as number[]) },
    };
  },
});
