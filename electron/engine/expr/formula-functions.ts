import { abs, and, ceil, coalesce, cos, div, eq, exp, floor, ge, gt, isMissing, le, ln, log10, log1p, log2, lt, max, min, missing, mod, not, num, or, pow, rem, round, sigmoid, sign, sin, sqrt, tanh, toNumber, trunc, when, type Expr, type ValueType } from './expression.ts';

/** What a function says of arguments that it cannot take: the number of the argument from 0, and what it needs. */
export class ArgumentProblem extends Error {
  constructor(readonly argument: number, message: string) {
    super(message);
  }
}

interface FormulaFunction {
  /** Fewest and most arguments. */
  readonly arity: readonly [number, number];
  /** As the help shows it. */
  readonly usage: string;
  readonly build: (args: readonly Expr[]) => Expr;
}

const TYPE_NAME: Readonly<Record<ValueType, string>> = { number: 'a number', boolean: 'a condition (true or false)', text: 'a text' };

/** The expression, if it is of this type; the word `missing` is of any. */
export function need(type: ValueType, expr: Expr, argument: number): Expr {
  if (expr.type === type) return expr;
  if (expr.op === 'missing') return missing(type);
  throw new ArgumentProblem(argument, `Here ${TYPE_NAME[type]} is needed, and this is ${TYPE_NAME[expr.type]}.`);
}

const MANY = 100;
const numbers = (args: readonly Expr[]): Expr[] => args.map((arg, i) => need('number', arg, i));

function at(args: readonly Expr[], i: number): Expr {
  const arg = args[i];
  if (!arg) throw new Error(`Argument ${i} is absent`);
  return arg;
}

const one = (name: string, make: (x: Expr) => Expr): [string, FormulaFunction] => [name, { arity: [1, 1], usage: `${name}(x)`, build: (args) => make(need('number', at(args, 0), 0)) }];
const two = (name: string, make: (x: Expr, y: Expr) => Expr): [string, FormulaFunction] => [name, { arity: [2, 2], usage: `${name}(x, y)`, build: (args) => make(need('number', at(args, 0), 0), need('number', at(args, 1), 1)) }];
const folded = (name: string, make: (x: Expr, y: Expr) => Expr): [string, FormulaFunction] => [name, { arity: [2, MANY], usage: `${name}(x, y, …)`, build: (args) => numbers(args).reduce(make) }];

/** A condition as a value that `if` and `coalesce` can choose, and back. */
const asCondition = (x: Expr): Expr => lt(num(0), x);

/** Arguments from `first` on, made of one type; conditions become numbers. */
function alike(args: readonly Expr[], first: number): { values: Expr[]; type: ValueType } {
  const type = args.slice(first).find((arg) => arg.op !== 'missing')?.type ?? 'number';
  const values = args.slice(first).map((arg, i) => need(type, arg, first + i));
  return { values: type === 'boolean' ? values.map(toNumber) : values, type };
}

function chosen({ values, type }: { values: Expr[]; type: ValueType }, make: (values: readonly Expr[]) => Expr): Expr {
  return type === 'boolean' ? asCondition(make(values)) : make(values);
}

/** Equality of two numbers, texts or conditions. */
function equal(x: Expr, y: Expr): Expr {
  const { values } = alike([x, y], 0);
  return eq(at(values, 0), at(values, 1));
}

/** Whether a value is one of a list; missing is unknown. */
export function oneOf(x: Expr, list: readonly Expr[]): Expr {
  return list.map((item) => equal(x, item)).reduce(or);
}

/** A power; -2 becomes a literal, so that a whole exponent is seen as one. */
export function raised(x: Expr, y: Expr): Expr {
  return pow(x, y.op === 'neg' && y.args[0].op === 'number' ? num(-y.args[0].payload.value) : y);
}

function rounded(args: readonly Expr[]): Expr {
  const digits = args[1];
  if (!digits) return round(need('number', at(args, 0), 0));
  const value = digits.op === 'number' ? digits.payload.value : digits.op === 'neg' && digits.args[0].op === 'number' ? -digits.args[0].payload.value : NaN;
  if (!Number.isInteger(value) || Math.abs(value) > 15) throw new ArgumentProblem(1, 'The number of decimals is a whole number from -15 to 15, written out.');
  return round(need('number', at(args, 0), 0), value);
}

export const FORMULA_FUNCTIONS: ReadonlyMap<string, FormulaFunction> = new Map([
  one('abs', abs), one('floor', floor), one('ceil', ceil), one('trunc', trunc), one('sign', sign), one('sqrt', sqrt),
  one('exp', exp), one('ln', ln), one('log', ln), one('log1p', log1p), one('log2', log2), one('log10', log10),
  one('sigmoid', sigmoid), one('tanh', tanh), one('sin', sin), one('cos', cos),
  two('pow', raised), two('rem', rem), two('mod', mod), two('div', (x, y) => div(x, y)),
  folded('min', min), folded('max', max),
  ['round', { arity: [1, 2], usage: 'round(x, decimals)', build: rounded }],
  ['if', { arity: [3, 3], usage: 'if(condition, then, otherwise)', build: (args) => chosen(alike(args, 1), (values) => when(need('boolean', at(args, 0), 0), at(values, 0), at(values, 1))) }],
  ['coalesce', { arity: [2, MANY], usage: 'coalesce(x, y, …)', build: (args) => chosen(alike(args, 0), (values) => values.reduce(coalesce)) }],
  ['is_missing', { arity: [1, 1], usage: 'is_missing(x)', build: (args) => isMissing(at(args, 0)) }],
  ['between', { arity: [3, 3], usage: 'between(x, low, high)', build: (args) => and(ge(at(numbers(args), 0), at(numbers(args), 1)), le(at(numbers(args), 0), at(numbers(args), 2))) }],
  ['in', { arity: [2, MANY], usage: 'in(x, a, b, …)', build: (args) => oneOf(at(args, 0), args.slice(1)) }],
  ['number', { arity: [1, 1], usage: 'number(condition)', build: (args) => toNumber(need('boolean', at(args, 0), 0)) }],
]);

const COMPARISONS: Readonly<Record<string, (x: Expr, y: Expr) => Expr>> = { '<': lt, '<=': le, '>': gt, '>=': ge };

/** A comparison by its sign. */
export function compared(sign: string, x: Expr, y: Expr): Expr {
  const ordered = COMPARISONS[sign];
  if (ordered) return ordered(need('number', x, 0), need('number', y, 1));
  return sign === '=' || sign === '==' ? equal(x, y) : not(equal(x, y));
}
