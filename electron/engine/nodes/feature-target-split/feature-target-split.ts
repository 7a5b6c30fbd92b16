import { z } from 'zod';
import type { ColumnRole } from '../../../contract/column.ts';
import { defineRolesNode, type NodeProblem } from '../node.ts';

export const featureTargetSplit = defineRolesNode({
  id: 'feature-target-split',
  title: 'Feature-target split',
  group: 'roles',
  summary: 'Names the column to predict. Every other column is a feature, except those that are set aside.',
  runsIn: 'row',
  params: z.object({
    target: z.string().min(1).describe('The column to predict').meta({ picker: 'column', accepts: ['number', 'integer', 'boolean', 'text'] }),
    task: z.enum(['classification', 'regression']).nullable().default(null).describe('Predict a class or a number; left open, text, booleans and columns of two values are classes'),
    positive: z.string().nullable().default(null).describe('Of two classes the one that matters, as it stands in the data; left open, the last in order').meta({ title: 'Class that matters' }),
    aside: z.array(z.string()).default([]).describe('Columns that no model sees, such as identifiers; splits and windows can still use them').meta({ title: 'Columns set aside', picker: 'columns', accepts: ['number', 'integer', 'boolean', 'text', 'timestamp'] }),
  }),
  check: ({ target, task, positive, aside }, schema) => {
    const problems: NodeProblem[] = [];
    const found = schema.find((one) => one.name === target);
    if (aside.includes(target)) {
      problems.push({ code: 'TARGET_ASIDE', severity: 'error', field: 'aside', column: target, message: `Column "${target}" is the target and is set aside as well.`, next: 'Take it out of the columns that are set aside.' });
    }
    if (task === 'regression' && found && (found.type === 'text' || found.type === 'boolean')) {
      problems.push({ code: 'TARGET_TYPE', severity: 'error', field: 'task', column: target, message: `Regression predicts a number, and "${target}" is ${found.type}.`, next: 'Choose classification, or a column of numbers.' });
    }
    if (task === 'regression' && positive !== null) {
      problems.push({ code: 'NO_EFFECT', severity: 'error', field: 'positive', message: 'A regression has no positive class.', next: 'Clear the positive class, or choose classification.' });
    }
    return problems;
  },
  outputs: (schema, { target, aside }) =>
    schema.map((one) => {
      const role: ColumnRole = one.name === target ? 'target' : aside.includes(one.name) ? 'aside' : one.role === 'aside' ? 'aside' : 'feature';
      return { ...one, role };
    }),
  target: ({ target, task, positive }) => ({ column: target, task, positive }),
});
