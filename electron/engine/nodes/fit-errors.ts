import { AppError } from '../base/app-error.ts';

/** The error of a node that has nothing to learn from. */
export function noValues(column: string, next: string): AppError {
  return new AppError({
    code: 'NO_VALUES',
    place: { column },
    message: `Column "${column}" has no value in the training rows: there is nothing to learn from.`,
    next,
  });
}

/** The error of a statistic that left the range of numbers. */
export function tooLarge(column: string, statistic: string): AppError {
  return new AppError({
    code: 'STATISTIC_OVERFLOW',
    place: { column },
    message: `The ${statistic} of column "${column}" is larger than any number: some values lie beyond about 1e154.`,
    next: 'Look for wrong readings and leave them out with a filter, or divide the column by a formula first.',
  });
}
