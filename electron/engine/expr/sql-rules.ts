import { ROW, type ColumnType } from '../../contract/column.ts';
import { double, doubleList, identifier, join, literal, NULL_BOOLEAN, NULL_DOUBLE, NULL_TEXT, sql, type Sql } from '../sql/sql.ts';
import type { ExprOf } from './expression.ts';
import type { CoreExpr, CoreOp } from './lower.ts';

type Columns = ReadonlyMap<string, ColumnType>;
export type SqlTable = { readonly [O in CoreOp]: (args: readonly Sql[], expr: ExprOf<O>, columns: Columns) => Sql };

export interface SqlRules {
  print(expr: CoreExpr, args: readonly Sql[], columns: Columns): Sql;
}

const WHITE = sql`(' ' || chr(9) || chr(10) || chr(12) || chr(13))`;

/** NaN as NULL. DuckDB's nullif is a macro that repeats its argument: never nest it. */
export const guard = (value: Sql): Sql => sql`(case when isnan(${value}) then null else ${value} end)`;

/** Empty text as NULL. */
const some = (value: Sql): Sql => sql`(case when ${value} <> '' then ${value} end)`;

/** Operations that give NaN where IEEE arithmetic does; what reads them may need {@link guard}. */
const MAKES_NAN: ReadonlySet<CoreOp> = new Set(['add', 'sub', 'mul', 'div', 'rem', 'weightedSum', 'window']);
/** Operations that give NaN only where an operand is NaN. */
const PASSES_NAN: ReadonlySet<CoreOp> = new Set(['neg', 'abs', 'floor', 'ceil', 'round', 'sqrt', 'if', 'coalesce']);
/** Operations to which NaN is a large number, so that it must be NULL before. */
const READS_NULL: ReadonlySet<CoreOp> = new Set(['lt', 'le', 'eq', 'isMissing', 'min', 'max', 'bins', 'window']);

/** Whether the SQL of an operation can be NaN, given which operands can. */
export function canBeNaN(op: CoreOp, operands: readonly boolean[]): boolean {
  return MAKES_NAN.has(op) || (PASSES_NAN.has(op) && operands.includes(true));
}

/** Whether an operation needs NULL, not NaN, for its operand. */
export function needsNull(op: CoreOp, operand: number): boolean {
  return READS_NULL.has(op) || (op === 'coalesce' && operand === 0);
}

/** A missing operand makes the result missing: least and greatest alone would skip it. */
const both = (x: Sql, y: Sql, value: Sql): Sql => sql`(case when ${x} is null or ${y} is null then null else ${value} end)`;

function hole(args: readonly Sql[], i: number): Sql {
  const arg = args[i];
  if (!arg) throw new Error(`Operand ${i} is absent`);
  return arg;
}

type Rule = (args: readonly Sql[]) => Sql;
const unary = (print: (x: Sql) => Sql): Rule => (args) => print(hole(args, 0));
const binary = (print: (x: Sql, y: Sql) => Sql): Rule => (args) => print(hole(args, 0), hole(args, 1));

/** One rule an operation: SEMANTICS' table, column "SQL". */
export const SQL_TABLE: SqlTable = {
  column: (_, { payload }, columns) => readColumn(payload.name, columns),
  number: (_, { payload }) => double(payload.value),
  text: (_, { payload }) => literal(payload.value),
  missing: (_, { type }) => (type === 'number' ? NULL_DOUBLE : type === 'text' ? NULL_TEXT : NULL_BOOLEAN),
  add: binary((x, y) => sql`(${x} + ${y})`),
  sub: binary((x, y) => sql`(${x} - ${y})`),
  mul: binary((x, y) => sql`(${x} * ${y})`),
  div: binary((x, y) => sql`(${x} / ${notZero(y)})`),
  rem: binary((x, y) => sql`(${x} % ${notZero(y)})`),
  min: binary((x, y) => both(x, y, sql`least(${x}, ${y})`)),
  max: binary((x, y) => both(x, y, sql`greatest(${x}, ${y})`)),
  // Addition associates to the left.
  weightedSum: (args, { payload }) => sql`(${join(args.map((x, i) => sql`${x} * ${double(payload.weights[i] ?? 0)}`), ' + ')})`,
  neg: unary((x) => sql`(-(${x}))`),
  abs: unary((x) => sql`abs(${x})`),
  floor: unary((x) => sql`floor(${x})`),
  ceil: unary((x) => sql`ceil(${x})`),
  round: unary(roundHalfToEven),
  sqrt: unary((x) => sql`(case when ${x} >= 0 then sqrt(${x}) end)`),
  pow2: unary((x) => sql`(case when abs(${x}) <= 1022 then pow(${double(2)}, ${x}) end)`),
  exponentGuess: unary((x) => sql`(case when ${x} > 0 and ${x} < ${double(Infinity)} then floor(ln(${x}) * ${double(Math.LOG2E)}) end)`),
  toNumber: unary((x) => sql`cast(${x} as double)`),
  coalesce: binary((x, y) => sql`coalesce(${x}, ${y})`),
  if: (args) => sql`(case when ${hole(args, 0)} then ${hole(args, 1)} else ${hole(args, 2)} end)`,
  lt: binary((x, y) => sql`(${x} < ${y})`),
  le: binary((x, y) => sql`(${x} <= ${y})`),
  eq: binary((x, y) => sql`(${x} = ${y})`),
  and: binary((x, y) => sql`(${x} and ${y})`),
  or: binary((x, y) => sql`(${x} or ${y})`),
  not: unary((x) => sql`(not ${x})`),
  isMissing: unary((x) => sql`(${x} is null)`),
  lookup: (args, { payload }) => lookUp(hole(args, 0), payload),
  bins: (args, { payload }) => sql`(case when ${hole(args, 0)} is not null then ${countEdges(hole(args, 0), payload.edges, 0, payload.edges.length)} end)`,
  lower: unary((x) => some(sql`lower(replace(${x}, chr(304), 'i' || chr(775)))`)),
  trim: unary((x) => some(sql`trim(${x}, ${WHITE})`)),
  squeeze: unary((x) => some(sql`regexp_replace(${x}, '[ \\t\\n\\f\\r]+', ' ', 'g')`)),
  nfc: unary((x) => some(sql`nfc_normalize(${x})`)),
  window: (args, { payload }) => windowValues(args, payload),
};

