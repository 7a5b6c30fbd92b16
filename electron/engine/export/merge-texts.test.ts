import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTexts } from './merge-texts.ts';

const BASE = 'a\nb\nc\nd\ne\n';

describe('mergeTexts', () => {
  it.each([
    ['nothing changed', BASE, BASE, BASE],
    ['mine alone', 'a\nB\nc\nd\ne\n', BASE, 'a\nB\nc\nd\ne\n'],
    ['theirs alone', BASE, 'a\nb\nc\nd\nE\nf\n', 'a\nb\nc\nd\nE\nf\n'],
    ['both, apart', 'a\nB\nc\nd\ne\n', 'a\nb\nc\nD\ne\n', 'a\nB\nc\nD\ne\n'],
    ['both, the same', 'a\nx\nc\nd\ne\n', 'a\nx\nc\nd\ne\n', 'a\nx\nc\nd\ne\n'],
    ['mine added, theirs removed elsewhere', 'first\na\nb\nc\nd\ne\n', 'a\nb\nc\nd\n', 'first\na\nb\nc\nd\n'],
    ['all removed by them', BASE, '', ''],
    ['no line end at the end', 'a\nb\nc\nd\ne\nmine', BASE, 'a\nb\nc\nd\ne\nmine'],
    ['line ends of Windows', 'a\r\nmine\r\nb\r\nc\r\nd\r\ne\r\n', 'a\nb\nc\nd\nE\n', 'a\r\nmine\r\nb\r\nc\r\nd\r\nE\r\n'],
  ])('%s', (_, mine, theirs, expected) => {
    expect(mergeTexts(BASE, mine, theirs)).toEqual({ text: expected });
  });

  it('tells the line at which both changed the same place', () => {
    expect(mergeTexts(BASE, 'a\nb\nmine\nd\ne\n', 'a\nb\ntheirs\nd\ne\n')).toEqual({ conflict: 3 });
    expect(mergeTexts(BASE, 'a\nb\nc\nd\ne\nmine\n', 'a\nb\nc\nd\ne\ntheirs\n')).toEqual({ conflict: 6 });
  });

  it('loses no line that a side added, takes either side where the other is unchanged, and is symmetric', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', '}\n'), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const join = (lines: readonly string[]): string => lines.join('');
        expect(mergeTexts(join(base), join(mine), join(base))).toEqual({ text: join(mine) });
        expect(mergeTexts(join(base), join(base), join(theirs))).toEqual({ text: join(theirs) });
        const own = base.flatMap((line, i) => (i % 3 === 0 ? [`mine ${i}\n`, line] : [line]));
        const merged = mergeTexts(join(base), join(own), join(theirs));
        const other = mergeTexts(join(base), join(theirs), join(own));
        expect('text' in other).toBe('text' in merged);
        if (!('text' in merged)) return;
        expect(other).toEqual(merged);
        for (const line of own.filter((one) => one.startsWith('mine'))) expect(merged.text).toContain(line);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
