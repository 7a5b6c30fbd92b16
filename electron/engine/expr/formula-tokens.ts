import { AppError } from '../base/app-error.ts';

/** A piece of a formula: `word` is a bare name, `name` one in double quotes. */
export interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'word' | 'symbol' | 'end';
  readonly value: string;
  readonly offset: number;
}

/** Longer formulas are refused: they are programs. */
export const MAX_LENGTH = 4_000;

const SPACE = /[ \t\r\n]+/y;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const SYMBOL = /<>|!=|<=|>=|==|[-+*/%^()<>=,]/y;

/** An error in a formula, at a place in it. */
export function formulaError(code: string, offset: number, message: string, next: string): AppError {
  return new AppError({ code: `FORMULA_${code}`, message, next, place: { offset } });
}

/** The pieces of a formula, the last of kind `end`. */
export function tokens(formula: string): Token[] {
  if (formula.length > MAX_LENGTH) {
    throw formulaError('TOO_LONG', MAX_LENGTH, `The formula has ${formula.length} characters; ${MAX_LENGTH} are allowed.`, 'Split it over several formula nodes.');
  }
  const found: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(formula)?.[0];
  };
  while (at < formula.length) {
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const token = quoted(formula, at, match) ?? { token: plain(formula, at, match), length: 0 };
    found.push(token.token);
    at += token.length || token.token.value.length;
  }
  found.push({ kind: 'end', value: '', offset: formula.length });
  return found;
}

function plain(formula: string, offset: number, match: (pattern: RegExp) => string | undefined): Token {
  for (const [kind, pattern] of [['number', NUMBER], ['word', WORD], ['symbol', SYMBOL]] as const) {
    const value = match(pattern);
    if (value !== undefined) return { kind, value, offset };
  }
  const character = String.fromCodePoint(formula.codePointAt(offset) ?? 0);
  throw formulaError('SYNTAX', offset, `The character ${character} has no meaning in a formula.`, 'Remove it. Texts stand in single quotes, names with unusual characters in double quotes.');
}

/** A text or a name between quotes; a quote inside is written twice. */
function quoted(formula: string, offset: number, match: (pattern: RegExp) => string | undefined): { token: Token; length: number } | undefined {
  const quote = formula[offset];
  if (quote !== "'" && quote !== '"') return undefined;
  const whole = match(quote === "'" ? /'(?:[^']|'')*'/y : /"(?:[^"]|"")*"/y);
  if (whole === undefined) throw formulaError('SYNTAX', offset, `The quote ${quote} is never closed.`, `Close it with another ${quote}.`);
  const value = whole.slice(1, -1).replaceAll(quote + quote, quote);
  if (value.includes('\0')) throw formulaError('SYNTAX', offset, 'A text cannot hold the character U+0000.', 'Remove it.');
  return { token: { kind: quote === "'" ? 'text' : 'name', value, offset }, length: whole.length };
}
