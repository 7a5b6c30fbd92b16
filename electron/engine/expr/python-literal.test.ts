import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonPath } from '../../../test/kit/run-numpy.ts';
import { pythonNumber, pythonString } from './python-literal.ts';

/** What Python makes of literals: texts as lists of code points, numbers as their bytes. */
function read(literals: readonly string[], show: string): string[] {
  const program = `import json, sys, struct\nprint(json.dumps([${show} for x in eval(sys.stdin.read())]))`;
  return JSON.parse(execFileSync(pythonPath(), ['-c', program], { input: `[${literals.join(', ')}]`, encoding: 'utf8' })) as string[];
}

describe('Python literals', () => {
  it('are the same text in Python', () => {
    const hostile = ['', '"; import os', "'", '\\', '\n\r\t', '\0', '{x}', '😀', '\u2028', 'é', '%s', '"""', '\x7f\x80'];
    const texts = [...hostile, ...fc.sample(fc.string({ unit: 'binary' }), { numRuns: 500, seed: 1 })];
    expect(read(texts.map(pythonString), '[ord(c) for c in x]')).toEqual(texts.map((text) => Array.from(text, (character) => character.codePointAt(0))));
  });

  it('are the same number in Python', () => {
    const numbers = [0, -0, 1, -1, 5e-324, 1e308, 2 ** 53, 1e21, 1e-7, ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 500, seed: 1 })];
    const bytes = numbers.map((value) => Buffer.from(Float64Array.of(value).buffer).toString('hex'));
    expect(read(numbers.map(pythonNumber), 'struct.pack("<d", x).hex()')).toEqual(bytes);
  });
});