/** The rules of a table; a test swaps one to see that it is noticed. */
export function sqlRules(table: SqlTable): SqlRules {
  return {
    print: (expr, args, columns) => (table[expr.op] as (args: readonly Sql[], expr: CoreExpr, columns: Columns) => Sql)(args, expr, columns),
  };
}

export const SQL_RULES = sqlRules(SQL_TABLE);

/** The same rules, but windows never reach from one value of this column into another, whosever the rows are. */
export function rulesWithin(series: Sql): SqlRules {
  return sqlRules({ ...SQL_TABLE, window: (args, expr, columns) => SQL_TABLE.window([hole(args, 0), sql`${series}, ${hole(args, 1)}`, hole(args, 2)], expr, columns) });
}

/** Integers become doubles, timestamps epoch microseconds, empty text NULL. */
function readColumn(name: string, columns: Columns): Sql {
  const type = columns.get(name);
  const column = identifier(name);
  switch (type) {
    case 'number':
    case 'integer': return sql`cast(${column} as double)`;
    case 'timestamp': return sql`cast(epoch_us(${column}) as double)`;
    case 'boolean': return sql`cast(${column} as boolean)`;
    case 'text': return some(sql`cast(${column} as varchar)`);
    case undefined: throw new Error(`An expression reads the column ${JSON.stringify(name)}, which is not there`);
  }
}

const notZero = (y: Sql): Sql => sql`(case when ${y} <> 0 then ${y} end)`;

/** Below 2^52, adding 2^52 leaves no room for decimals: the processor rounds. `round_even` is a macro that repeats its argument. */
function roundHalfToEven(x: Sql): Sql {
  const big = double(2 ** 52);
  return sql`(case when abs(${x}) < ${big} then (case when ${x} >= 0 then (${x} + ${big}) - ${big} else (${x} - ${big}) + ${big} end) else ${x} end)`;
}

/** A table of up to this many keys is a CASE: a longer one would be searched from its start. */
const LONG_TABLE = 24;

/**
 * A long table is a list of its values, and the key's place in it the code of an enum, which is found by hash. As a join each table takes milliseconds of planning, and an
 * encoder of a wide table has thousands. A type cannot name U+0000: with it the place is searched.
 */
function lookUp(x: Sql, { keys, values, otherwise }: ExprOf<'lookup'>['payload']): Sql {
  const value = (number: number | null): Sql => (number === null ? NULL_DOUBLE : double(number));
  if (keys.length === 0) return value(otherwise);
  const key = sql`coalesce(${x}, '')`;
  if (keys.length > LONG_TABLE) {
    const texts = keys.map(literal);
    const place = keys.some((text) => text.includes('\0')) ? sql`list_position([${texts}], ${key})` : sql`(enum_code(try_cast(${key} as enum(${texts}))) + 1)`;
    return sql`coalesce(${doubleList(values)}[${place}], ${value(otherwise)})`;
  }
  const branches = keys.map((text, i) => sql`when ${literal(text)} then ${double(values[i] ?? 0)}`);
  return sql`(case ${key} ${join(branches, ' ')} else ${value(otherwise)} end)`;
}

/** How many edges are ≤ x, by halving. */
function countEdges(x: Sql, edges: readonly number[], from: number, to: number): Sql {
  if (from === to) return double(from);
  const middle = (from + to) >> 1;
  return sql`(case when ${x} < ${double(edges[middle] ?? 0)} then ${countEdges(x, edges, from, middle)} else ${countEdges(x, edges, middle + 1, to)} end)`;
}

/**
 * The values of the last rows of an entity that are not missing, in the order of time (missing times last), then row
 * id; the mean is a step of its own on it, see {@link windowMean}.
 */
function windowValues(args: readonly Sql[], { rows }: ExprOf<'window'>['payload']): Sql {
  const [value, entity, time] = [hole(args, 0), hole(args, 1), hole(args, 2)];
  const frame = sql`partition by ${entity} order by ${time} asc nulls last, ${identifier(ROW)} rows between ${rows - 1} preceding and current row`;
  return sql`list(${value}) filter (where ${value} is not null) over (${frame})`;
}

/** Added up from the oldest to the newest, then divided by their number: `avg` adds in another order. */
export function windowMean(values: Sql, { minPeriods }: ExprOf<'window'>['payload']): Sql {
  return sql`(case when len(${values}) >= ${Math.max(1, minPeriods)} then list_reduce(${values}, lambda a, b: a + b, ${double(0)}) / len(${values}) end)`;
}
