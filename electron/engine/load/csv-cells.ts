import type { DateFormat } from '../../contract/load-report.ts';
import { Sql, identifier, join, literal, sql } from '../sql/sql.ts';
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
  return sql`case when ${trimmed} in (${['', ...na].map(literal)}) then null else ${trimmed} end`;
}

/** A cell as a value of its column's type. The first branch is the fast path of clean cells. */
export function cellValue(raw: Sql, column: CellPlan['columns'][number], rules: CellRules, unreadable: OnUnreadable): Sql {
  const text = cellText(raw, rules.na);
  const otherwise = unreadable === 'missing' ? sql`null` : sql`error(${literal(REFUSED)})`;
  const slow = (fits: Sql, value: Sql): Sql => sql`when (${text}) is null then null when ${fits} then ${value} else ${otherwise} end`;
  switch (column.type) {
    case 'text':
      return text;
    case 'integer': {
      const whole = sql`try_cast((${text}) as bigint)`;
      const fits = sql`${matches(text, GRAMMAR.integer)}${unreadable === 'refuse' ? sql` and not ${matches(text, GRAMMAR.leadingZero)}` : sql``} and ${whole} is not null`;
      if (hasTypedNa(rules)) return sql`case ${slow(fits, whole)}`;
      return sql`case when cast(try_cast(${raw} as bigint) as varchar) = ${raw} then try_cast(${raw} as bigint) ${slow(fits, whole)}`;
    }
    case 'boolean':
      return sql`case ${slow(matches(text, GRAMMAR.boolean), sql`lower(${text}) = 'true'`)}`;
    case 'timestamp': {
      const value = timestampValue(text, column.date ?? 'iso');
      return sql`case ${slow(sql`${value} is not null`, value)}`;
    }
    case 'number': {
      const value = numberValue(text, rules);
      const fits = sql`${numberFits(text, rules)} and isfinite(${value})`;
      if (rules.decimal === ',' || rules.thousands !== '' || hasTypedNa(rules)) return sql`case ${slow(fits, value)}`;
      const clean = sql`isfinite(try_cast(${raw} as double))${rules.underscore ? sql` and not contains(${raw}, '_')` : sql``}`;
      return sql`case when ${clean} then try_cast(${raw} as double) ${slow(fits, value)}`;
    }
  }
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

/** Exact facts of a column over all rows, in the order of {@link factsOf}. */
export function cellFactsSql(raw: Sql, i: number, na: readonly string[]): Sql {
  const text = sql`(${cellText(raw, na)})`;
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
