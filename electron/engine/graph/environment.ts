import { valueType, column, finite, inOrder, substitute, toNumber, FRONT_ONLY, type Expr, type Op } from '../expr/expression.ts';
import type { Json } from '../base/canonical-json.ts';
import type { RowNode, Schema, Target } from '../nodes/node.ts';

/** The columns of a relation as expressions over the columns of the table below it. */
export interface Environment {
  readonly schema: Schema;
  readonly columns: ReadonlyMap<string, Expr>;
}

/** The environment of a table: every column is itself. */
export function tableEnvironment(schema: Schema): Environment {
  return { schema, columns: new Map(schema.map((one) => [one.name, column(one.name, valueType(one.type))])) };
}

/** What a row node gives: all columns after it. The numbers it makes are finite or missing. `made` are the outputs that it computed. */
export function applyRowNode(
  before: Environment,
  node: RowNode,
  params: Readonly<Record<string, unknown>>,
  state: Json,
  target: Target | null,
  expressions: (state: Json) => ReadonlyMap<string, Expr> = (one) => node.apply(before.schema, params, one, target),
): { after: Environment; made: { name: string; expr: Expr; own: Expr }[] } {
  const schema = node.outputs(before.schema, params, state, target);
  if (schema === null) throw new Error(`The node ${node.id} does not know its outputs although it is fitted`);
  const own = expressions(state);
  const memo = new Map<Expr, Expr>();
  const finiteMemo = new Map<Expr, boolean>();
  const columns = new Map<string, Expr>();
  const made: { name: string; expr: Expr; own: Expr }[] = [];
  for (const { name } of schema) {
    const expr = own.get(name);
    if (!expr) {
      const passed = before.columns.get(name);
      if (!passed) throw new Error(`The node ${node.id} states a column "${name}" that it does not make`);
      columns.set(name, passed);
      continue;
    }
    const whole = substitute(expr, (read) => readColumn(before, read.payload.name), memo);
    const guarded = whole.type === 'number' && !isFinite_(whole, finiteMemo) ? finite(whole) : whole;
    columns.set(name, guarded);
    made.push({ name, expr: guarded, own: expr });
  }
  return { after: { schema, columns }, made };
}

/** The expression of a column in an environment. */
export function readColumn(environment: Environment, name: string): Expr {
  const expr = environment.columns.get(name);
  if (!expr) throw new Error(`There is no column "${name}" here`);
  return expr;
}

/** An expression over the columns of an environment as one over the table below it. */
export function overTable(environment: Environment, expr: Expr): Expr {
  return substitute(expr, (read) => readColumn(environment, read.payload.name));
}

/** A feature as the model reads it: a number. */
export function asNumber(expr: Expr): Expr {
  return expr.type === 'boolean' ? toNumber(expr) : expr;
}

/** Whether an expression reads earlier rows or letters, so that the ONNX file cannot hold it. */
export function isFrontOnly(expr: Expr): boolean {
  return inOrder([expr]).some((one) => FRONT_ONLY[one.op] !== undefined);
}

const FINITE_LEAVES: ReadonlySet<Op> = new Set(['column', 'number', 'missing', 'finite', 'toNumber', 'lookup', 'bins', 'sigmoid', 'tanh', 'sin', 'cos', 'sign']);
const FINITE_IF_ARGUMENTS_ARE: ReadonlySet<Op> = new Set(['neg', 'abs', 'floor', 'ceil', 'trunc', 'min', 'max', 'sqrt', 'coalesce', 'if', 'rem', 'mod', 'ln', 'log2', 'log10', 'log1p']);

/** Whether a number is finite or missing for every row, by the operations alone. */
function isFinite_(expr: Expr, memo: Map<Expr, boolean>): boolean {
  const known = memo.get(expr);
  if (known !== undefined) return known;
  const numbers = expr.args.filter((arg) => arg.type === 'number');
  const result = FINITE_LEAVES.has(expr.op) || (FINITE_IF_ARGUMENTS_ARE.has(expr.op) && numbers.every((arg) => isFinite_(arg, memo)));
  memo.set(expr, result);
  return result;
}
