import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { docker, identifier, markdown, markdownCode, python, sh, toml } from './literals.ts';

const HOSTILE = ['"; import os', '{{x}}', 'a\nb', "'''", '"""', '\\', '\\"', '🙂', '\u202e', '\0', '$(id)', '`id`', '</script>', '${x}', '%s', '\ud800', "it's", '', ' '];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }), fc.string());

/** Reads a literal of Python's as JSON reads its own: both have these escapes in common, but \x and \U. */
function readPython(literal: string): unknown {
  const json = literal.replace(/\\(x([0-9a-f]{2})|U([0-9a-f]{8})|.)/gs, (whole, _, x?: string, u?: string) => (x ? `\\u00${x}` : u ? String.fromCodePoint(Number.parseInt(u, 16)) : whole));
  return JSON.parse(json);
}

describe('python', () => {
  it('gives back every text', () => {
    fc.assert(fc.property(hostile, (text) => readPython(python(text)) === text), { numRuns: 2000, seed: 1 });
  });
  it('keeps a text on one line, in letters that can be told apart', () => {
    fc.assert(fc.property(hostile, (text) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(python(text))), { numRuns: 2000, seed: 1 });
    expect(python('Größe in °C')).toBe('"Größe in °C"');
  });
  it('prints tuples, booleans, None and numbers', () => {
    expect(python([])).toBe('()');
    expect(python(['a'])).toBe('("a",)');
    expect(python(['a', [1, true, null]])).toBe('("a", (1, True, None))');
    expect(() => python(NaN)).toThrow(RangeError);
  });
});

describe('sh', () => {
  it('gives a shell every text as one word', () => {
    const texts = HOSTILE.filter((text) => !text.includes('\0') && text !== '\ud800');
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${texts.map(sh).join(' ')}`], { encoding: 'utf8' });
    expect(stdout.split('\0').slice(0, -1)).toEqual(texts);
  });
});

describe('markdown', () => {
  it('stays on one line and leaves no mark of Markdown', () => {
    const plain = (text: string): string => markdown(text).replace(/\\[\\`*{}[\]<>|~$_&#+=.)-]/g, '');
    fc.assert(fc.property(hostile, (text) => !/[\n\r]|[\\`*<>|[\]{}~$](?!:\/\/)|(?<![\p{L}\p{N}])_(?![\p{L}\p{N}])|^\s*[#+=-]\s/u.test(plain(text))), { numRuns: 2000, seed: 1 });
  });
  it('escapes what would be a mark, and nothing else', () => {
    const same = ['machine_id', 'utf-8', 'a + b = c', '(x)', 'Temp #2, 5.5', 'R&D', '"#N/A"', '0.02 to 1', '-3.5 to 2'];
    expect(same.map(markdown)).toEqual(same);
    expect(['_x_', '# x', '- x', '---', '1. x', '&lt;', 'x #', 'a*b', 'a|b', '[a](b)', '<b>', '`a`', '{{x}}', 'https://x'].map(markdown)).toEqual(['\\_x\\_', '\\# x', '\\- x', '\\---', '1\\. x', '\\&lt;', 'x \\#', 'a\\*b', 'a\\|b', '\\[a\\](b)', '\\<b\\>', '\\`a\\`', '\\{\\{x\\}\\}', 'https\\://x']);
  });
});

describe('markdownCode', () => {
  it('shows a name as it is', () => {
    expect(['machine_id', '<b>&amp;', 'a`b', '`a``b`', ' x', 'a\nb'].map(markdownCode)).toEqual(['`machine_id`', '`<b>&amp;`', '``a`b``', '``` `a``b` ```', '`  x `', '`a b`']);
  });
  it('falls back on escaped text where a code span cannot hold it', () => {
    expect(['a|b', 'a\\', '', ' '].map(markdownCode)).toEqual(['a\\|b', 'a\\\\', '', ' ']);
    fc.assert(fc.property(hostile, (text) => !/[\n\r]|(?<!\\)\|/.test(markdownCode(text))), { numRuns: 2000, seed: 1 });
  });
});

describe('toml and docker', () => {
  it('print strings that JSON reads too', () => {
    for (const text of ['a "b" \\ c', 'tab\there', 'line\nend', 'ü']) {
      expect(JSON.parse(docker(text))).toBe(text);
      expect(JSON.parse(toml(text))).toBe(text);
    }
  });
});

describe('identifier', () => {
  it('takes nothing but names', () => {
    expect(identifier('pump_2')).toBe('pump_2');
    for (const text of HOSTILE) expect(() => identifier(text)).toThrow();
  });
});
