import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandOutput } from '../../contract/commands.ts';
import type { LoadOptions } from '../../contract/load-report.ts';
import { call } from './dispatch.ts';
import { Engine } from './engine.ts';

const CONTEXT = { signal: new AbortController().signal, onProgress: () => undefined };
const engine = new Engine();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-peek-'));
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

async function peek(content: string | Buffer, options: LoadOptions = {}, name = 'data.csv'): Promise<CommandOutput<'peek'>> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const reply = await call(engine, 'peek', { path, options, limit: 200 }, CONTEXT);
  if (!reply.ok) throw new Error(`${reply.error.code}: ${reply.error.message}`);
  expect(reply.value.path).toBe(path);
  return reply.value;
}

const long = (cell: (row: number) => string, rows = 60_000): string => `i,t\n${Array.from({ length: rows }, (_, row) => `${row},${cell(row)}`).join('\n')}\n`;

describe('the beginning of a file', () => {
  it('is read as the whole is, up to a record that ends within it', async () => {
    const { whole, rows, columns, report, estimatedRows } = await peek(long((row) => `name ${row}`));
    expect(whole).toBe(false);
    expect(columns.map(({ type }) => type)).toEqual(['integer', 'text']);
    expect(rows).toHaveLength(200);
    expect(rows[199]).toEqual({ row: 199, cells: [199, 'name 199'] });
    expect(report.refused.count).toBe(0);
    expect(Math.abs(estimatedRows / 60_000 - 1)).toBeLessThan(0.15);
  });
  it.each<[string, string | Buffer]>([
    ['quoted line ends', long((row) => `"line\n${row}"`)],
    ['windows-1252', Buffer.from(long(() => 'caf\xe9 \x80'), 'latin1')],
    ['letters of several bytes', long(() => '田中é😀')],
    ['UTF-16', Buffer.from(`\ufeff${long(() => '田中é', 90_000)}`, 'utf16le')],
    ['gzip', gzipSync(long(() => 'x'))],
  ])('is cut between records: %s', async (_, content) => {
    const { whole, report, columns } = await peek(content);
    expect(whole).toBe(false);
    expect(report.refused.count).toBe(0);
    expect(report.rows).toBeGreaterThan(1000);
    expect(columns[0]?.type).toBe('integer');
  });
  it('shows the rows after a quote that is never closed', async () => {
    const { report } = await peek(long((row) => (row === 3 ? '"open' : 'x')));
    expect(report.refused.shown).toMatchObject([{ line: 5, reason: 'a quote is opened and never closed' }]);
    expect(report.rows).toBeGreaterThan(1000);
  });
  it('is the whole of a short file', async () => {
    expect(await peek('a,b\n1,x\n2,y')).toMatchObject({ whole: true, estimatedRows: 2, rows: [{ row: 0, cells: [1, 'x'] }, { row: 1, cells: [2, 'y'] }] });
  });
  it('names the user’s file where it cannot be read', async () => {
    await expect(peek('a,b\n')).rejects.toThrow('NO_ROWS');
  });
});

describe('what would be lost', () => {
  it('is each text that becomes missing: a token, or what is not of the type that is told', async () => {
    const text = 'a,b\n1,NA\nx,2\n-,3\n4,\n';
    const seen = await peek(text, { na: ['-'], types: [{ name: 'a', type: 'integer' }] });
    expect(seen.lost).toEqual([{ row: 0, column: 1, text: 'NA' }, { row: 1, column: 0, text: 'x' }, { row: 2, column: 0, text: '-' }]);
    expect(seen.lostCounts).toEqual([2, 1]);
    expect((await peek(text, { usualNa: false })).lost).toEqual([]);
  });
  it('records too', async () => {
    expect((await peek('a,b\n1,2\n3\n4,5\n')).report.refused.shown).toMatchObject([{ line: 3, row: 1 }]);
  });
});

describe('what is told', () => {
  it.each<[string, string, LoadOptions, unknown[]]>([
    ['apostrophes quote', "a,b\n'x,1',2\n'it''s',3\n", { quote: "'" }, [['x,1', 2], ["it's", 3]]],
    ['nothing quotes', 'a,b\n"x,1\n5" pipe,3\n', { quote: '' }, [['"x', 1], ['5" pipe', 3]]],
    ['another delimiter', 'a;b\n1,5;2\n', { delimiter: ';' }, [[1.5, 2]]],
    ['no header', 'a,b\nc,d\n', { header: false }, [['a', 'b'], ['c', 'd']]],
    ['the day first', 't,b\n05/03/2020,1\n', { types: [{ name: 't', type: 'timestamp', date: '%d/%m/%Y' }] }, [[Date.parse('2020-03-05T00:00Z') * 1000, 1]]],
  ])('%s', async (_, text, options, expected) => {
    expect((await peek(text, options)).rows.map(({ cells }) => cells)).toEqual(expected);
    const opened = await call(engine, 'open', { path: join(folder, 'data.csv'), options }, CONTEXT);
    if (!opened.ok) throw new Error(opened.error.message);
    const page = await call(engine, 'page', { source: opened.value.source, offset: 0, limit: 10 }, CONTEXT);
    expect(page).toMatchObject({ ok: true, value: { rows: expected.map((cells) => ({ cells })) } });
    expect(opened.value.report.dialect).toMatchObject(options.quote === undefined ? {} : { quote: options.quote });
  });
});
