import type { ColumnType } from '../../contract/column.ts';
import type { DateFormat, LoadNote } from '../../contract/load-report.ts';
import { DATE_FORMATS } from './cell-grammar.ts';
import type { CellFacts } from './cell-grammar.ts';

export type Mark = '.' | ',';

/** How the cells of a file are read: the marks of its numbers, and each column's type. */
export interface CellPlan {
  decimal: Mark;
  thousands: '' | Mark;
  columns: { type: ColumnType; date?: DateFormat }[];
  notes: LoadNote[];
}

const OTHER = { '.': ',', ',': '.' } as const;

/** The types and marks that the facts allow; sure where the facts are of all rows, a guess to verify where they are of a sample. */
export function planCells(names: readonly string[], facts: readonly CellFacts[], delimiter: string, told: { decimal?: Mark | undefined }): CellPlan {
  const notes: LoadNote[] = [];
  const decimal = told.decimal ?? decimalMark(facts, delimiter, notes);
  const mark = OTHER[decimal];
  const isNumber = (column: CellFacts): boolean => column.values > 0 && column.number[decimal] + column.grouped[decimal] === column.values;
  const thousands = facts.some((column) => isNumber(column) && column.grouped[decimal] > 0) ? mark : '';
  const columns = facts.map((column, i) => {
    const name = names[i] ?? '';
    const { values } = column;
    if (values === 0) {
      notes.push({ code: 'ALL_MISSING', column: name, message: 'No row has a value; the column is read as numbers.' });
      return { type: 'number' as const };
    }
    if (column.integer === values) return wholeNumbers(column, name, notes);
    if (isNumber(column)) return { type: 'number' as const };
    if (column.boolean === values) return { type: 'boolean' as const };
    const date = DATE_FORMATS.find((format) => column.dates[format] === values);
    if (date === undefined) return { type: 'text' as const };
    const swapped: DateFormat | undefined = date === '%m/%d/%Y' ? '%d/%m/%Y' : date === '%m-%d-%Y' ? '%d-%m-%Y' : undefined;
    if (swapped && column.dates[swapped] === values) {
      notes.push({ code: 'DATE_ORDER_AMBIGUOUS', column: name, message: `Every date can be read as ${date} and as ${swapped}; it is read with the month first.` });
    }
    return { type: 'timestamp' as const, date };
  });
  if (thousands !== '') notes.push({ code: 'THOUSANDS', message: `“${thousands}” between digits is read as the mark of thousands.` });
  if (decimal === ',') notes.push({ code: 'DECIMAL_COMMA', message: 'Numbers are read with a decimal comma.' });
  return { decimal, thousands, columns, notes };
}

function wholeNumbers(column: CellFacts, name: string, notes: LoadNote[]): { type: ColumnType } {
  if (column.leadingZero > 0) {
    notes.push({ code: 'LEADING_ZEROS', column: name, count: column.leadingZero, message: 'Numbers with leading zeros are codes: the column stays text.' });
    return { type: 'text' };
  }
  if (column.wide > 0) {
    notes.push({ code: 'INTEGER_TOO_LONG', column: name, count: column.wide, message: 'Whole numbers of more than 64 bits are identifiers: the column stays text.' });
    return { type: 'text' };
  }
  return { type: 'integer' };
}

function decimalMark(facts: readonly CellFacts[], delimiter: string, notes: LoadNote[]): Mark {
  const full = (column: CellFacts, mark: Mark): boolean => column.values > 0 && column.number[mark] + column.grouped[mark] === column.values;
  const plain = (column: CellFacts, mark: Mark): boolean => column.values > 0 && column.number[mark] === column.values;
  const votes = (test: (column: CellFacts, mark: Mark) => boolean, mark: Mark): boolean => facts.some((column) => test(column, mark) && !test(column, OTHER[mark]));
  const dot = votes(full, '.');
  const comma = votes(full, ',');
  if (dot && comma) {
    notes.push({ code: 'DECIMAL_MIXED', message: 'Some columns have a decimal point and others a decimal comma; those with a comma stay text.' });
    return '.';
  }
  if (dot || comma) return comma ? ',' : '.';
  return delimiter !== ',' && votes(plain, ',') && !votes(plain, '.') ? ',' : '.';
}
