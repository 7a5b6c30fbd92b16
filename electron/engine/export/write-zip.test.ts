import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import JSZip from 'jszip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listFiles, READABLE } from './list-files.ts';
import { writeZip } from './write-zip.ts';

const files = [
  { path: 'src/a.py', content: 'x = "Größe"\n' },
  { path: 'models/model.onnx', content: new Uint8Array([0, 1, 255]) },
];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('writeZip', () => {
  it('holds every file below one folder, byte for byte, and is the same file each time', async () => {
    await writeZip(join(folder, 'a.zip'), 'pumps', files);
    await writeZip(join(folder, 'b.zip'), 'pumps', files);
    const bytes = await readFile(join(folder, 'a.zip'));
    expect(bytes.equals(await readFile(join(folder, 'b.zip')))).toBe(true);
    const { files: entries } = await JSZip.loadAsync(bytes);
    expect(Object.keys(entries)).toEqual(['pumps/src/a.py', 'pumps/models/model.onnx']);
    expect(await entries['pumps/src/a.py']?.async('string')).toBe('x = "Größe"\n');
    expect(await entries['pumps/models/model.onnx']?.async('uint8array')).toEqual(new Uint8Array([0, 1, 255]));
  });

  it('replaces nothing, and leaves nothing where it fails or is stopped', async () => {
    await writeFile(join(folder, 'mine.zip'), 'mine');
    await expect(writeZip(join(folder, 'mine.zip'), 'pumps', files)).rejects.toMatchObject({ data: { code: 'EXPORT_TARGET_EXISTS', place: { field: 'out' } } });
    expect(await readFile(join(folder, 'mine.zip'), 'utf8')).toBe('mine');
    await expect(writeZip(join(folder, 'pumps.tar'), 'pumps', files)).rejects.toMatchObject({ data: { code: 'EXPORT_NOT_A_ZIP' } });
    await expect(writeZip(join(folder, 'gone', 'c.zip'), 'pumps', files)).rejects.toMatchObject({ data: { code: 'NO_FOLDER' } });
    await expect(writeZip(join(folder, 'stopped.zip'), 'pumps', files, AbortSignal.abort())).rejects.toMatchObject({ data: { kind: 'cancelled' } });
    expect((await readdir(folder)).sort()).toEqual(['a.zip', 'b.zip', 'mine.zip']);
  });
});

describe('listFiles', () => {
  it('gives sizes in bytes, texts where asked, the beginning of long ones, and null for what is not text', () => {
    expect(listFiles(files, false)).toEqual([{ path: 'models/model.onnx', bytes: 3 }, { path: 'src/a.py', bytes: 14 }]);
    const read = listFiles([...files, { path: 'z.json', content: 'z'.repeat(READABLE + 1) }], true);
    expect(read).toMatchObject([{ text: null }, { text: 'x = "Größe"\n' }, { bytes: READABLE + 1, cut: true }]);
    expect(read[2]?.text).toHaveLength(READABLE);
  });
});
