import { describe, expect, it } from 'vitest';
import { filterWords, kindsOf, parseEnd } from './filter-words.ts';

const micros = (text: string): number => Date.parse(text) * 1000;

describe('an end of a range', () => {
  it('is a number', () => {
    expect(parseEnd(' 1.5e3 ', 'number')).toBe(1500);
    expect(parseEnd('', 'number')).toBeNull();
    expect(parseEnd('1,5', 'number')).toBeUndefined();
    expect(parseEnd('0x10', 'integer')).toBeUndefined();
  });
  it('is a day, whole where it is the last', () => {
    expect(parseEnd('2024-02-29', 'timestamp')).toBe(micros('2024-02-29T00:00Z'));
    expect(parseEnd('2024-02-29', 'timestamp', true)).toBe(micros('2024-03-01T00:00Z') - 1);
    expect(parseEnd('2024-02-29 10:30', 'timestamp', true)).toBe(micros('2024-02-29T10:31Z') - 1);
    expect(parseEnd('2024-02-29 10:30:15.5', 'timestamp', true)).toBe(micros('2024-02-29T10:30:15Z') + 500_000);
    expect(parseEnd('2023-02-29', 'timestamp')).toBeUndefined();
    expect(parseEnd('29.02.2024', 'timestamp')).toBeUndefined();
  });
});

it('filters are said in words', () => {
  expect(filterWords({ kind: 'range', column: 'x', from: null, to: 3 }, 'number')).toBe('x up to 3');
  expect(filterWords({ kind: 'among', column: 'x', values: ['a', 'b'] }, 'text')).toBe('x is a or b');
  expect(filterWords({ kind: 'missing', column: 'x', missing: false }, 'text')).toBe('x is not missing');
});

it('texts have no range, dates no text', () => {
  expect(kindsOf('text')).not.toContain('range');
  expect(kindsOf('timestamp')).not.toContain('contains');
});
