import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { AppError } from '../../base/app-error.ts';
import { eq, isMissing, lookup, num, when, type Expr } from '../../expr/expression.ts';
import { columnNode } from '../column-node.ts';
import { noValues } from '../fit-errors.ts';
import { floats, objects, pythonLiteral } from '../python-values.ts';
import type { Level } from '../statistics.ts';

const StateSchema = z.object({ levels: z.array(z.union([z.string().min(1), z.number(), z.null()])).min(1) });
type State = z.output<typeof StateSchema>;
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

function indicator(value: Expr, level: Level): Expr {
  if (value.type === 'text') return lookup(value, [level === null ? '' : String(level)], [1], 0);
  return when(level === null ? isMissing(value) : eq(value, num(Number(level))), num(1), num(0));
}

export const oneHotEncoder = columnNode({
  id: 'one-hot-encoder',
  title: 'One-hot encoder',
  group: 'encode',
  summary: 'Turns each column into one column of 0 and 1 per level. Missing is a level of its own if the training rows have it; a level that they do not have is 0 everywhere.',
  runsIn: 'row',
  accepts: ['text', 'boolean', 'integer'],
  params: z.object({
    drop: z.enum(['first', 'if_binary']).nullable().default(null).describe('Leave out the first level of every column, or of columns with two levels; a level that is new then looks like the one left out'),
    maxLevels: z.number().int().min(1).max(10_000).default(100).describe('Refuse a column that has more levels than this'),
  }),
  state: StateSchema,
  fit: ({ maxLevels }) => ({ rows: true, categories: { limit: maxLevels } }) as const,
  learn: ({ rows, categories }, { maxLevels }, { name }) => {
    if (rows === 0 || categories.levels.length === 0) throw noValues(name, 'Check that the training part has rows.');
    if (categories.more || categories.levels.length > maxLevels) {
      throw new AppError({
        code: 'TOO_MANY_LEVELS',
        place: { column: name, field: 'maxLevels' },
        message: `Column "${name}" has more than ${maxLevels} levels in the training rows; each would become a column.`,
        next: 'Use the target encoder for it, leave it out, or raise the limit.',
      });
    }
    return { levels: categories.levels.map((level) => level.value) };
  },
  outputs: (column, { drop }, state) =>
    state && outputNames(column, keptLevels(state, drop)).map((name): Column => ({ name, type: 'number', role: column.role })),
  apply: (value, state, { drop }) => keptLevels(state, drop).map((level) => indicator(value, level)),
  python: (columns, { drop }, states) => ({
    imports: ['from sklearn.preprocessing import OneHotEncoder'],
    code: `OneHotEncoder(drop=${pythonLiteral(drop)}, handle_unknown="ignore", sparse_output=False)`,
    restoreParams: {
      categories: { list: states.map(({ levels }, i) => (columns[i]?.type === 'text' ? objects(levels) : floats(levels as (number | null)[]))) },
    },
    attributes: {},
  }),
});
