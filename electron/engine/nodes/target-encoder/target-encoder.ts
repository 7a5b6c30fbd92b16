import type { Task } from '../../../contract/task.ts';
import { z } from 'zod';
import type { Column } from '../../../contract/column.ts';
import { AppError } from '../../base/app-error.ts';
import { columnNode } from '../column-node.ts';
import { noValues, tooLarge } from '../fit-errors.ts';
import { levelValue, pythonCategories } from '../levels.ts';
import type { Target } from '../node.ts';
import { floats, objects, pythonLiteral } from '../python-values.ts';
import type { TargetStatistics } from '../statistics.ts';

const StateSchema = z.object({
  levels: z.array(z.union([z.string().min(1), z.number(), z.null()])),
  /** For each output, the value of each level. */
  encodings: z.array(z.array(z.number())).min(1),
  /** For each output, the value of a level that training did not have. */
  targetMean: z.array(z.number()).min(1),
});

const TARGET_TYPE: Readonly<Partial<Record<Task, string>>> = { regression: 'continuous', binary: 'binary', multiclass: 'multiclass' };

/** With several classes a column becomes one for each of them. */
const MOST_CLASSES = 200;

type Smooth = 'auto' | number;
type TargetLevel = TargetStatistics['levels'][number];

/** scikit-learn's rule: the level's mean drawn towards the overall mean, the more the fewer rows it has. */
function encode(level: TargetLevel, output: number, all: TargetStatistics, smooth: Smooth): number {
  const overall = all.means[output] ?? 0;
  const own = level.means[output] ?? 0;
  const { count } = level;
  if (smooth !== 'auto') return (smooth * overall + count * own) / (smooth + count);
  const between = ((all.squares[output] ?? 0) / all.count) * count;
  const weight = between / (between + (level.squares[output] ?? 0) / count);
  return Number.isNaN(weight) ? overall : weight * own + (1 - weight) * overall;
}

function needTarget(target: Target | null, column: string): Target {
  if (target) return target;
  throw new AppError({
    code: 'NO_TARGET',
    place: { column },
    message: 'The target encoder has no target to learn from.',
    next: 'Put a feature-target split in front of it.',
  });
}

export const targetEncoder = columnNode({
  id: 'target-encoder',
  title: 'Target encoder',
  group: 'encode',
  summary: 'Replaces each level by the average target of its training rows, drawn towards the overall average where rows are few. Training rows get values learned without their own fold, so that the target does not leak.',
  runsIn: 'row',
  accepts: ['text', 'boolean'],
  params: z.object({
    smooth: z.union([z.literal('auto'), z.number().min(0)]).default('auto').describe('How strongly rare levels are drawn towards the overall average: auto, or a number of rows').meta({ title: 'Smoothing' }),
    cv: z.number().int().min(2).max(100).default(5).describe('Number of folds by which training rows are encoded').meta({ title: 'Folds' }),
  }),
  state: StateSchema,
  fit: () => ({ target: true }) as const,
  crossFit: ({ cv }) => ({ folds: cv, purpose: 'target-encoder' }),
  learn: ({ target: statistics }, { smooth }, { name }, target) => {
    const { classes } = needTarget(target, name);
    if (classes.length > MOST_CLASSES) {
      throw new AppError({ code: 'TOO_MANY_CLASSES', place: { column: name }, message: `"${name}" would become ${classes.length} columns, one for each class of the target; at most ${MOST_CLASSES} can be made.`, next: 'Use the ordinal encoder for it, or leave it out.' });
    }
    if (statistics.count === 0) throw noValues(name, 'Check that the training part has rows whose target is known.');
    const outputs = statistics.means.map((_, output) => output);
    const encodings = outputs.map((output) => statistics.levels.map((level) => encode(level, output, statistics, smooth)));
    if (!encodings.flat().every(Number.isFinite) || !statistics.means.every(Number.isFinite)) throw tooLarge(target?.column ?? name, 'average');
    return { levels: statistics.levels.map((level) => level.value), encodings, targetMean: [...statistics.means] };
  },
  outputs: (column, _params, _state, target) => {
    if (!target) return null;
    const names = target.task === 'multiclass' ? target.classes.map((label) => `${column.name}_${label}`) : [column.name];
    return names.map((name): Column => ({ name, type: 'number', role: column.role }));
  },
  apply: (value, { levels, encodings, targetMean }) => encodings.map((values, output) => levelValue(value, levels, values, targetMean[output] ?? 0)),
  python: (columns, { smooth }, states, target) => {
    const { task, classes } = needTarget(target, columns[0]?.name ?? '');
    const means = states[0]?.targetMean ?? [];
    return {
      imports: ['from sklearn.preprocessing import TargetEncoder'],
      code: `TargetEncoder(target_type="${TARGET_TYPE[task]}", smooth=${pythonLiteral(smooth)}, cv=crossFitting)`,
      restoreParams: { categories: pythonCategories(columns, states) },
      attributes: {
        encodings_: { list: states.flatMap(({ encodings }) => encodings.map(floats)) },
        target_mean_: task === 'multiclass' ? floats(means) : (means[0] ?? 0),
        classes_: task === 'regression' ? null : objects(classes),
      },
    };
  },
});
