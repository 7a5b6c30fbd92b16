import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { formatPython } from './format-python.ts';

/** (param $to i32) (result i32): counts from 0 to $to. */
const COUNT = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f, 3, 2, 1, 0, 7, 5, 1, 1, 0x63, 0, 0, 10, 23, 1, 21, 1, 1, 0x7f, 3, 0x40, 0x20, 1, 0x41, 1, 0x6a, 0x22, 1, 0x20, 0, 0x48, 0x0d, 0, 0x0b, 0x20, 1, 0x0b);

it('formats and puts imports in order', () => {
  expect(formatPython('a.py', 'import sys\nimport os\nx = ( os.sep,sys.path )\n', 'plant')).toBe('import os\nimport sys\n\nx = (os.sep, sys.path)\n');
});

it('leaves the kernels that are compiled after it to be optimised', async () => {
  formatPython('b.py', 'x = 1\n', 'plant');
  setFlagsFromString('--allow-natives-syntax');
  const isOptimised = runInThisContext('(count) => %IsTurboFanFunction(count)') as (count: unknown) => boolean;
  const { instance } = await WebAssembly.instantiate(COUNT);
  const count = instance.exports['c'] as (to: number) => number;
  expect(count(10)).toBe(10);
  await expect.poll(() => (count(1_000_000), isOptimised(count)), { timeout: 20_000 }).toBe(true);
});
