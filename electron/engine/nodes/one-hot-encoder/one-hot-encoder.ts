import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { columnNode } from '../column-node.ts';
import { LevelsSchema, levelValue, pythonCategories, requireLevels } from '../levels.ts';
import { pythonLiteral } from '../python-values.ts';
import type { Level } from '../statistics.ts';

type State = z.output<typeof LevelsSchema>;
type Drop = 'first' | 'if_binary' | null;

function keptLevels({ levels }: State, drop: Drop): readonly Level[] {
  return drop === 'first' || (drop === 'if_binary' && levels.length === 2) ? levels.slice(1) : levels;
}

/** As scikit-learn's get_feature_names_out prints a level. */
function levelText(level: Level, column: Column): string {
  if (level === null) return 'nan';
  if (column.type === 'boolean') return level === 1 ? 'True' : 'False';
  return String(level);
}

/** `column_level`; a name that differs from an earlier one by capitals alone (or the text "nan" beside missing) is numbered. */
function outputNames(column: Column, levels: readonly Level[]): string[] {
  const taken = new Set<string>();
  return levels.map((level) => {
    const plain = `${column.name}_${levelText(level, column)}`;
    let name = plain;
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}_${n}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

export const oneHotEncoder = columnNode({
  id: 'one-hot-encoder',
  title: 'One-hot encoder',
  group: 'encode',
  summary: 'Turns each column into one column of 0 and 1 per level. Missing is a level of its own if the training rows have it; a level that they do not have is 0 everywhere.',
  runsIn: 'row',
  accepts: ['text', 'boolean', 'integer'],
  params: z.object({
    drop: z.enum(['first', 'if_binary']).nullable().default(null).describe('Leave out the first level of every column, or of columns with two levels; a level that is new then looks like the one left out').meta({ title: 'Level to leave out' }),
    maxLevels: z.number().int().min(1).max(10_000).default(100).describe('Refuse a column that has more levels than this').meta({ title: 'Most levels of a column' }),
  }),
  state: LevelsSchema,
  fit: ({ maxLevels }) => ({ rows: true, categories: { limit: maxLevels } }) as const,
  learn: (found, { maxLevels }, column) => ({ levels: requireLevels(found, maxLevels, column, 'Each would become a column: use the target or the ordinal encoder for it, leave it out, or raise the limit.') }),
  outputs: (column, { drop }, state) =>
    state && outputNames(column, keptLevels(state, drop)).map((name): Column => ({ name, type: 'number', role: column.role })),
  apply: (value, state, { drop }) => keptLevels(state, drop).map((level) => levelValue(value, [level], [1], 0)),
  python: (columns, { drop }, states) => ({
    imports: ['from sklearn.preprocessing import OneHotEncoder'],
    code: `OneHotEncoder(drop=${pythonLiteral(drop)}, handle_unknown="ignore", sparse_output=False)`,
    restoreParams: { categories: pythonCategories(columns, states) },
    attributes: {},
  }),
});
