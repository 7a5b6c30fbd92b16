import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorPlace } from '../../electron/contract/app-error.ts';
import { goodCsv, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
beforeAll(() => {
  bench = new Workbench();
});
afterAll(() => bench.end());

/** All commands that read a file by its path say the same of it. */
async function refused(path: string, code: string, place: ErrorPlace = {}, says: readonly string[] = []): Promise<void> {
  const expected = { code, place: { file: path, ...place }, says };
  const first = await bench.refuses('open', { path }, expected);
  for (const reply of [
    await bench.refuses('profile', { path }, expected),
    await bench.refuses('convert', { path, out: bench.file('out.csv') }, expected),
    await bench.refuses('new', { project: bench.file('project'), data: path }, expected),
  ]) {
    expect(reply).toEqual(first);
  }
}

describe('a file that cannot be read', () => {
  it('is missing', () => refused(bench.file('absent.csv'), 'FILE_MISSING'));
  it('is below a file', () => refused(`${bench.write('plain.csv', goodCsv())}/inner.csv`, 'FILE_MISSING'));
  it('is a folder', () => refused(bench.path('files'), 'FILE_IS_FOLDER'));
  it('is empty', () => refused(bench.write('empty.csv', ''), 'FILE_EMPTY'));
  it('holds blank lines alone', () => refused(bench.write('blank.csv', '\n\n\n'), 'NO_ROWS'));
  it('is a header without rows', () => refused(bench.write('header.csv', 'x,z,label\n'), 'NO_ROWS'));
  it('is an archive called .csv', () => refused(bench.write('binary.csv', Uint8Array.from({ length: 4096 }, (_, i) => (i * 31) % 256)), 'FILE_NOT_TEXT'));
  it('is a spreadsheet called .csv', () => refused(bench.write('sheet.csv', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(400)])), 'FILE_NOT_TEXT'));
  it('is text called .parquet', () => refused(bench.write('text.parquet', goodCsv()), 'PARQUET_BROKEN'));
  it('is a compressed file that is cut off', () => refused(bench.write('cut.csv.gz', gzipSync(goodCsv()).subarray(0, 100)), 'GZIP_BROKEN'));

  it('is a Parquet file that is cut off, at every tenth of it', async () => {
    const whole = bench.file('whole.parquet');
    await bench.done('convert', { path: bench.write('for-parquet.csv', goodCsv()), out: whole });
    const bytes = readFileSync(whole);
    for (let tenth = 1; tenth < 10; tenth++) {
      const cut = bench.write(`cut-${tenth}.parquet`, bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)));
      await bench.refuses('open', { path: cut }, { code: 'PARQUET_BROKEN', place: { file: cut } });
    }
    await refused(bench.file('cut-5.parquet'), 'PARQUET_BROKEN');
  });

  it('is of an encoding that nobody knows', () => refused(bench.write('unknown.csv', Buffer.from('name,x\n\x81\x8d,1\n', 'latin1')), 'ENCODING_UNKNOWN', { field: 'encoding' }));

  it('is said to be of an encoding that it is not of: its records are refused, none read wrongly', async () => {
    const path = bench.write('latin.csv', Buffer.from('name,x\nMeier,1\nM\u00fcller,2\n', 'latin1'));
    const { rows, report } = await bench.done('open', { path, options: { encoding: 'utf-8' } });
    expect({ rows, refused: report.refused }).toMatchObject({ rows: 1, refused: { count: 1, shown: [{ line: 3, row: 1, reason: 'holds bytes that are not utf-8' }] } });
    const header = bench.write('latin-header.csv', Buffer.from('gr\u00f6sse,x\nMeier,1\n', 'latin1'));
    await bench.refuses('open', { path: header, options: { encoding: 'utf-8' } }, { code: 'ENCODING_UNKNOWN', place: { file: header, field: 'encoding' } });
  });
});

describe('records and names', () => {
  it('leaves out ragged rows, counts them, and says which', async () => {
    const path = bench.write('ragged.csv', 'x,z,label\n1,2,a\n3\n4,5,b,6,7\n8,9,a\n');
    const { rows, report } = await bench.done('open', { path });
    expect({ rows, refused: report.refused.count }).toEqual({ rows: 2, refused: 2 });
    expect(report.refused.shown.map(({ line, row }) => ({ line, row }))).toEqual([{ line: 3, row: 1 }, { line: 4, row: 2 }]);
    for (const { reason } of report.refused.shown) expect(reason).toMatch(/\d/);
  });

  it('refuses a file of which no record can be read', () => refused(bench.write('all-ragged.csv', 'x,z,label\n1\n2\n3\n'), 'NO_RECORD_READABLE', { line: 2 }));
  it('refuses two columns of one name', () => refused(bench.write('twice.csv', 'x,z,x\n1,2,3\n'), 'COLUMN_NAMES_EQUAL', { column: 'x' }, ['“x”']));
  it('refuses names that differ in case alone', () => refused(bench.write('case.csv', 'Speed,speed,z\n1,2,3\n'), 'COLUMN_NAMES_EQUAL', { column: 'speed' }));

  it('refuses names that the engine keeps for itself', async () => {
    const path = bench.write('reserved.csv', '__mw_row,x\n1,2\n');
    const reply = await bench.call('open', { path });
    expect(reply).toMatchObject({ ok: false, error: { code: 'COLUMN_NAME_RESERVED', kind: 'input', place: { file: path, column: '__mw_row' } } });
  });

  it('takes hostile names as names, through training and prediction', async () => {
    const names = ['"; drop table x; --', "it's {{x}} ${y}", 'Größe 数 ☃', 'select', ' a\tb '];
    const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
    const path = bench.write('hostile.csv', `${header}\n${goodCsv().split('\n').slice(1).join('\n')}`);
    const project = bench.file('hostile');
    await bench.done('new', { project, data: path, target: 'select' });
    const { columns } = await bench.done('open', { path });
    expect(columns.map((one) => one.name)).toEqual(names.map((name) => name.trim()));
    const { positive } = await bench.done('train', { project });
    expect(positive).toBe('yes');
    const { rows } = await bench.done('predict', { project, data: path, out: bench.file('hostile-out.csv') });
    expect(rows).toBe(60);
  });
});

describe('what the user says of a file', () => {
  it('names a column that is not there, and finds one that is meant', async () => {
    const data = bench.write('good.csv', goodCsv());
    const project = bench.file('wrong');
    for (const [role, input] of Object.entries({ target: { target: 'Label' }, entity: { target: 'label', entity: 'Label' }, time: { target: 'label', time: 'Label' }, drop: { target: 'label', drop: ['Label'] } })) {
      const error = await bench.refuses('new', { project, data, ...input }, { code: 'UNKNOWN_COLUMN', place: { column: 'Label' }, says: ['"Label"'] });
      expect(error.next, role).toBe('Did you mean "label"?');
    }
    await bench.refuses('new', { project, data, target: 'label', models: ['forest'] }, { code: 'UNKNOWN_MODEL', place: { field: 'model' }, says: ['"forest"'] });
  });

  it('asks for a file of no known format', () =>
    bench.refuses('convert', { path: bench.write('good.csv', goodCsv()), out: bench.file('out.xlsx') }, { code: 'UNKNOWN_FORMAT', kind: 'usage', place: { field: 'out' } }));
});
