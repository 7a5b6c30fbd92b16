import { AppError } from '../base/app-error.ts';
import { inOrder, type ValueType } from '../expr/expression.ts';
import { parseFormula } from '../expr/parse.ts';
import type { NodeProblem, Schema } from './node.ts';

/** What is wrong with a formula over these columns, with its place in the text; `wants` is the type that it must have. */
export function formulaProblems(text: string, field: string, schema: Schema, wants?: ValueType): NodeProblem[] {
  try {
    const { type } = parseFormula(text, schema);
    if (wants === undefined || type === wants) return [];
    return [{ code: 'FORMULA_TYPE', severity: 'error', field, message: `The formula gives a ${type}; a ${wants} is needed.`, next: wants === 'boolean' ? 'Compare something: for instance, a column with a number.' : 'Change the formula.' }];
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, next, place } = error.data;
    return [{ code, severity: 'error', field, message, next, ...(place.offset === undefined ? {} : { offset: place.offset }) }];
  }
}

/** The columns that a formula reads; none while it cannot be read itself, which {@link formulaProblems} reports. */
export function columnsOf(text: string, schema: Schema): string[] {
  if (formulaProblems(text, '', schema).length > 0) return [];
  return inOrder([parseFormula(text, schema)]).flatMap((expr) => (expr.op === 'column' ? [expr.payload.name] : []));
}
