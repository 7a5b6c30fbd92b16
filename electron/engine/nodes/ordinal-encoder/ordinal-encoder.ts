import { z } from 'zod';
import { columnNode } from '../column-node.ts';
import { LevelsSchema, levelValue, pythonCategories, requireLevels } from '../levels.ts';

export const ordinalEncoder = columnNode({
  id: 'ordinal-encoder',
  title: 'Ordinal encoder',
  group: 'encode',
  summary: 'Replaces each level by its number, from 0, in the order of the levels: for trees, and for the categorical features of gradient boosting. A missing level and one that the training rows do not have become missing.',
  runsIn: 'row',
  accepts: ['text', 'boolean', 'integer'],
  params: z.object({
    maxLevels: z.number().int().min(1).max(10_000).default(1000).describe('Refuse a column that has more levels than this').meta({ title: 'Most levels of a column' }),
  }),
  state: LevelsSchema,
  fit: ({ maxLevels }) => ({ rows: true, categories: { limit: maxLevels } }) as const,
  learn: (found, { maxLevels }, column) => ({ levels: requireLevels(found, maxLevels, column, 'Use the target encoder for it, leave it out, or raise the limit.') }),
  outputs: (column) => [{ ...column, type: 'number' }],
  apply: (value, { levels }) => {
    const known = levels.filter((level) => level !== null);
    return [levelValue(value, known, [...known.keys()], null)];
  },
  python: (columns, _params, states) => ({
    imports: ['import numpy as np', 'from sklearn.preprocessing import OrdinalEncoder'],
    code: 'OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan)',
    restoreParams: { categories: pythonCategories(columns, states) },
    attributes: {},
  }),
});
