import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { defineSplitNode, type NodeProblem, type Schema } from '../node.ts';

type Method = 'random' | 'stratified' | 'group' | 'time';

/** The column that a method goes by: strata are the target's unless a column is named. */
function columnOf(method: Method, column: string | null, schema: Schema): Column | null {
  if (method === 'random') return null;
  const found = schema.find((one) => (column === null ? method === 'stratified' && one.role === 'target' : one.name === column));
  return found ?? null;
}

const NEEDS: Readonly<Record<Exclude<Method, 'random'>, string>> = {
  stratified: 'a column of classes, or a target named before it',
  group: 'the column whose rows belong together, such as the machine',
  time: 'the column of time',
};

export const split = defineSplitNode({
  id: 'split',
  title: 'Split',
  group: 'split',
  summary: 'Divides the rows: training rows to fit on, validation rows to choose by, and the rest for one last honest test.',
  runsIn: 'training',
  reason: 'A split concerns the rows that were loaded; a row that is predicted belongs to no part.',
  params: z.object({
    method: z.enum(['random', 'stratified', 'group', 'time']).default('random').describe('Random rows; random rows with equal shares of each class; whole groups; or the earliest rows for training and the latest for the test'),
    column: z.string().nullable().default(null).describe('The column of classes, groups or time; classes are the target\'s if it is left open').meta({ picker: 'column', accepts: ['number', 'integer', 'boolean', 'text', 'timestamp'] }),
    train: z.number().gt(0).max(1).default(0.8).describe('Share of training rows').meta({ title: 'Training share' }),
    validation: z.number().min(0).lt(1).default(0.1).describe('Share of validation rows; what is left is the test').meta({ title: 'Validation share' }),
  }),
  check: ({ method, column, train, validation }, schema) => {
    const problems: NodeProblem[] = [];
    if (train + validation > 1 + 1e-9) {
      problems.push({ code: 'SHARES', severity: 'error', field: 'validation', message: `Training and validation take ${Math.round((train + validation) * 100)}% of the rows together.`, next: 'Lower one of them: together at most 1.' });
    }
    if (method === 'random') {
      if (column !== null) problems.push({ code: 'NO_EFFECT', severity: 'error', field: 'column', message: 'A random split goes by no column.', next: 'Clear the column, or choose another method.' });
      return problems;
    }
    const found = columnOf(method, column, schema);
    if (!found) {
      if (column === null) problems.push({ code: 'SPLIT_COLUMN_MISSING', severity: 'error', field: 'column', message: `The method ${method} needs ${NEEDS[method]}.`, next: 'Choose the column.' });
      return problems;
    }
    if (method === 'time' && (found.type === 'text' || found.type === 'boolean')) {
      problems.push({ code: 'SPLIT_COLUMN_TYPE', severity: 'error', field: 'column', column: found.name, message: `"${found.name}" is ${found.type} and has no order in time.`, next: 'Choose a timestamp or a number.' });
    }
    if (method === 'stratified' && (found.type === 'number' || found.type === 'timestamp')) {
      problems.push({ code: 'SPLIT_COLUMN_TYPE', severity: 'warning', field: 'column', column: found.name, message: `"${found.name}" is ${found.type}: nearly every row may be a class of its own.`, next: 'Choose a column with few levels, or a random split.' });
    }
    return problems;
  },
  plan: ({ method, column, train, validation }, schema) => ({ method, column: columnOf(method, column, schema)?.name ?? null, train, validation }),
});
