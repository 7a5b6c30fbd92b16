import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Profile } from '../../electron/contract/profile.ts';
import { hostileNames } from './hostile-names.ts';

const run = promisify(execFile);
const cli = fileURLToPath(new URL('../../dist/cli/main.mjs', import.meta.url));
const ROWS = 300;
const COLUMNS = 5000;
const names = [...hostileNames(1000), ...Array.from({ length: COLUMNS - 1000 }, (_, i) => `column ${i}`)];

/** Whole numbers, decimals, levels, and numbers of which the last is a word: their type shows only at the end. */
const cellOf = (row: number, column: number): string => {
  const value = (row * 7919 + column * 104_729) % 1000;
  return [String(value), (value / 8).toFixed(3), value % 9 === 0 ? '' : `level ${value % 4}`, row === ROWS - 1 && column % 100 === 3 ? 'word' : String(value)][column % 4] as string;
};
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-wide-'));
  const lines = Array.from({ length: ROWS }, (_, row) => names.map((_name, column) => cellOf(row, column)).join(','));
  writeFileSync(join(folder, 'wide.csv'), [names.map(quoted).join(','), ...lines, ''].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function profileOf(file: string): Promise<Profile> {
  const { stdout } = await run(process.execPath, [cli, 'profile', join(folder, file), '--json'], { maxBuffer: 2 ** 28 });
  return (JSON.parse(stdout) as { profile: Profile }).profile;
}

it('5,000 columns, 1,000 of them with hostile names, open and are profiled on the command line, from CSV and from Parquet', async () => {
  const profile = await profileOf('wide.csv');
  expect(profile.rows).toBe(ROWS);
  expect(profile.columns.map(({ name }) => name)).toEqual(names);
  for (const [column, { type, count, missing, distinct, mean }] of profile.columns.entries()) {
    const cells = Array.from({ length: ROWS }, (_, row) => cellOf(row, column));
    const present = cells.filter((cell) => cell !== '');
    const isText = present.some((cell) => Number.isNaN(Number(cell)));
    expect({ type, count, missing, distinct }, names[column]).toEqual({ type: isText ? 'text' : column % 4 === 1 ? 'number' : 'integer', count: present.length, missing: ROWS - present.length, distinct: new Set(present).size });
    if (!isText) expect(mean, names[column]).toBeCloseTo(present.reduce((sum, cell) => sum + Number(cell), 0) / present.length, 9);
  }
  await run(process.execPath, [cli, 'convert', join(folder, 'wide.csv'), '--out', join(folder, 'wide.parquet')], { maxBuffer: 2 ** 28 });
  expect(await profileOf('wide.parquet')).toEqual(profile);
}, 600_000);
