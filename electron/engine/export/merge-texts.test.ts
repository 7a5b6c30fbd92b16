import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
        const whole = (lines: readonly string[]): string => lines.join('');
        expect(mergeTexts(whole(base), whole(mine), whole(base))).toEqual({ text: whole(mine) });
        expect(mergeTexts(whole(base), whole(base), whole(theirs))).toEqual({ text: whole(theirs) });
        const own = base.flatMap((line, i) => (i % 3 === 0 ? [`mine ${i}\n`, line] : [line]));
        const merged = mergeTexts(whole(base), whole(own), whole(theirs));
        const other = mergeTexts(whole(base), whole(theirs), whole(own));
        expect('text' in other).toBe('text' in merged);
        if (!('text' in merged)) return;
        expect(other).toEqual(merged);
        for (const line of own.filter((one) => one.startsWith('mine'))) expect(merged.text).toContain(line);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
  it('gives what git gives, wherever both merge', () => {
    const folder = mkdtempSync(join(tmpdir(), 'millwright-merge-'));
    const edit = fc.record({ at: fc.noBias(fc.nat(999)), what: fc.constantFrom('add', 'remove', 'change'), line: fc.nat(999) });
    const edits = fc.array(edit, { minLength: 1, maxLength: 2 });
    const changed = (base: readonly string[], by: readonly { at: number; what: string; line: number }[]): string => {
      const lines = [...base];
      for (const { at, what, line } of by) lines.splice(Math.floor((at / 1000) * lines.length), what === 'add' ? 0 : 1, ...(what === 'remove' ? [] : [`new ${line}\n`]));
      return lines.join('');
    };
    let compared = 0;
    try {
      fc.assert(
        fc.property(fc.integer({ min: 20, max: 60 }), edits, edits, (length, our, their) => {
          const base = Array.from({ length }, (_, i) => (i % 5 === 4 ? '}\n' : `line ${i}\n`));
          const texts = { base: base.join(''), mine: changed(base, our), theirs: changed(base, their) };
          for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
          const merged = mergeTexts(texts.base, texts.mine, texts.theirs);
          const git = byGit(folder);
          if (git === null || !('text' in merged)) return;
          compared += 1;
          expect(merged.text).toBe(git);
        }),
        { seed: 7, numRuns: 100 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect(compared).toBeGreaterThan(50);
  });
});

/** `git merge-file`; null where it finds a conflict. */
function byGit(folder: string): string | null {
  try {
    return execFileSync('git', ['merge-file', '-p', 'mine', 'base', 'theirs'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  } catch {
    return null;
  }
}
