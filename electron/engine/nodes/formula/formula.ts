import { z } from 'zod';
import type { Column, ColumnType } from '../../../contract/column.ts';
import type { ValueType } from '../../expr/expression.ts';
import { parseFormula } from '../../expr/parse.ts';
import { columnsOf, formulaProblems } from '../formula-columns.ts';
import { defineRowNode } from '../node.ts';

const COLUMN_TYPE: Readonly<Record<ValueType, ColumnType>> = { number: 'number', boolean: 'boolean', text: 'text' };

export const formula = defineRowNode({
  id: 'formula',
  title: 'Formula',
  group: 'transform',
  summary: 'Adds a column that a formula computes from the other columns of the same row. What has no result, such as a division by zero, is missing.',
  runsIn: 'row',
  params: z.object({
    name: z.string().min(1).describe('Name of the new column').meta({ examples: ['power_per_speed'] }),
    formula: z.string().min(1).describe('The formula').meta({ picker: 'formula', examples: ['power / speed'] }),
  }),
  check: (params, schema) => formulaProblems(params.formula, 'formula', schema),
  state: null,
  reads: (params, schema) => columnsOf(params.formula, schema),
  outputs: (schema, params) => {
    const made: Column = { name: params.name, type: COLUMN_TYPE[parseFormula(params.formula, schema).type], role: 'feature' };
    return [...schema, made];
  },
  apply: (schema, params) => new Map([[params.name, parseFormula(params.formula, schema)]]),
});
