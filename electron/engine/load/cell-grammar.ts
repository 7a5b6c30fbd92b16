import { DateFormatSchema } from '../../contract/load-report.ts';
import type { DateFormat } from '../../contract/load-report.ts';

/** The white space that the loader trims; Unicode's other spaces belong to the text. */
export const SPACE = ' \t\n\r\f\v';

const EXPONENT = '([eE][+-]?[0-9]+)?';

/** Regular expressions of what a trimmed text may be, the same in JavaScript and in RE2. */
export const GRAMMAR = {
  integer: '[+-]?[0-9]+',
  leadingZero: '[+-]?0[0-9]+',
  number: { '.': `[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)${EXPONENT}`, ',': `[+-]?([0-9]+,?[0-9]*|,[0-9]+)${EXPONENT}` },
  grouped: { '.': '[+-]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?', ',': '[+-]?[0-9]{1,3}(\\.[0-9]{3})+(,[0-9]+)?' },
  boolean: '[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]',
} as const;

const TIME = '([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?( ?[aApP][mM])?)?';
const ISO = '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?';

/** The grammar of a date format; whether the day exists is for the cast to say. */
export function datePattern(format: DateFormat): string {
  if (format === 'iso') return ISO;
  return format.replaceAll('.', '\\.').replace('%d', '[0-9]{1,2}').replace('%m', '[0-9]{1,2}').replace('%Y', '[0-9]{4}') + TIME;
}

/** What a column may be after the values seen so far. Built on a sample, it is a guess that the load of all rows verifies. */
export interface CellFacts {
  values: number;
  integer: number;
  leadingZero: number;
  /** Whole numbers that 64 bits do not hold. */
  wide: number;
  /** Plain numbers by the decimal mark. */
  number: { '.': number; ',': number };
  /** Numbers with grouped digits by the decimal mark; plain ones not counted. */
  grouped: { '.': number; ',': number };
  boolean: number;
  dates: Record<DateFormat, number>;
}

export const DATE_FORMATS: readonly DateFormat[] = DateFormatSchema.options;

const WHOLE = {
  integer: whole(GRAMMAR.integer),
  leadingZero: whole(GRAMMAR.leadingZero),
  dot: whole(GRAMMAR.number['.']),
  comma: whole(GRAMMAR.number[',']),
  groupedDot: whole(GRAMMAR.grouped['.']),
  groupedComma: whole(GRAMMAR.grouped[',']),
  boolean: whole(GRAMMAR.boolean),
  dates: DATE_FORMATS.map((format) => [format, whole(datePattern(format))] as const),
};

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

export function noFacts(): CellFacts {
  return {
    values: 0,
    integer: 0,
    leadingZero: 0,
    wide: 0,
    number: { '.': 0, ',': 0 },
    grouped: { '.': 0, ',': 0 },
    boolean: 0,
    dates: Object.fromEntries(DATE_FORMATS.map((format) => [format, 0])) as Record<DateFormat, number>,
  };
}

/** Counts a trimmed text that is not missing. */
export function countCell(facts: CellFacts, text: string): void {
  facts.values++;
  if (WHOLE.integer.test(text)) {
    facts.integer++;
    if (text.length > 18 && BigInt.asIntN(64, BigInt(text.replace('+', ''))) !== BigInt(text.replace('+', ''))) facts.wide++;
  }
  if (WHOLE.leadingZero.test(text)) facts.leadingZero++;
  if (WHOLE.dot.test(text)) facts.number['.']++;
  if (WHOLE.comma.test(text)) facts.number[',']++;
  if (WHOLE.groupedDot.test(text)) facts.grouped['.']++;
  if (WHOLE.groupedComma.test(text)) facts.grouped[',']++;
  if (WHOLE.boolean.test(text)) facts.boolean++;
  for (const [format, pattern] of WHOLE.dates) if (pattern.test(text) && possibleDay(text, format)) facts.dates[format]++;
}

function possibleDay(text: string, format: DateFormat): boolean {
  const numbers = text.split(/[^0-9]+/).map(Number);
  const order = format === 'iso' ? ['Y', 'm', 'd'] : format.replaceAll('%', '').split(/[^A-Za-z]/);
  const month = numbers[order.indexOf('m')] ?? 0;
  const day = numbers[order.indexOf('d')] ?? 0;
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

export function trimCell(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && SPACE.includes(text.charAt(from))) from++;
  while (to > from && SPACE.includes(text.charAt(to - 1))) to--;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}
