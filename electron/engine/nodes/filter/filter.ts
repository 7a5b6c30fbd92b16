import { z } from 'zod';
import { parseFormula } from '../../expr/parse.ts';
import { columnsOf, formulaProblems } from '../formula-columns.ts';
import { defineRowsNode } from '../node.ts';

export const filter = defineRowsNode({
  id: 'filter',
  title: 'Filter',
  group: 'rows',
  summary: 'Keeps the rows whose condition is true, for fitting and training. Rows whose condition is unknown, because a value is missing, are left out and counted.',
  runsIn: 'training',
  reason: 'A row that is to be predicted is always answered; only training leaves rows out.',
  params: z.object({
    condition: z.string().min(1).describe('Rows for which this is true stay').meta({ picker: 'formula', examples: ['temperature < 100'] }),
  }),
  check: ({ condition }, schema) => formulaProblems(condition, 'condition', schema, 'boolean'),
  reads: ({ condition }, schema) => columnsOf(condition, schema),
  keep: ({ condition }, schema) => ({ where: parseFormula(condition, schema) }),
});
