import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LoadReportSchema } from '../../contract/load-report.ts';
import type { LoadOptions } from '../../contract/load-report.ts';
import { AppError } from '../base/app-error.ts';
import { Database } from '../db/database.ts';
import type { Value } from '../db/chunk-values.ts';
import { identifier, literal, sql } from '../sql/sql.ts';
import { loadSource } from './load-source.ts';

let folder: string;
let db: Database;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-load-'));
  db = await Database.open({ memoryLimitMb: 1024, threads: 2, allowedDirectories: [folder] });
});
afterAll(async () => {
  await db.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  types: string;
  rows: Value[][];
  notes: string[];
  refused: [number, number, string][];
}

async function load(content: string | Buffer, options: LoadOptions = {}, name = 'data.csv'): Promise<Seen> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const { table, columns, rows, report } = await loadSource(db, { path, options });
  LoadReportSchema.parse(report);
  const found = (await db.rows(sql`select * from ${table}`)).map((row) => Object.values(row));
  expect(found.length).toBe(rows);
  return {
    types: columns.map((column) => `${column.name}:${column.type}`).join(' '),
    rows: found,
    notes: report.notes.map((note) => note.code),
    refused: report.refused.shown.map(({ line, row, reason }) => [line, row, reason]),
  };
}

async function refusal(content: string | Buffer, options: LoadOptions = {}, name = 'data.csv'): Promise<string> {
  try {
    await load(content, options, name);
  } catch (error) {
    if (error instanceof AppError) return error.data.code;
    throw error;
  }
  return 'loaded';
}

const manyThen = (rows: number, cell: string, last: string): string => `a,b\n${Array.from({ length: rows }, (_, i) => `${cell},${i}`).join('\n')}\n${last},0\n`;

describe('types are decided on all rows', () => {
  const FAR = 40_000;
  it.each([
    ['a fraction far past the sample', '50000', '50000.5', 'number', 50000.5],
    ['a leading zero far past the sample', '123', '00123', 'text', '00123'],
    ['an underscore is not a number', '1', '1_000', 'text', '1_000'],
    ['nor beside fractions', '1.5', '1_000', 'text', '1_000'],
    ['a text far past the sample', '1.5', 'abc', 'text', 'abc'],
    ['more than 64 bits', '1', '12345678901234567890123', 'text', '12345678901234567890123'],
    ['infinity is not a number', '1.5', 'inf', 'text', 'inf'],
    ['nan is a usual token for missing', '1.5', 'nan', 'number', null],
    ['past the largest double is missing', '1.5', '1e400', 'number', null],
    ['a day that is not', '2024-01-31', '2024-02-30', 'text', '2024-02-30'],
    ['a space in front', '7', ' 8', 'integer', 8n],
    ['a sign in front', '7', '+8', 'integer', 8n],
    ['a missing token', '7', 'NA', 'integer', null],
    ['a boolean of any case', 'true', 'FALSE', 'boolean', false],
    ['a boolean and a number', 'true', '1', 'text', '1'],
  ])('%s', async (_, cell, last, type, value) => {
    const { types, rows } = await load(manyThen(FAR, cell, last));
    expect(types).toBe(`a:${type} b:integer`);
    expect(rows.at(-1)).toEqual([BigInt(FAR), value, 0n]);
    expect(rows[FAR - 1]?.[0]).toBe(BigInt(FAR - 1));
  }, 30_000);
  it('counts what it could not hold', async () => {
    const { notes } = await load('a\n1.5\n1e400\n');
    expect(notes).toContain('CELLS_UNREADABLE');
  });
  it('keeps integers past 2^53 and says what they are', async () => {
    const { rows, notes } = await load('a,b\n9007199254740993,1\n5,2\n');
    expect(rows[0]?.[1]).toBe(9007199254740993n);
    expect(notes).toContain('INTEGER_IDENTIFIER');
  });
});

