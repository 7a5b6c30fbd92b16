import { isSmallWhole } from './exact-math.ts';
import type { Expr, ExprOf, Op } from './expression.ts';
import { pythonNumber, pythonString } from './python-literal.ts';

/** One rule an operation: Python text of the operands in, Python text out. `ex` is the module `expressions` of the exported project. */
export type NumpyTable = { readonly [O in Op]: (args: readonly string[], expr: ExprOf<O>) => string };

/** A rule that is a call of the module's function of this name. */
const call = (name: string) => (args: readonly string[]): string => `ex.${name}(${args.join(', ')})`;
const infix = (operator: string) => (args: readonly string[]): string => `(${args.join(` ${operator} `)})`;
const isText = (expr: Expr): boolean => expr.args[0]?.type === 'text';

export const NUMPY_TABLE: NumpyTable = {
  column: (_, { type, payload: { name } }) => {
    if (type === 'text') return `texts[${pythonString(name)}]`;
    return type === 'boolean' ? `ex.truth(numbers[${pythonString(name)}])` : `numbers[${pythonString(name)}]`;
  },
  number: (_, { payload }) => pythonNumber(payload.value),
  text: (_, { payload }) => `ex.text(${pythonString(payload.value)})`,
  missing: (_, { type }) => (type === 'number' ? 'np.nan' : type === 'text' ? 'ex.text("")' : 'ex.truth(np.nan)'),
  add: infix('+'),
  sub: infix('-'),
  mul: infix('*'),
  div: call('divide'),
  rem: call('remainder'),
  mod: call('modulo'),
  min: call('minimum'),
  max: call('maximum'),
  weightedSum: (args, { payload }) => `(${args.map((x, i) => `${x} * ${pythonNumber(payload.weights[i] ?? 0)}`).join(' + ')})`,
  neg: ([x]) => `(-${x})`,
  abs: call('absolute'),
  floor: call('floor'),
  ceil: call('ceil'),
  round: ([x], { payload }) => `ex.round_half_even(${x}, ${payload.digits})`,
  trunc: call('truncate'),
  sign: call('sign'),
  sqrt: call('sqrt'),
  exp: call('exp'),
  ln: call('ln'),
  log1p: call('log1p'),
  log2: call('log2'),
  log10: call('log10'),
  sigmoid: call('sigmoid'),
  tanh: call('tanh'),
  pow: ([x, y], { args }) => (isSmallWhole(args[1]) ? `ex.whole_power(${x}, ${args[1].payload.value})` : `ex.power(${x}, ${y})`),
  pow2: call('pow2'),
  exponentGuess: call('exponent'),
  sin: call('sin'),
  cos: call('cos'),
  finite: call('finite'),
  toNumber: call('to_number'),
  coalesce: (args, expr) => call(isText(expr) ? 'coalesce_text' : 'coalesce')(args),
  if: (args, expr) => call(expr.type === 'text' ? 'when_text' : 'when')(args),
  lt: call('less'),
  le: call('less_equal'),
  eq: (args, expr) => call(isText(expr) ? 'equal_text' : 'equal')(args),
  and: call('both'),
  or: call('either'),
  not: call('negation'),
  isMissing: (args, expr) => call(isText(expr) ? 'is_missing_text' : expr.args[0].type === 'boolean' ? 'is_unknown' : 'is_missing')(args),
  lookup: ([x], { payload: { keys, values, otherwise } }) => {
    const entries = keys.map((key, i) => `${pythonString(key)}: ${pythonNumber(values[i] ?? NaN)}`);
    return `ex.lookup(${x}, {${entries.join(', ')}}, ${pythonNumber(otherwise ?? NaN)})`;
  },
  bins: ([x], { payload }) => `ex.bins(${x}, [${payload.edges.map(pythonNumber).join(', ')}])`,
  lower: call('lower'),
  trim: call('trim'),
  squeeze: call('squeeze'),
  nfc: call('nfc'),
  window: ([value, entity, time], { payload, args }) =>
    `ex.rolling_mean${args[1].type === 'text' ? '_by_text' : ''}(${value}, ${entity}, ${time}, rows=${payload.rows}, min_periods=${payload.minPeriods})`,
};
