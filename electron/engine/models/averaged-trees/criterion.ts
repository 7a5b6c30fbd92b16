import { AppError } from '../../base/app-error.ts';
import type { Task } from '../../../contract/task.ts';

/** What the two sides of a split are judged by. */
export type Criterion = 'gini' | 'entropy' | 'squared_error';

/** The criterion of a task; throws an AppError where the two do not go together. */
export function criterionOf(chosen: Criterion | 'auto', task: Task): Criterion {
  const isClass = task !== 'regression';
  if (chosen === 'auto') return isClass ? 'gini' : 'squared_error';
  if (isClass !== (chosen === 'squared_error')) return chosen;
  throw new AppError({
    code: 'WRONG_CRITERION',
    message: isClass ? 'The criterion "squared_error" is for numbers, and the target has classes.' : `The criterion "${chosen}" is for classes, and the target is a number.`,
    place: { field: 'criterion' },
    next: isClass ? 'Choose "gini" or "entropy".' : 'Choose "squared_error".',
  });
}

/**
 * The worth of a set of rows from its sums, the larger the purer: what a split gains is the worth of both sides less
 * that of the node. Σ w² / W (Gini), Σ w·log w − W·log W (entropy), g² / h (squared error).
 */
export function worthOf(sums: Float64Array, criterion: Criterion): number {
  if (criterion === 'squared_error') return ((sums[0] as number) * (sums[0] as number)) / (sums[1] as number);
  let total = 0;
  let worth = 0;
  for (const sum of sums) {
    total += sum;
    worth += criterion === 'gini' ? sum * sum : sum > 0 ? sum * Math.log(sum) : 0;
  }
  return criterion === 'gini' ? worth / total : worth - total * Math.log(total);
}