describe('structure', () => {
  it.each<[string, string | Buffer, Partial<Seen>]>([
    ['mixed line ends', 'a,b\r\n1,2\n3,4\r\n', { rows: [[0n, 1n, 2n], [1n, 3n, 4n]] }],
    ['line ends of an old Mac', 'a,b\r1,2\r3,4\r', { rows: [[0n, 1n, 2n], [1n, 3n, 4n]] }],
    ['a byte order mark', '\ufeffa,b\n1,2\n', { types: 'a:integer b:integer' }],
    ['UTF-16', Buffer.from('\ufeffa,b\nä,2\n', 'utf16le'), { rows: [[0n, 'ä', 2n]], types: 'a:text b:integer' }],
    ['windows-1252', Buffer.from('a,b\n\x80 50,caf\xe9\nx,y\n', 'latin1'), { rows: [[0n, '€ 50', 'café'], [1n, 'x', 'y']] }],
    ['decimal comma and dots of thousands', 'a;b\n1.234,5;2\n7,25;3\n', { rows: [[0n, 1234.5, 2n], [1n, 7.25, 3n]] }],
    ['commas of thousands', 'a,b\n"1,234.5",x\n2.5,y\n', { rows: [[0n, 1234.5, 'x'], [1n, 2.5, 'y']] }],
    ['ragged rows', 'a,b\n1,2\n3\n4,5,6\n7,8\n', { rows: [[0n, 1n, 2n], [3n, 7n, 8n]], refused: [[3, 1, '1 field where 2 are expected'], [4, 2, '3 fields where 2 are expected']] }],
    ['blank lines', 'a,b\n\n1,2\n\n3,4\n\n', { rows: [[0n, 1n, 2n], [1n, 3n, 4n]] }],
    ['a quoted line end', 'a,b\n"x\ny",1\nz,2\n', { rows: [[0n, 'x\ny', 1n], [1n, 'z', 2n]] }],
    ['a quote inside a cell', 'a,b\n5" pipe,1\nz,2\n', { rows: [[0n, '5" pipe', 1n], [1n, 'z', 2n]] }],
    ['trimmed names and cells', ' a , b\n x ,\t1\n', { types: 'a:text b:integer', rows: [[0n, 'x', 1n]] }],
    ['empty quoted text is missing', 'a,b\n"",1\nx,2\n', { rows: [[0n, null, 1n], [1n, 'x', 2n]] }],
    ['no header', '1,x\n2,y\n', { types: 'c0:integer c1:text', rows: [[0n, 1n, 'x'], [1n, 2n, 'y']] }],
    ['a column without a name', ',b\n1,2\n', { types: 'c0:integer b:integer', notes: ['COLUMN_UNNAMED'] }],
    ['U+0000', 'a,b\nx\0y,1\nz,2\n', { rows: [[0n, 'xy', 1n], [1n, 'z', 2n]], notes: ['NUL_REMOVED'] }],
    ['gzip', gzipSync('a,b\n1,2\n'), { rows: [[0n, 1n, 2n]] }],
    ['tabs', 'a\tb\n1,5\tx\n2,5\ty\n', { rows: [[0n, 1.5, 'x'], [1n, 2.5, 'y']] }],
    ['a single column with a gap', 'a\n1\n\n3\n', { rows: [[0n, 1n], [1n, null], [2n, 3n]] }],
  ])('%s', async (_, content, expected) => {
    expect(await load(content)).toMatchObject(expected);
  });
  it.each(['\n', '\r\n'].flatMap((end) => ['\n', '\r\n', '\r'].flatMap((within) => [true, false].map((header) => [end, within, header] as const))))('records that end in %j may have %j in quotes from the first line on (header: %s)', async (end, within, header) => {
    const names = header ? `"first${within}name",b${end}` : '';
    const { rows } = await load(`${names}"x${within}y",1${end}"z",2${end}"w${within}.",3${end}`, { header });
    const told = (value: Value | undefined): Value | undefined => (typeof value === 'string' ? value : Number(value));
    expect(rows.map(([, text, number]) => [told(text), told(number)])).toEqual([[`x${within}y`, 1], ['z', 2], [`w${within}.`, 3]]);
  });

  it('an open quote costs its own line alone', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => (i === 700 ? `${i},"open` : `${i},"closed"`));
    const { rows, refused } = await load(`a,b\n${lines.join('\n')}\n`);
    expect(rows).toHaveLength(4999);
    expect(refused).toEqual([[702, 700, expect.any(String)]]);
    expect(rows[700]?.[0]).toBe(701n);
  });
});

describe('dates', () => {
  const day = (text: string): bigint => BigInt(Date.parse(`${text}Z`)) * 1000n;
  it.each([
    ['ISO', ['2024-01-31', '2024-02-29'], '2024-02-29T00:00', []],
    ['an offset is taken to UTC', ['2024-01-31T01:00:00+01:00', '2024-02-29T05:30:00Z'], '2024-02-29T05:30', []],
    ['day first, known by one row', ['05/03/2020', '13/03/2020 10:15'], '2020-03-13T10:15', []],
    ['month first where both fit', ['05/03/2020', '03/04/2020'], '2020-03-04T00:00', ['DATE_ORDER_AMBIGUOUS']],
  ])('%s', async (_, cells, last, notes) => {
    const seen = await load(`t,b\n${cells.map((cell) => `${cell},1`).join('\n')}\n`);
    expect(seen.types).toBe('t:timestamp b:integer');
    expect(seen.rows.at(-1)?.[1]).toBe(day(last));
    expect(seen.notes).toEqual(notes);
  });
});

