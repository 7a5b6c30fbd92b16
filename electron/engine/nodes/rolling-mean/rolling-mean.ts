import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { column, missing, rollingMean as meanOfRows, toNumber, valueType, type Expr } from '../../expr/expression.ts';
import { defineRowNode, type Schema } from '../node.ts';

const NUMBERS = ['number', 'integer'] as const;
const outputName = (name: string, window: number): string => `${name}_mean_${window}`;

function read(name: string, schema: Schema): Expr {
  const value = column(name, valueType(schema.find((one) => one.name === name)?.type ?? 'number'));
  return value.type === 'boolean' ? toNumber(value) : value;
}

export const rollingMean = defineRowNode({
  id: 'rolling-mean',
  title: 'Rolling mean',
  group: 'time',
  summary: 'Adds, for each column, the mean of its last rows of the same entity, the row itself included, in the order of time. Missing values do not count.',
  runsIn: 'front',
  reason: 'A row of the ONNX file knows nothing of earlier rows, so generated Python code computes the window from the history.',
  params: z.object({
    columns: z.array(z.string()).min(1).describe('Columns to average').meta({ picker: 'columns', accepts: NUMBERS }),
    entity: z.string().nullable().default(null).describe('The column that tells whose row it is, such as the machine; left open, all rows are one series').meta({ picker: 'column', accepts: ['number', 'integer', 'boolean', 'text'] }),
    time: z.string().min(1).describe('The column that orders the rows').meta({ picker: 'column', accepts: ['timestamp', ...NUMBERS] }),
    window: z.number().int().min(2).max(10_000).default(5).describe('Number of rows, the row itself included').meta({ title: 'Rows in the window' }),
    minPeriods: z.number().int().min(1).max(10_000).default(1).describe('With fewer values than this in the window the mean is missing').meta({ title: 'Fewest values' }),
  }),
  check: ({ window, minPeriods }) =>
    minPeriods <= window
      ? []
      : [{ code: 'WINDOW_TOO_SHORT', severity: 'error', field: 'minPeriods', message: `A window of ${window} rows never holds ${minPeriods} values.`, next: `Enter at most ${window}.` }],
  state: null,
  reads: ({ columns, entity, time }) => [...columns, ...(entity === null ? [] : [entity]), time],
  outputs: (schema, { columns, window }) => [...schema, ...columns.map((name): Column => ({ name: outputName(name, window), type: 'number', role: 'feature' }))],
  apply: (schema, { columns, entity, time, window, minPeriods }) => {
    const owner = entity === null ? missing('text') : read(entity, schema);
    return new Map(columns.map((name) => [outputName(name, window), meanOfRows(read(name, schema), owner, read(time, schema), window, minPeriods)]));
  },
});
