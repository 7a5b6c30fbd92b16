import { z } from 'zod';
import { column, valueType } from '../../expr/expression.ts';
import { defineRowsNode, type Schema } from '../node.ts';

function keys({ columns }: { columns: readonly string[] }, schema: Schema): Schema {
  return columns.length === 0 ? schema.filter((one) => one.role === 'feature') : columns.flatMap((name) => schema.filter((one) => one.name === name));
}

export const deduplicate = defineRowsNode({
  id: 'deduplicate',
  title: 'Remove duplicates',
  group: 'rows',
  summary: 'Of rows that are equal in the chosen columns, keeps the one that comes first in the file, for fitting and training. Missing equals missing; the rows left out are counted.',
  runsIn: 'training',
  reason: 'A row that is to be predicted is always answered; only training leaves rows out.',
  params: z.object({
    columns: z.array(z.string()).default([]).describe('Columns that must be equal; none chosen: all features').meta({ picker: 'columns', accepts: ['number', 'integer', 'boolean', 'text', 'timestamp'] }),
  }),
  check: (params, schema) =>
    keys(params, schema).length > 0
      ? []
      : [{ code: 'NO_COLUMNS', severity: 'error', field: 'columns', message: 'There is no feature to compare rows by.', next: 'Choose the columns that must be equal.' }],
  reads: (params, schema) => keys(params, schema).map((one) => one.name),
  keep: (params, schema) => ({ first: keys(params, schema).map((one) => column(one.name, valueType(one.type))) }),
});
