import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { START_GRAPH } from '../../../test/kit/random-edits.ts';
import type { Change } from '../../contract/change.ts';
import { PROJECT_VERSION, type ProjectDocument } from '../../contract/project-document.ts';
import { toAppErrorData } from '../base/app-error.ts';
import { ProjectEditor } from './project-editor.ts';
import { createProject, openProject, PROJECT_FILE } from './project-folder.ts';

const DOCUMENT: ProjectDocument = { format: 'millwright-project', version: PROJECT_VERSION, name: 'p', seed: 1, sources: [{ id: 'data', path: 'd.csv', options: {}, columns: [{ name: 'a', type: 'number' }], rows: 3 }], graph: START_GRAPH };
let parent: string;
let folder: string;
const opened: ProjectEditor[] = [];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'mw-editor-'));
  folder = join(parent, 'plant');
  await createProject(folder, DOCUMENT);
});

afterEach(async () => {
  for (const editor of opened.splice(0)) await editor.close().catch(() => undefined);
  await rm(parent, { recursive: true, force: true });
});

async function edit(options?: { takeOver?: boolean }): Promise<ProjectEditor> {
  const editor = await ProjectEditor.open(folder, options);
  opened.push(editor);
  return editor;
}

let count = 0;
const setValue = (value: number): Change => ({ id: `c${(count += 1)}`, kind: 'do', label: `set ${value}`, edit: { do: 'set-params', id: 'scale', params: { value } } });
const valueOf = (document: ProjectDocument) => document.graph.nodes.find(({ id }) => id === 'scale')?.params['value'];
const inFile = async () => valueOf(JSON.parse(await readFile(join(folder, PROJECT_FILE), 'utf8')) as ProjectDocument);
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', (error: unknown) => toAppErrorData(error).code);

describe('a project that is changed', () => {
  it('is read anew once its file or its journal is another, and is the same one until then', async () => {
    const first = await openProject(folder);
    expect(await openProject(folder)).toBe(first);
    await writeFile(join(folder, PROJECT_FILE), JSON.stringify({ ...DOCUMENT, seed: 2 }));
    expect((await openProject(folder)).document.seed).toBe(2);
    const editor = await edit();
    await editor.apply(null, [setValue(7)]);
    expect(valueOf((await openProject(folder)).document)).toBe(7);
  });

  it('has a command for every reader at once, and in its file soon', async () => {
    const editor = await edit();
    const revision = await editor.apply(null, [setValue(1), setValue(2)]);
    expect(await inFile()).toBeUndefined();
    const read = await openProject(folder);
    expect([valueOf(read.document), read.revision, read.pending]).toEqual([2, revision, 2]);
    await expect.poll(inFile, { timeout: 5000 }).toBe(2);
    expect((await openProject(folder)).pending).toBe(0);
  });

  it('keeps what can be undone over a restart, and is not called a crash then', async () => {
    await (await edit()).apply(null, [setValue(1)]);
    await opened.splice(0)[0]?.close();
    const read = await openProject(folder);
    expect(read.pending).toBe(0);
    expect(read.history.map(({ change }) => [change.label, change.undo])).toEqual([['set 1', { do: 'set-params', id: 'scale', params: { columns: ['a'] } }]]);
  });

  it('makes a command once that is sent twice', async () => {
    const editor = await edit();
    const [one, two] = [setValue(1), setValue(2)];
    const { revision: start } = await openProject(folder);
    await editor.apply(start, [one]);
    const both = await editor.apply(start, [one, two]);
    expect(await editor.apply(start, [one, two])).toBe(both);
    expect((await openProject(folder)).history).toHaveLength(2);
  });

  it('refuses a command on another state than the present one, and one that cannot be', async () => {
    const editor = await edit();
    const { revision: start } = await openProject(folder);
    await editor.apply(start, [setValue(1)]);
    expect(await codeOf(editor.apply(start, [setValue(2)]))).toBe('PROJECT_CHANGED');
    expect(await codeOf(editor.apply(null, [setValue(3), { ...setValue(4), edit: { do: 'remove-node', id: 'nope' } }]))).toBe('CHANGE_IMPOSSIBLE');
    expect(valueOf((await openProject(folder)).document)).toBe(1);
  });
});

describe('two that want to change one project', () => {
  it('are told of each other; the second can take it over, and the first notices', async () => {
    const first = await edit();
    await first.apply(null, [setValue(1)]);
    expect(await codeOf(edit())).toBe('PROJECT_BUSY');
    const second = await edit({ takeOver: true });
    await second.apply(null, [setValue(2)]);
    expect(await codeOf(first.apply(null, [setValue(3)]))).toBe('PROJECT_BUSY');
    expect(valueOf((await openProject(folder)).document)).toBe(2);
    await first.close();
    expect(await codeOf(second.apply(null, [setValue(4)]))).toBe('done');
  });

  it('do not wait for a process that is gone', async () => {
    await (await edit()).close();
    const lock = join(folder, '.millwright', 'lock.json');
    const own = { token: 't', pid: process.pid, host: (await import('node:os')).hostname(), began: 'another time' };
    await writeFile(lock, JSON.stringify(own));
    if (process.platform === 'linux') expect(await codeOf(edit().then((editor) => editor.close()))).toBe('done');
    await writeFile(lock, JSON.stringify({ ...own, pid: 2 ** 22 + 1, began: null }));
    expect(await codeOf(edit().then((editor) => editor.close()))).toBe('done');
    await writeFile(lock, JSON.stringify({ ...own, host: 'another machine' }));
    expect(await codeOf(edit())).toBe('PROJECT_BUSY');
  });
});

describe('a project that changes underneath', () => {
  it('is not written over: the other program’s version is there, ours is put aside', async () => {
    const editor = await edit();
    const revision = await editor.apply(null, [setValue(1)]);
    await editor.flush();
    const theirs = { ...DOCUMENT, seed: 77 };
    await writeFile(join(folder, PROJECT_FILE), JSON.stringify(theirs));
    expect(await codeOf(editor.apply(revision, [setValue(2)]))).toBe('PROJECT_CHANGED');
    expect((await openProject(folder)).document.seed).toBe(77);
    expect(await readFile(join(folder, '.millwright', 'journal-aside-1.jsonl'), 'utf8')).toContain('set 1');
    const { revision: now } = await openProject(folder);
    await editor.apply(now, [setValue(3)]);
    await editor.flush();
    expect([await inFile(), (await openProject(folder)).document.seed]).toEqual([3, 77]);
  });

  it('may be laid out anew, as Git and editors do', async () => {
    const editor = await edit();
    const revision = await editor.apply(null, [setValue(1)]);
    await editor.flush();
    await writeFile(join(folder, PROJECT_FILE), JSON.stringify((await openProject(folder)).document, null, 4).replaceAll('\n', '\r\n'));
    expect(await codeOf(editor.apply(revision, [setValue(2)]))).toBe('done');
  });

  it('is said to be gone when its folder is, and goes on when it is back', async () => {
    const editor = await edit();
    const revision = await editor.apply(null, [setValue(1)]);
    await editor.flush();
    await rename(folder, `${folder}-moved`);
    expect(await codeOf(editor.apply(revision, [setValue(2)]))).toBe('PROJECT_GONE');
    await rename(`${folder}-moved`, folder);
    expect(await codeOf(editor.apply(revision, [setValue(2)]))).toBe('done');
  });
});
