import { describe, expect, it } from 'vitest';
import { add, and, column, div, eq, le, lt, mul, neg, not, num, or, pow, round, sub, text, toNumber, when, type Expr } from './expression.ts';
import { parseFormula } from './parse.ts';
import { AppError } from '../base/app-error.ts';

const SCHEMA = [
  { name: 'a', type: 'number' },
  { name: 'b', type: 'integer' },
  { name: 'on', type: 'boolean' },
  { name: 'kind', type: 'text' },
  { name: 'Spindle "speed"', type: 'number' },
  { name: 'größe', type: 'number' },
] as const;
const parse = (formula: string): Expr => parseFormula(formula, SCHEMA);
const a = column('a', 'number');
const b = column('b', 'number');
const on = column('on', 'boolean');
const kind = column('kind', 'text');

function problem(formula: string): { code: string; offset: number | undefined } {
  try {
    parse(formula);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.data.next).not.toBe('');
    return { code: error.data.code, offset: error.data.place.offset };
  }
  throw new Error(`${formula} is right`);
}

describe('parseFormula', () => {
  it.each([
    ['a + b * 2', add(a, mul(b, num(2)))],
    ['a - b - 1', sub(sub(a, b), num(1))],
    ['-a ^ 2', neg(pow(a, num(2)))],
    ['2 ^ 3 ^ a', pow(num(2), pow(num(3), a))],
    ['a ^ -2', pow(a, num(-2))],
    ['(a + 1) / .5e1', div(add(a, num(1)), num(5))],
    ['a < 1 or on and not a = 2', or(lt(a, num(1)), and(on, not(eq(a, num(2)))))],
    [`kind = 'it''s'`, eq(kind, text(`it's`))],
    ['"Spindle ""speed""" >= 1', le(num(1), column('Spindle "speed"', 'number'))],
    ['größe', column('größe', 'number')],
    ['IF(on, 1, missing)', when(on, num(1), { op: 'missing', type: 'number', args: [], payload: null })],
    ['round(a, -2)', round(a, -2)],
    [`kind in ('x', 'y')`, or(eq(kind, text('x')), eq(kind, text('y')))],
    ['a not in (1)', not(eq(a, num(1)))],
    ['on = (a > 1)', eq(toNumber(on), toNumber(lt(num(1), a)))],
    ['between(a, 1, 2)', and(le(num(1), a), le(a, num(2)))],
  ])('reads %s', (formula, expr) => expect(parse(formula)).toEqual(expr));

  it.each([
    ['', 'FORMULA_EMPTY', 0],
    ['   ', 'FORMULA_EMPTY', 0],
    ['a +', 'FORMULA_SYNTAX', 3],
    ['a b', 'FORMULA_SYNTAX', 2],
    ['(a', 'FORMULA_SYNTAX', 2],
    ['a # 1', 'FORMULA_SYNTAX', 2],
    [`kind = 'x`, 'FORMULA_SYNTAX', 7],
    ['1 < a < 3', 'FORMULA_SYNTAX', 6],
    ['power / a', 'FORMULA_UNKNOWN_COLUMN', 0],
    ['a + "A"', 'FORMULA_UNKNOWN_COLUMN', 4],
    ['a + sqr(a)', 'FORMULA_UNKNOWN_FUNCTION', 4],
    ['sqrt(a, b)', 'FORMULA_ARGUMENTS', 0],
    ['a in ()', 'FORMULA_ARGUMENTS', 2],
    ['1 + kind', 'FORMULA_TYPE', 2],
    ['min(1, kind)', 'FORMULA_TYPE', 7],
    ['if(a, 1, 2)', 'FORMULA_TYPE', 3],
    [`a = 'x'`, 'FORMULA_TYPE', 2],
    ['round(a, b)', 'FORMULA_TYPE', 9],
    ['1e999', 'FORMULA_NUMBER', 0],
    ['and', 'FORMULA_SYNTAX', 0],
    [`kind = '\0'`, 'FORMULA_SYNTAX', 7],
  ])('refuses %j', (formula, code, offset) => expect(problem(formula)).toEqual({ code, offset }));

  it('refuses what would overflow the stack', () => {
    expect(problem(`${'('.repeat(1_900)}a${')'.repeat(1_900)}`).code).toBe('FORMULA_TOO_DEEP');
    expect(problem('('.repeat(10_000)).code).toBe('FORMULA_TOO_LONG');
    expect(problem(`${'-'.repeat(3_000)}a`).code).toBe('FORMULA_TOO_DEEP');
    expect(problem(`${'not '.repeat(900)}on`).code).toBe('FORMULA_TOO_DEEP');
    expect(parse(Array.from({ length: 1_000 }, () => 'a').join('+')).op).toBe('add');
  });
});
