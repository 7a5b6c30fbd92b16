import type { ColumnType } from '../../contract/column.ts';

/** What an expression is: a float64 or missing; true, false or unknown; a text or missing (empty is missing). */
export type ValueType = 'number' | 'boolean' | 'text';

/** A window over earlier rows of the same entity, by time and then row id; the row itself is the last of it. */
export interface WindowFrame {
  readonly aggregate: 'mean';
  /** Number of rows, the row itself included. */
  readonly rows: number;
  /** Fewer values than this that are not missing give missing. */
  readonly minPeriods: number;
}

interface Operations {
  column: { args: []; payload: { readonly name: string } };
  number: { args: []; payload: { readonly value: number } };
  text: { args: []; payload: { readonly value: string } };
  missing: { args: []; payload: null };
  add: { args: [Expr, Expr]; payload: null };
  sub: { args: [Expr, Expr]; payload: null };
  mul: { args: [Expr, Expr]; payload: null };
  div: { args: [Expr, Expr]; payload: null };
  /** Remainder with the sign of the dividend. */
  rem: { args: [Expr, Expr]; payload: null };
  /** Remainder with the sign of the divisor. */
  mod: { args: [Expr, Expr]; payload: null };
  min: { args: [Expr, Expr]; payload: null };
  max: { args: [Expr, Expr]; payload: null };
  neg: { args: [Expr]; payload: null };
  abs: { args: [Expr]; payload: null };
  floor: { args: [Expr]; payload: null };
  ceil: { args: [Expr]; payload: null };
  /** Half to even, to a number of decimal digits. */
  round: { args: [Expr]; payload: { readonly digits: number } };
  trunc: { args: [Expr]; payload: null };
  sign: { args: [Expr]; payload: null };
  sqrt: { args: [Expr]; payload: null };
  exp: { args: [Expr]; payload: null };
  ln: { args: [Expr]; payload: null };
  log1p: { args: [Expr]; payload: null };
  log2: { args: [Expr]; payload: null };
  log10: { args: [Expr]; payload: null };
  sigmoid: { args: [Expr]; payload: null };
  tanh: { args: [Expr]; payload: null };
  /** A real power; a whole literal exponent up to 16 is a product by squaring. */
  pow: { args: [Expr, Expr]; payload: null };
  /** 2^x for a whole x within ±1022, exactly; missing beyond. A part that exact functions are made of. */
  pow2: { args: [Expr]; payload: null };
  /** The binary exponent of a positive finite number, or one off: who reads it repairs it. Missing elsewhere. */
  exponentGuess: { args: [Expr]; payload: null };
  sin: { args: [Expr]; payload: null };
  cos: { args: [Expr]; payload: null };
  /** The numbers times their weights, added up from the first to the last. */
  weightedSum: { args: Expr[]; payload: { readonly weights: readonly number[] } };
  /** The value where it is finite, else missing: the rule at the border of every node. */
  finite: { args: [Expr]; payload: null };
  /** True 1, false 0, unknown missing. */
  toNumber: { args: [Expr]; payload: null };
  /** Of two numbers or of two texts. */
  coalesce: { args: [Expr, Expr]; payload: null };
  /** Condition, then, else; unknown counts as else. Branches are of one type: number or text. */
  if: { args: [Expr, Expr, Expr]; payload: null };
  lt: { args: [Expr, Expr]; payload: null };
  le: { args: [Expr, Expr]; payload: null };
  /** Of two numbers or of two texts. */
  eq: { args: [Expr, Expr]; payload: null };
  and: { args: [Expr, Expr]; payload: null };
  or: { args: [Expr, Expr]; payload: null };
  not: { args: [Expr]; payload: null };
  /** Never unknown. */
  isMissing: { args: [Expr]; payload: null };
  /** Text to number by a table; the key '' is missing text, which is `otherwise` where the table has no such key. */
  lookup: { args: [Expr]; payload: { readonly keys: readonly string[]; readonly values: readonly number[]; readonly otherwise: number | null } };
  /** How many of the ascending edges are ≤ the number (numpy.digitize); missing stays missing. */
  bins: { args: [Expr]; payload: { readonly edges: readonly number[] } };
  lower: { args: [Expr]; payload: null };
  /** Strips space, tab, newline, form feed and carriage return at both ends. */
  trim: { args: [Expr]; payload: null };
  /** Runs of white space (as in trim) become one space. */
  squeeze: { args: [Expr]; payload: null };
  /** Unicode normal form C. */
  nfc: { args: [Expr]; payload: null };
  /** Value, entity (missing entities are one), time: see {@link WindowFrame}. */
  window: { args: [Expr, Expr, Expr]; payload: WindowFrame };
}

