import { AppError } from '../base/app-error.ts';
import type { MatrixShape } from './model.ts';

/** Equations of more unknowns take an hour. */
const MOST_UNKNOWNS = 10_000;
/** Square matrices that are there at once while equations are made and solved. */
const SQUARES = 4;

/** How many coefficients are learned at once where coordinates of the rows may stand for columns, an intercept included. */
export function fewestUnknowns({ rows, features }: Omit<MatrixShape, 'threads'>): number {
  return Math.min(rows, features) + 1;
}

/** Numbers that equations of so many unknowns take, and a copy of the rows where these stand for the columns. */
export function besideEquations({ rows, features }: MatrixShape, unknowns: number): number {
  return SQUARES * unknowns ** 2 + (features > unknowns ? rows * features : 0);
}

/** Refuses equations that would not be solved in an hour. */
export function requireSolvable(title: string, unknowns: number): void {
  if (unknowns <= MOST_UNKNOWNS) return;
  throw new AppError({
    code: 'TOO_MANY_COEFFICIENTS',
    message: `${title} would solve equations of ${unknowns} unknowns, which takes hours; it goes to ${MOST_UNKNOWNS}.`,
    next: 'Leave out columns, or choose a model of trees.',
  });
}