describe('what is told', () => {
  it('a number can mean missing', async () => {
    expect((await load('a,b\n-999,1\n3,2\n', { na: ['-999'] })).rows).toEqual([[0n, null, 1n], [1n, 3n, 2n]]);
  });
  it('types are kept, and what is not of them is counted', async () => {
    const seen = await load('a,b\n007,1\nx,2\n', { types: [{ name: 'a', type: 'integer' }] });
    expect(seen.rows).toEqual([[0n, 7n, 1n], [1n, null, 2n]]);
    expect(seen.notes).toContain('CELLS_UNREADABLE');
  });
  it('a dialect reads another file as it read the first', async () => {
    const path = join(folder, 'first.csv');
    writeFileSync(path, 'code;x;t\n007;1,5;13/01/2024\n');
    const { report } = await loadSource(db, { path });
    const seen = await load('code;x;t\n7;2;01/02/2024\n', { dialect: report.dialect });
    expect(seen.rows).toEqual([[0n, '7', 2, BigInt(Date.parse('2024-02-01T00:00Z')) * 1000n]]);
  });
});

describe('refused with a reason', () => {
  it.each<[string, string | Buffer, string]>([
    ['FILE_EMPTY', '', 'data.csv'],
    ['NO_ROWS', 'a,b\n', 'data.csv'],
    ['COLUMN_NAMES_EQUAL', 'a,A\n1,2\n', 'data.csv'],
    ['COLUMN_NAME_RESERVED', '__mw_row,b\n1,2\n', 'data.csv'],
    ['FILE_NOT_TEXT', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 37) % 256)), 'data.csv'],
    ['ENCODING_UNKNOWN', Buffer.from('a,b\n\x81\x8d,1\n', 'latin1'), 'data.csv'],
    ['GZIP_BROKEN', gzipSync('a,b\n1,2\n'.repeat(100)).subarray(0, -12), 'data.csv'],
    ['PARQUET_BROKEN', Buffer.from('PAR1 and then nothing'), 'data.parquet'],
    ['PARQUET_BROKEN', 'a,b\n1,2\n', 'data.parquet'],
  ])('%s', async (code, content, name) => {
    expect(await refusal(content, {}, name)).toBe(code);
  });
  it('a folder and a missing file', async () => {
    mkdirSync(join(folder, 'sub.csv'));
    await expect(loadSource(db, { path: join(folder, 'sub.csv') })).rejects.toMatchObject({ data: { code: 'FILE_IS_FOLDER' } });
    await expect(loadSource(db, { path: join(folder, 'none.csv') })).rejects.toMatchObject({ data: { code: 'FILE_MISSING' } });
  });
});

describe('hostile names', () => {
  const NAMES = ['"; drop table x; --', "it's", 'line\nend', 'ünï😀', 'x'.repeat(60_000), 'a,b', '{{x}}', '__proto__'];
  it('are names', async () => {
    const header = NAMES.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const { rows, types } = await load(`${header}\n${NAMES.map((_, i) => i).join(',')}\n`);
    expect(rows[0]?.filter((value) => typeof value === 'bigint').length).toBeGreaterThanOrEqual(NAMES.length);
    expect(types).toContain('__proto__:integer');
  });
  it('also of files', async () => {
    expect((await load('a,b\n1,2\n', {}, "it's [a] *?.csv")).rows).toEqual([[0n, 1n, 2n]]);
  });
});

describe('Parquet', () => {
  it('types, and what is not finite', async () => {
    const path = join(folder, 'types.parquet');
    await db.run(sql`copy (select * from (values (1, 1.5, cast('nan' as double), true, ' x ', date '2024-01-02'), (2, 2.25, 3.0, false, '', null)) t(i, d, f, b, s, t)) to ${literal(path)} (format parquet)`);
    const { table, columns, report } = await loadSource(db, { path });
    expect(columns.map(({ type }) => type)).toEqual(['integer', 'number', 'number', 'boolean', 'text', 'timestamp']);
    expect((await db.rows(sql`select * from ${table}`)).map((row) => Object.values(row))).toEqual([[0n, 1n, 1.5, null, true, 'x', 1704153600000000n], [1n, 2n, 2.25, 3, false, null, null]]);
    expect(report.notes).toMatchObject([{ code: 'NOT_FINITE', column: 'f', count: 1 }]);
  });
  it.each([1, 700])('a column that is called as the database calls row numbers does not become the row, beside %i others', async (others) => {
    const path = join(folder, 'rowid.parquet');
    const more = Array.from({ length: others }, (_, i) => sql`r as ${identifier(`c${i}`)}`);
    await db.run(sql`copy (select 7 as ${identifier('RowID')}, ${more} from range(5) t(r)) to ${literal(path)} (format parquet)`);
    const { table } = await loadSource(db, { path, options: {} });
    expect(await db.rows(sql`select __mw_row as row, ${identifier('RowID')} as id, c0 from ${table} order by 1`)).toEqual([0, 1, 2, 3, 4].map((r) => ({ row: BigInt(r), id: 7n, c0: BigInt(r) })));
  });

  it('nested columns are refused by name', async () => {
    const path = join(folder, 'nested.parquet');
    await db.run(sql`copy (select [1, 2] as l) to ${literal(path)} (format parquet)`);
    await expect(loadSource(db, { path })).rejects.toMatchObject({ data: { code: 'COLUMN_TYPE_UNKNOWN', place: { column: 'l' } } });
  });
});