export type Op = keyof Operations;
/** One operation on expressions. Expressions are immutable and shared: treat them as a graph, by identity. */
export type Expr = { [O in Op]: { readonly op: O; readonly type: ValueType; readonly args: Readonly<Operations[O]['args']>; readonly payload: Operations[O]['payload'] } }[Op];
export type ExprOf<O extends Op> = Extract<Expr, { op: O }>;

/** Operations that the ONNX file cannot hold: they, and all that they read, run before it as generated NumPy code. */
export const FRONT_ONLY: Readonly<Partial<Record<Op, string>>> = {
  lower: 'ONNX has no operator that changes the letters of a text.',
  trim: 'ONNX has no operator that changes the letters of a text.',
  squeeze: 'ONNX has no operator that changes the letters of a text.',
  nfc: 'ONNX has no operator that changes the letters of a text.',
  window: 'A row of the ONNX file knows nothing of earlier rows.',
};

function make<O extends Op>(op: O, type: ValueType, args: Operations[O]['args'], payload: Operations[O]['payload']): Expr {
  return { op, type, args, payload } as Expr;
}

function want(type: ValueType, ...args: readonly Expr[]): void {
  for (const arg of args) if (arg.type !== type) throw new TypeError(`A ${type} is needed, not the ${arg.type} of ${arg.op}`);
}

/** How expressions read a column of a type: integers and timestamps (epoch microseconds) as numbers. */
export function valueType(type: ColumnType): ValueType {
  return type === 'text' ? 'text' : type === 'boolean' ? 'boolean' : 'number';
}

export const column = (name: string, type: ValueType): Expr => make('column', type, [], { name });
export const text = (value: string): Expr => make('text', 'text', [], { value });
export const missing = (type: ValueType): Expr => make('missing', type, [], null);

/** A number literal, which is finite. */
export function num(value: number): Expr {
  if (!Number.isFinite(value)) throw new RangeError(`A literal is a finite number, not ${value}`);
  return make('number', 'number', [], { value });
}

type Binary = 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'mod' | 'min' | 'max' | 'pow';
type Unary = 'neg' | 'abs' | 'floor' | 'ceil' | 'trunc' | 'sign' | 'sqrt' | 'exp' | 'ln' | 'log1p' | 'log2' | 'log10' | 'sigmoid' | 'tanh' | 'pow2' | 'exponentGuess' | 'sin' | 'cos' | 'finite';
const binary = (op: Binary) => (x: Expr, y: Expr): Expr => (want('number', x, y), make(op, 'number', [x, y], null));
const unary = (op: Unary) => (x: Expr): Expr => (want('number', x), make(op, 'number', [x], null));

export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
export const rem = binary('rem');
export const mod = binary('mod');
export const min = binary('min');
export const max = binary('max');
export const pow = binary('pow');
export const neg = unary('neg');
export const abs = unary('abs');
export const floor = unary('floor');
export const ceil = unary('ceil');
export const trunc = unary('trunc');
export const sign = unary('sign');
export const sqrt = unary('sqrt');
export const exp = unary('exp');
export const ln = unary('ln');
export const log1p = unary('log1p');
export const log2 = unary('log2');
export const log10 = unary('log10');
export const sigmoid = unary('sigmoid');
export const tanh = unary('tanh');
export const pow2 = unary('pow2');
export const exponentGuess = unary('exponentGuess');
export const sin = unary('sin');
export const cos = unary('cos');
export const finite = unary('finite');
export const round = (x: Expr, digits = 0): Expr => (want('number', x), make('round', 'number', [x], { digits }));
export const toNumber = (x: Expr): Expr => (want('boolean', x), make('toNumber', 'number', [x], null));

