import { describe, expect, it } from 'vitest';
import { cellText, fileName, metric, number, share, timeLeft, useDigits } from './format.ts';
import { placeText } from '../../electron/contract/place-text.ts';

describe('numbers', () => {
  it('have as many digits as one reads', () => {
    expect(number(0.1 + 0.2)).toBe('0.3');
    expect(number(0)).toBe('0');
    expect(cellText(0.1 + 0.2, 'number')).toBe('0.3');
    expect(cellText(-0, 'number')).toBe('0');
    expect(cellText('9007199254740993', 'integer')).toBe('9007199254740993');
  });

  it('have as many digits as the user set', () => {
    useDigits(8);
    expect(number(Math.PI)).toBe('3.1415927');
    useDigits(3);
    expect(number(Math.PI)).toBe('3.14');
    useDigits(5);
    expect(number(Math.PI)).toBe('3.1416');
  });

  it('never round something to nothing', () => {
    expect(share(0.0001)).toMatch(/^< /);
    expect(share(0.9999)).toMatch(/^> /);
    expect(share(0)).toMatch(/^0/);
  });

  it('that are undefined say so', () => {
    expect(metric(null)).toBe('not defined');
    expect(metric(undefined)).toBe('not defined');
    expect(metric(0)).not.toBe('not defined');
  });
});

describe('words', () => {
  it('name files of both kinds of system', () => {
    expect(fileName('/a/b c.csv')).toBe('b c.csv');
    expect(fileName('C:\\a\\b.csv')).toBe('b.csv');
  });

  it('tell the time that is left', () => {
    expect(timeLeft(200)).toBe('about 1 s left');
    expect(timeLeft(200_000)).toBe('about 3 min left');
  });

  it('name the place of an error', () => {
    expect(placeText({ file: 'x.csv', line: 3, column: 'a' })).toBe('x.csv, line 3, column a');
    expect(placeText({ offset: 0 })).toBe('character 1');
    expect(placeText({})).toBe('');
  });
});
