import type { DateFormat } from '../../contract/load-report.ts';
import { type Sql, identifier, join, literal, sql } from '../sql/sql.ts';
import { DATE_FORMATS, GRAMMAR, SPACE, datePattern } from './cell-grammar.ts';
import type { CellPlan, Mark } from './csv-types.ts';

/** The rules of a file that every cell is read by. */
export interface CellRules {
  decimal: Mark;
  thousands: '' | Mark;
  na: readonly string[];
  /** Whether the file has an underscore anywhere: DuckDB reads 1_000 as a number, the grammar does not. */
  underscore: boolean;
}

/** How a column is read where its texts are not of its type: `refuse` ends the statement, `missing` makes them NULL. */
export type OnUnreadable = 'refuse' | 'missing';

/** The name under which the reader of the file knows its i-th column; the file's own names never reach it. */
export function rawName(i: number): Sql {
  return identifier(`c${i}`);
}

/** The mark by which a refused cell is known in DuckDB's message. */
export const REFUSED = 'mw-cell-refused';

/** The trimmed text of a cell, NULL where it is missing. */
export function cellText(raw: Sql, na: readonly string[]): Sql {
  const trimmed = sql`trim(${raw}, ${literal(SPACE)})`;
  return sql`case when ${isMissing(trimmed, na)} then null else ${trimmed} end`;
}

/** By list_contains: DuckDB turns a long `in` into a join, which is made for every cell, also in a branch that no cell takes. */
function isMissing(trimmed: Sql, na: readonly string[]): Sql {
  return sql`list_contains([${['', ...na].map(literal)}], ${trimmed})`;
}

/**
 * What the value of a column is made from: its raw cells where clean ones are the rule, else their trimmed texts, made once in an inner select. (A
 * subexpression that occurs twice is taken out of its branch by DuckDB and then costs its time for every cell.)
 */
export function cellSource(raw: Sql, column: CellPlan['columns'][number], rules: CellRules, unreadable: OnUnreadable): Sql {
  return isFast(column, rules, unreadable) ? raw : cellText(raw, rules.na);
}

/** A cell as a value of its column's type, from what {@link cellSource} gave. */
export function cellValue(cell: Sql, column: CellPlan['columns'][number], rules: CellRules, unreadable: OnUnreadable): Sql {
  const otherwise = unreadable === 'missing' ? sql`null` : sql`error(${literal(REFUSED)})`;
  if (isFast(column, rules, unreadable)) {
    const [clean, value] = column.type === 'integer' ? cleanInteger(cell) : cleanNumber(cell, rules);
    return sql`case when ${clean} then ${value} when ${cell} is null or ${isMissing(sql`trim(${cell}, ${literal(SPACE)})`, rules.na)} then null else ${otherwise} end`;
  }
  if (column.type === 'text') return cell;
  return sql`case when ${cell} is null then null when ${slowFit(cell, column, rules, unreadable)} then ${slowValue(cell, column, rules)} else ${otherwise} end`;
}

/** A trimmed text as a value of its column's type, if it fits. */
function slowValue(cell: Sql, { type, date }: CellPlan['columns'][number], rules: CellRules): Sql {
  if (type === 'integer') return sql`try_cast(${cell} as bigint)`;
  if (type === 'boolean') return sql`lower(${cell}) = 'true'`;
  if (type === 'timestamp') return timestampValue(cell, date ?? 'iso');
  return type === 'number' ? numberValue(cell, rules) : cell;
}

/** Whether a trimmed text is of its column's type. */
function slowFit(cell: Sql, column: CellPlan['columns'][number], rules: CellRules, unreadable: OnUnreadable): Sql {
  const value = slowValue(cell, column, rules);
  switch (column.type) {
    case 'text':
      return sql`true`;
    case 'integer':
      return sql`${matches(cell, GRAMMAR.integer)}${unreadable === 'refuse' ? sql` and not ${matches(cell, GRAMMAR.leadingZero)}` : sql``} and ${value} is not null`;
    case 'boolean':
      return matches(cell, GRAMMAR.boolean);
    case 'timestamp':
      return sql`${value} is not null`;
    case 'number':
      return sql`${numberFits(cell, rules)} and isfinite(${value})`;
  }
}

