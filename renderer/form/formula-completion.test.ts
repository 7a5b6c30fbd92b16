import { describe, expect, it } from 'vitest';
import { columnText, completions, wordBefore } from './formula-completion.ts';

const column = (name: string) => ({ name, type: 'number' as const, role: 'feature' as const });
const COLUMNS = ['power', 'tool power', 'if', 'a "b"', 'längs'].map(column);
const FUNCTIONS = [{ name: 'if', usage: 'if(condition, then, otherwise)' }, { name: 'is_missing', usage: 'is_missing(x)' }, { name: 'pow', usage: 'pow(x, y)' }];
const texts = (formula: string) => completions(formula, formula.length, COLUMNS, FUNCTIONS).map(({ text }) => text);

describe('completion of formulas', () => {
  it('offers columns that begin with the word, then those that have it, then functions', () => {
    expect(texts('2 * pow')).toEqual(['power', '"tool power"', 'pow()']);
    expect(texts('is')).toEqual(['is_missing()']);
    expect(texts('2 * zzz')).toEqual([]);
  });

  it('quotes what is no plain name, or the name of a function', () => {
    expect(columnText('if', FUNCTIONS)).toBe('"if"');
    expect(columnText('a "b"', FUNCTIONS)).toBe('"a ""b"""');
    expect(columnText('längs', FUNCTIONS)).toBe('längs');
    expect(columnText('and', FUNCTIONS)).toBe('"and"');
  });

  it('completes a name whose quote is open, with columns alone', () => {
    expect(texts('1 + "tool p')).toEqual(['"tool power"']);
    expect(wordBefore('1 + "tool p', 11)).toEqual({ start: 4, word: '"tool p' });
    expect(texts('"a ""')).toEqual(['"a ""b"""']);
  });

  it('offers nothing to complete inside a text, nor for what is finished', () => {
    expect(wordBefore("kind = 'pow", 11).word).toBe('');
    expect(wordBefore("kind = 'it''s' and po", 21).word).toBe('po');
    expect(wordBefore('"tool power"', 12).word).toBe('');
    expect(wordBefore('power', 2)).toEqual({ start: 0, word: 'po' });
  });

  it('puts the caret between the parentheses of a function', () => {
    expect(completions('po', 2, [], FUNCTIONS)).toEqual([{ label: 'pow(x, y)', note: 'function', text: 'pow()', caret: 4 }]);
  });
});
