import { z } from 'zod';
import type { Column } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import { eq, isMissing, lookup, missing, num, when, type Expr } from '../expr/expression.ts';
import { noValues } from './fit-errors.ts';
import type { PythonValue } from './node.ts';
import { floats, objects } from './python-values.ts';
import type { Level } from './statistics.ts';

/** The state of an encoder that learns levels alone. */
export const LevelsSchema = z.object({ levels: z.array(z.union([z.string().min(1), z.number(), z.null()])).min(1) });

/** A number for each level of a column, and one for all others; null is missing. */
export function levelValue(value: Expr, levels: readonly Level[], values: readonly number[], otherwise: number | null): Expr {
  if (value.type === 'text') return lookup(value, levels.map((level) => (level === null ? '' : String(level))), values, otherwise);
  const rest: Expr = otherwise === null ? missing('number') : num(otherwise);
  return levels.reduceRight<Expr>((below, level, i) => when(level === null ? isMissing(value) : eq(value, num(Number(level))), num(values[i] ?? 0), below), rest);
}

/** The `categories` of scikit-learn's encoders: a list for each column, missing as the NaN of its type. */
export function pythonCategories(columns: readonly Column[], states: readonly { readonly levels: readonly Level[] }[]): PythonValue {
  return { list: states.map(({ levels }, i) => (columns[i]?.type === 'text' ? objects(levels) : floats(levels as (number | null)[]))) };
}

/** The levels of a column in the training rows, in order, missing last. `instead`: what to do where there are more than `maxLevels`. */
export function requireLevels(
  { rows, categories }: { readonly rows: number; readonly categories: { readonly levels: readonly { readonly value: Level }[]; readonly more: boolean } },
  maxLevels: number,
  { name }: Column,
  instead: string,
): Level[] {
  if (rows === 0 || categories.levels.length === 0) throw noValues(name, 'Check that the training part has rows.');
  if (categories.more || categories.levels.length > maxLevels) {
    throw new AppError({
      code: 'TOO_MANY_LEVELS',
      place: { column: name, field: 'maxLevels' },
      message: `Column "${name}" has more than ${maxLevels} levels in the training rows.`,
      next: instead,
    });
  }
  return categories.levels.map((level) => level.value);
}