/** Whether {@link cellValue} refuses the cell, from what {@link cellSource} gave. */
export function isRefused(cell: Sql, column: CellPlan['columns'][number], rules: CellRules): Sql {
  if (isFast(column, rules, 'refuse')) {
    const [clean] = column.type === 'integer' ? cleanInteger(cell) : cleanNumber(cell, rules);
    return sql`case when ${clean} then false else not (${cell} is null or ${isMissing(sql`trim(${cell}, ${literal(SPACE)})`, rules.na)}) end`;
  }
  return sql`(${cell} is not null and not coalesce(${slowFit(cell, column, rules, 'refuse')}, false))`;
}

function isFast({ type }: CellPlan['columns'][number], rules: CellRules, unreadable: OnUnreadable): boolean {
  if (unreadable === 'missing' || hasTypedNa(rules)) return false;
  return type === 'integer' || (type === 'number' && rules.decimal === '.' && rules.thousands === '');
}

/** Whole numbers as they are printed: no leading zero, fraction, sign or mark that the cast would swallow. */
function cleanInteger(cell: Sql): [Sql, Sql] {
  const value = sql`try_cast(${cell} as bigint)`;
  return [sql`cast(${value} as varchar) = ${cell}`, value];
}

/** The cast takes the grammar's numbers, and beside them only underscores and what is not finite. */
function cleanNumber(cell: Sql, { underscore }: CellRules): [Sql, Sql] {
  const value = sql`try_cast(${cell} as double)`;
  return [sql`isfinite(${value})${underscore ? sql` and not contains(${cell}, '_')` : sql``}`, value];
}

/** A token such as -999 means missing although it is a number: then no cell may take the fast path. */
function hasTypedNa({ na }: CellRules): boolean {
  return na.some((token) => Number.isFinite(Number(token)));
}

function matches(text: Sql, pattern: string): Sql {
  return sql`regexp_full_match(${text}, ${literal(pattern)})`;
}

function numberFits(text: Sql, { decimal, thousands }: CellRules): Sql {
  const plain = GRAMMAR.number[decimal];
  return matches(text, thousands === '' ? plain : `${plain}|${GRAMMAR.grouped[decimal]}`);
}

function numberValue(text: Sql, { decimal, thousands }: CellRules): Sql {
  const ungrouped = thousands === '' ? text : sql`replace(${text}, ${literal(thousands)}, '')`;
  return sql`try_cast(${decimal === '.' ? sql`(${ungrouped})` : sql`replace(${ungrouped}, ',', '.')`} as double)`;
}

function timestampValue(text: Sql, format: DateFormat): Sql {
  const parsed = format === 'iso' ? isoValue(text) : sql`try_strptime((${text}), [${withTimes(format).map(literal)}])`;
  return sql`case when ${matches(text, datePattern(format))} then ${parsed} end`;
}

/** An offset moves the instant to UTC, whatever the time zone of the machine. */
function isoValue(text: Sql): Sql {
  return sql`coalesce(try_cast((${text}) as timestamp), try_cast(cast(try_strptime(${text}, '%Y-%m-%d%z') as varchar) as timestamp))`;
}

function withTimes(format: DateFormat): string[] {
  const times = ['', '%H:%M', '%H:%M:%S', '%H:%M:%S.%f', '%I:%M %p', '%I:%M:%S %p', '%I:%M%p', '%I:%M:%S%p'];
  return times.flatMap((time) => (time === '' ? [format] : [`${format} ${time}`, `${format}T${time}`]));
}

/** Exact facts of the i-th column over all rows, from its trimmed texts. */
export function cellFactsSql(text: Sql, i: number): Sql {
  const count = (test: Sql, name: string): Sql => sql`count(*) filter (${test}) as ${identifier(`${name}${i}`)}`;
  const whole = matches(text, GRAMMAR.integer);
  return join([
    sql`count(${text}) as ${identifier(`values${i}`)}`,
    count(whole, 'integer'),
    count(matches(text, GRAMMAR.leadingZero), 'leadingZero'),
    count(sql`${whole} and try_cast(${text} as bigint) is null`, 'wide'),
    count(matches(text, GRAMMAR.number['.']), 'dot'),
    count(matches(text, GRAMMAR.number[',']), 'comma'),
    count(matches(text, GRAMMAR.grouped['.']), 'groupedDot'),
    count(matches(text, GRAMMAR.grouped[',']), 'groupedComma'),
    count(matches(text, GRAMMAR.boolean), 'boolean'),
    ...DATE_FORMATS.map((format, f) => count(sql`${timestampValue(text, format)} is not null`, `date${f}_`)),
  ]);
}
