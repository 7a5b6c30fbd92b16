import type { FormulaFunction } from '../../electron/contract/card.ts';
import type { Column } from '../../electron/contract/column.ts';
import { typeName } from '../ui/format.ts';

export interface Completion {
  readonly label: string;
  readonly note: string;
  /** What takes the place of the word that is being written. */
  readonly text: string;
  /** Where the caret goes, from the beginning of the text. */
  readonly caret: number;
}

const MOST = 50;
const WORDS = ['and', 'or', 'not', 'in', 'true', 'false', 'missing'];
/** A bare name up to the caret, or one in double quotes that is still open. */
const BEFORE = /(?:"(?:[^"]|"")*|[\p{L}_][\p{L}\p{N}\p{M}_]*)$/u;
const BARE = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

/** A column as a formula names it. */
export function columnText(name: string, functions: readonly FormulaFunction[]): string {
  const taken = WORDS.includes(name.toLowerCase()) || functions.some((one) => one.name === name.toLowerCase());
  return BARE.test(name) && !taken ? name : `"${name.replaceAll('"', '""')}"`;
}

/** The word that is being written in front of the caret; none inside a text or behind a finished name. */
export function wordBefore(formula: string, caret: number): { start: number; word: string } {
  const before = formula.slice(0, caret);
  const outside = before.replaceAll(/'(?:[^']|'')*'(?!')/g, (text) => ' '.repeat(text.length));
  const openText = outside.includes("'") && !/"[^"]*'[^"]*$/.test(outside);
  const closed = outside.replaceAll(/"(?:[^"]|"")*"(?!")/g, (name) => ' '.repeat(name.length));
  const found = openText ? undefined : BEFORE.exec(closed)?.[0];
  return found === undefined ? { start: caret, word: '' } : { start: caret - found.length, word: before.slice(caret - found.length) };
}

/** What the word in front of the caret could become: columns first, those that begin with it before those that have it. */
export function completions(formula: string, caret: number, columns: readonly Column[], functions: readonly FormulaFunction[]): Completion[] {
  const { word } = wordBefore(formula, caret);
  const quoted = word.startsWith('"');
  const wanted = word.replace(/^"/, '').replaceAll('""', '"').toLowerCase();
  const ranked = <T>(items: readonly T[], name: (item: T) => string): T[] => {
    const begins = items.filter((item) => name(item).toLowerCase().startsWith(wanted));
    return [...begins, ...items.filter((item) => !begins.includes(item) && name(item).toLowerCase().includes(wanted))];
  };
  const fromColumns = ranked(columns, ({ name }) => name).map(({ name, type }): Completion => {
    const text = columnText(name, functions);
    return { label: name, note: typeName(type), text, caret: text.length };
  });
  if (quoted) return fromColumns.slice(0, MOST);
  const fromFunctions = functions.filter(({ name }) => name.startsWith(wanted)).map(({ name, usage }): Completion => ({ label: usage, note: 'function', text: `${name}()`, caret: name.length + 1 }));
  const fromWords = wanted === '' ? [] : WORDS.filter((one) => one.startsWith(wanted)).map((one): Completion => ({ label: one, note: 'word', text: one, caret: one.length }));
  return [...fromColumns, ...fromFunctions, ...fromWords].slice(0, MOST);
}