export const lt = (x: Expr, y: Expr): Expr => (want('number', x, y), make('lt', 'boolean', [x, y], null));
export const le = (x: Expr, y: Expr): Expr => (want('number', x, y), make('le', 'boolean', [x, y], null));
export const gt = (x: Expr, y: Expr): Expr => lt(y, x);
export const ge = (x: Expr, y: Expr): Expr => le(y, x);
export const eq = (x: Expr, y: Expr): Expr => (want(x.type === 'text' ? 'text' : 'number', x, y), make('eq', 'boolean', [x, y], null));
export const ne = (x: Expr, y: Expr): Expr => not(eq(x, y));
export const and = (x: Expr, y: Expr): Expr => (want('boolean', x, y), make('and', 'boolean', [x, y], null));
export const or = (x: Expr, y: Expr): Expr => (want('boolean', x, y), make('or', 'boolean', [x, y], null));
export const not = (x: Expr): Expr => (want('boolean', x), make('not', 'boolean', [x], null));
export const isMissing = (x: Expr): Expr => make('isMissing', 'boolean', [x], null);

export function coalesce(x: Expr, y: Expr): Expr {
  if (x.type === 'boolean') throw new TypeError('coalesce takes numbers or texts');
  want(x.type, y);
  return make('coalesce', x.type, [x, y], null);
}

/** `if` is a word of the language: hence `when`. */
export function when(condition: Expr, then: Expr, otherwise: Expr): Expr {
  want('boolean', condition);
  if (then.type === 'boolean') throw new TypeError('if takes numbers or texts');
  want(then.type, otherwise);
  return make('if', then.type, [condition, then, otherwise], null);
}

/** Text to number; keys are distinct; `otherwise` is the value of every other text (null: missing). */
export function lookup(x: Expr, keys: readonly string[], values: readonly number[], otherwise: number | null): Expr {
  want('text', x);
  if (keys.length !== values.length || new Set(keys).size !== keys.length) throw new RangeError('lookup needs distinct keys with a value each');
  return make('lookup', 'number', [x], { keys, values, otherwise });
}

/** Edges ascend strictly. */
export function bins(x: Expr, edges: readonly number[]): Expr {
  want('number', x);
  for (let i = 1; i < edges.length; i++) if (!((edges[i - 1] ?? 0) < (edges[i] ?? 0))) throw new RangeError('bins need ascending edges');
  return make('bins', 'number', [x], { edges });
}

/** At least one number, with a finite weight each. */
export function weightedSum(values: readonly Expr[], weights: readonly number[]): Expr {
  want('number', ...values);
  if (values.length === 0 || values.length !== weights.length || !weights.every(Number.isFinite)) throw new RangeError('A weighted sum needs numbers with a finite weight each');
  return make('weightedSum', 'number', [...values], { weights });
}

const textOp = (op: 'lower' | 'trim' | 'squeeze' | 'nfc') => (x: Expr): Expr => (want('text', x), make(op, 'text', [x], null));
export const lower = textOp('lower');
export const trim = textOp('trim');
export const squeeze = textOp('squeeze');
export const nfc = textOp('nfc');

/** The mean of the last rows of an entity. `time` is a number (timestamps are microseconds). */
export function rollingMean(value: Expr, entity: Expr, time: Expr, rows: number, minPeriods: number): Expr {
  want('number', value, time);
  return make('window', 'number', [value, entity, time], { aggregate: 'mean', rows, minPeriods });
}

/** The same operation on other arguments; the expression itself where nothing changed. */
export function withArgs(expr: Expr, args: readonly Expr[]): Expr {
  if (args.every((arg, i) => arg === expr.args[i])) return expr;
  return { ...expr, args } as Expr;
}

/** The expression with its columns replaced; what is shared stays shared. `memo` is shared over calls with one environment. */
export function substitute(expr: Expr, replace: (column: ExprOf<'column'>) => Expr, memo = new Map<Expr, Expr>()): Expr {
  const known = memo.get(expr);
  if (known) return known;
  const result = expr.op === 'column' ? replace(expr) : withArgs(expr, expr.args.map((arg) => substitute(arg, replace, memo)));
  memo.set(expr, result);
  return result;
}

/** Every expression of a graph once, arguments before what reads them. */
export function inOrder(roots: readonly Expr[]): Expr[] {
  const seen = new Set<Expr>();
  const order: Expr[] = [];
  const visit = (expr: Expr): void => {
    if (seen.has(expr)) return;
    seen.add(expr);
    for (const arg of expr.args) visit(arg);
    order.push(expr);
  };
  for (const root of roots) visit(root);
  return order;
}
