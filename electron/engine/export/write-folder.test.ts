import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../base/app-error.ts';
import { sha256 } from '../base/hash.ts';
import { exportError, MANIFEST, targetChanges, withManifest, writeFolder } from './write-folder.ts';

const FACTS = { project: 'Pumps', package: 'pumps' };
const FILES = [
  { path: 'README.md', content: '# Pumps\n' },
  { path: 'src/pumps/a.py', content: 'A = 1\n' },
  { path: 'models/model.onnx', content: new Uint8Array([1, 2, 3]) },
];
let folder: string;
let out: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-export-'));
  out = join(folder, 'out');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(() => null, (one: unknown) => one);
  if (!(error instanceof AppError)) throw new Error('It was not refused');
  expect(error.data.next).not.toBe('');
  return error.data.code;
}

describe('writeFolder', () => {
  it('writes every file and leaves nothing beside the target', async () => {
    await writeFolder(out, FILES, FACTS);
    expect(await readdir(folder)).toEqual(['out']);
    expect(await readFile(join(out, 'src/pumps/a.py'), 'utf8')).toBe('A = 1\n');
    expect(Object.keys(JSON.parse(await readFile(join(out, MANIFEST), 'utf8')).files as object)).toContain('models/model.onnx');
  });
  it('takes an empty folder', async () => {
    await mkdir(out);
    await writeFolder(out, FILES, FACTS);
    expect(await readdir(out)).toContain('README.md');
  });
  it('replaces its own export, and what was added stays', async () => {
    await writeFolder(out, FILES, FACTS);
    await writeFile(join(out, 'src/pumps/own.py'), 'OWN = 1\n');
    await mkdir(join(out, '.git'));
    await writeFolder(out, [{ path: 'README.md', content: '# New\n' }, ...FILES.slice(1)], FACTS);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('# New\n');
    expect(await readFile(join(out, 'src/pumps/own.py'), 'utf8')).toBe('OWN = 1\n');
    expect(await readdir(out)).toContain('.git');
    expect(await readdir(folder)).toEqual(['out']);
  });
  it('refuses what is not its own, and touches nothing', async () => {
    await writeFile(out, 'a file');
    expect(await refusal(writeFolder(out, FILES, FACTS))).toBe('EXPORT_TARGET_IS_A_FILE');
    await rm(out);
    await mkdir(out);
    await writeFile(join(out, 'thesis.tex'), 'x');
    expect(await refusal(writeFolder(out, FILES, FACTS))).toBe('EXPORT_TARGET_NOT_EMPTY');
    expect(await readdir(out)).toEqual(['thesis.tex']);
    await rm(out, { recursive: true });
    await writeFolder(out, FILES, { project: 'Others', package: 'others' });
    expect(await refusal(writeFolder(out, FILES, FACTS))).toBe('EXPORT_OF_ANOTHER_PROJECT');
  });
  it('merges what somebody wrote with what is new, time after time', async () => {
    const a = (content: string) => FILES.map((one) => (one.path === 'src/pumps/a.py' ? { ...one, content } : one));
    const read = () => readFile(join(out, 'src/pumps/a.py'), 'utf8');
    await writeFolder(out, a('A = 1\n\n\nB = 1\n'), FACTS);
    await writeFile(join(out, 'src/pumps/a.py'), 'A = 1  # mine\n\n\nB = 1\n');
    await writeFile(join(out, 'README.md'), '# My pumps\n');
    await writeFolder(out, a('A = 1\n\n\nB = 2\n'), FACTS);
    expect(await read()).toBe('A = 1  # mine\n\n\nB = 2\n');
    await writeFolder(out, a('A = 1\n\n\nB = 3\n\n'), FACTS);
    expect(await read()).toBe('A = 1  # mine\n\n\nB = 3\n\n');
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('# My pumps\n');
    expect(await readdir(folder)).toEqual(['out']);
  });
  it('refuses where both changed the same lines, and where a model was edited, and overwrites nothing', async () => {
    await writeFolder(out, FILES, FACTS);
    await writeFile(join(out, 'src/pumps/a.py'), 'A = 2\n');
    const newer = FILES.map((one) => (one.path === 'src/pumps/a.py' ? { ...one, content: 'A = 3\n' } : one));
    expect(await refusal(writeFolder(out, newer, FACTS))).toBe('EXPORT_CONFLICT');
    expect(await readFile(join(out, 'src/pumps/a.py'), 'utf8')).toBe('A = 2\n');
    await writeFolder(out, FILES, FACTS);
    await writeFile(join(out, 'models/model.onnx'), 'x');
    expect(await refusal(writeFolder(out, FILES, FACTS))).toBe('EXPORT_WAS_CHANGED');
    expect(await readFile(join(out, 'models/model.onnx'), 'utf8')).toBe('x');
    expect(await readdir(folder)).toEqual(['out']);
  });
  it('keeps a file deleted that somebody deleted, until it has news, and an edited one that is exported no more', async () => {
    await writeFolder(out, FILES, FACTS);
    await rm(join(out, 'README.md'));
    await writeFile(join(out, 'src/pumps/a.py'), 'A = 2\n');
    await writeFolder(out, FILES.filter(({ path }) => path !== 'src/pumps/a.py'), FACTS);
    expect(await readdir(out)).not.toContain('README.md');
    expect(await readFile(join(out, 'src/pumps/a.py'), 'utf8')).toBe('A = 2\n');
    await writeFolder(out, [{ path: 'README.md', content: '# News\n' }, ...FILES.slice(2)], FACTS);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('# News\n');
    expect(await readFile(join(out, 'src/pumps/a.py'), 'utf8')).toBe('A = 2\n');
  });
  it('refuses to hide an added file under a new one', async () => {
    await writeFolder(out, FILES, FACTS);
    await writeFile(join(out, 'NOTES.md'), 'mine');
    expect(await refusal(writeFolder(out, [...FILES, { path: 'NOTES.md', content: 'theirs' }], FACTS))).toBe('EXPORT_WAS_CHANGED');
    expect(await readFile(join(out, 'NOTES.md'), 'utf8')).toBe('mine');
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('# Pumps\n');
  });
  it('says when the folder around it is missing, and leaves nothing', async () => {
    expect(await refusal(writeFolder(join(folder, 'no', 'out'), FILES, FACTS))).toBe('EXPORT_NO_FOLDER');
    expect(await readdir(folder)).toEqual([]);
  });
  it('leaves nothing half-written when it is cancelled or fails', async () => {
    const controller = new AbortController();
    controller.abort();
    expect(await refusal(writeFolder(out, FILES, FACTS, controller.signal))).toBe('CANCELLED');
    await expect(writeFolder(out, [...FILES, { path: 'README.md/x', content: '' }], FACTS)).rejects.toThrow(AppError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('exportError', () => {
  it.each([
    ['EROFS', 'EXPORT_NOT_WRITABLE'],
    ['EACCES', 'EXPORT_NOT_WRITABLE'],
    ['ENOSPC', 'EXPORT_DISK_FULL'],
    ['ENAMETOOLONG', 'EXPORT_BAD_NAME'],
    ['EIO', 'EXPORT_FAILED'],
  ])('%s', (code, expected) => {
    expect(exportError(Object.assign(new Error(code), { code }), '/x/out').data.code).toBe(expected);
  });
});

describe('targetChanges', () => {
  const hashed = (files: typeof FILES) => new Map(withManifest(files, FACTS).map(({ path, content }) => [path, sha256(content)]));
  const changes = (files = FILES, project = 'Pumps') => targetChanges(out, project, hashed(files));

  it('lists what a new folder gets', async () => {
    expect(await changes()).toMatchObject({ again: false, changed: [], removed: [], problem: null });
    expect((await changes()).added).toContain('src/pumps/a.py');
  });

  it('lists what another export would change, add and remove, and writes nothing', async () => {
    await writeFolder(out, FILES, FACTS);
    expect(await changes()).toMatchObject({ again: true, added: [], changed: [], removed: [], edited: [], problem: null });
    const [readme = { path: '', content: '' }] = FILES;
    const before = await readdir(out, { recursive: true });
    expect(await changes([{ ...readme, content: '# Other\n' }, { path: 'new.py', content: '' }])).toMatchObject({ again: true, changed: ['README.md'], added: ['new.py'], removed: ['models/model.onnx', 'src/pumps/a.py'], problem: null });
    expect(await readdir(out, { recursive: true })).toEqual(before);
  });

  it('names every file that was edited, what becomes of it, and what refuses the rest', async () => {
    await writeFolder(out, FILES, FACTS);
    await writeFile(join(out, 'README.md'), 'mine');
    expect(await changes()).toMatchObject({ edited: ['README.md'], kept: ['README.md'], merged: [], problem: null });
    expect(await changes([{ path: 'README.md', content: '# Other\n' }, ...FILES.slice(1)])).toMatchObject({ kept: [], merged: ['README.md'], problem: null });
    await writeFile(join(out, 'models/model.onnx'), 'x');
    expect(await changes()).toMatchObject({ problem: { code: 'EXPORT_WAS_CHANGED' } });
    expect(await changes(FILES, 'Fans')).toMatchObject({ problem: { code: 'EXPORT_OF_ANOTHER_PROJECT', place: { field: 'out' } } });
    expect(await targetChanges(join(folder, 'no', 'out'), 'Pumps', new Map())).toMatchObject({ problem: { code: 'EXPORT_NO_FOLDER' } });
  });
});
