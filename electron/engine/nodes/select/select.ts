import { z } from 'zod';
import { defineRowNode } from '../node.ts';

export const select = defineRowNode({
  id: 'select',
  title: 'Select columns',
  group: 'roles',
  summary: 'Keeps the chosen columns as features and leaves the other features out. The target and columns that are set aside stay.',
  runsIn: 'row',
  params: z.object({
    columns: z.array(z.string()).min(1).describe('Features to keep').meta({ picker: 'columns', accepts: ['number', 'integer', 'boolean', 'text', 'timestamp'] }),
  }),
  state: null,
  reads: ({ columns }, schema) => columns.filter((name) => schema.some((one) => one.name === name && one.role === 'feature')),
  outputs: (schema, { columns }) => schema.filter((one) => one.role !== 'feature' || columns.includes(one.name)),
  apply: () => new Map(),
});
