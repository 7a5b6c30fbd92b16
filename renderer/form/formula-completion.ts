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
/** A bare name up to the caret. */
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;
const BARE = /^[\p{L}_][\p{L}\p{N}\p{M}_]*$/u;

/** A column as a formula names it. */
export function columnText(name: string, functions: readonly FormulaFunction[]): string {
  const taken = WORDS.includes(name.toLowerCase()) || functions.some((one) => one.name === name.toLowerCase());
  return BARE.test(name) && !taken ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Where a text or a name in quotes ends that begins at `start`; undefined where it is still open at `end`. */
function closing(formula: string, start: number, end: number): number | undefined {
  const quote = formula[start];
  for (let at = start + 1; at < end; at += 1) {
    if (formula[at] !== quote) continue;
    if (formula[at + 1] !== quote || at + 1 >= end) return at + 1;
    at += 1;
  }
  return undefined;
}

/** The word that is being written in front of the caret; none inside a text or behind a finished name. */
export function wordBefore(formula: string, caret: number): { start: number; word: string } {
  let done = 0;
  for (let at = 0; at < caret; at += 1) {
    if (formula[at] !== '"' && formula[at] !== "'") continue;
    const end = closing(formula, at, caret);
    if (end === undefined) return formula[at] === '"' ? { start: at, word: formula.slice(at, caret) } : { start: caret, word: '' };
    done = end;
    at = end - 1;
  }
  const word = WORD.exec(formula.slice(done, caret))?.[0] ?? '';
  return { start: caret - word.length, word };
}

/** What the word in front of the caret could become: columns first, those that begin with it before those that have it. */
export function completions(formula: string, caret: number, columns: readonly Column[], functions: readonly FormulaFunction[]): Completion[] {
  const { word } = wordBefore(formula, caret);
  const quoted = word.startsWith('"');
  const wanted = word.replace(/^"/, '').replaceAll('""', '"').toLowerCase();
  const ranked = <T>(items: readonly T[], name: (item: T) => string): T[] => {
    const places = items.map((item) => name(item).toLowerCase().indexOf(wanted));
    return [...items.filter((_, i) => places[i] === 0), ...items.filter((_, i) => (places[i] ?? 0) > 0)];
  };
  const fromColumns = ranked(columns, ({ name }) => name).slice(0, MOST).map(({ name, type }): Completion => {
    const text = columnText(name, functions);
    return { label: name, note: typeName(type), text, caret: text.length };
  });
  if (quoted) return fromColumns;
  const fromFunctions = functions.filter(({ name }) => name.startsWith(wanted)).map(({ name, usage }): Completion => ({ label: usage, note: 'function', text: `${name}()`, caret: name.length + 1 }));
  const fromWords = wanted === '' ? [] : WORDS.filter((one) => one.startsWith(wanted)).map((one): Completion => ({ label: one, note: 'word', text: one, caret: one.length }));
  return [...fromColumns, ...fromFunctions, ...fromWords].slice(0, MOST);
}
