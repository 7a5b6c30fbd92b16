import { constants } from 'node:fs';
import { access, lstat, mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { AppErrorData } from '../../contract/app-error.ts';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import { firstFew } from '../base/first-few.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import { mergeTexts } from './merge-texts.ts';

export interface ExportedFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

export const MANIFEST = '.millwright/manifest.json';
const BASE = '.millwright/base.json';

const ManifestSchema = z.object({
  format: z.literal('millwright-export'),
  version: z.literal(1),
  /** The project that it was exported from. */
  project: z.string(),
  package: z.string(),
  files: z.record(z.string(), z.string()),
});
type Manifest = z.infer<typeof ManifestSchema>;

/** Files that are written at the same time: most of the time is spent waiting for the disk. */
const AT_ONCE = 16;

/**
 * Writes an exported project, whole or not at all: beside its target, synced, the manifest last, then renamed. An
 * earlier export of the same project is replaced; what somebody changed in it is merged file by file, and files that were added stay. `finish`
 * has the last word on a new folder before it is put in its place.
 */
export async function writeFolder(target: string, files: readonly ExportedFile[], facts: { project: string; package: string }, signal?: AbortSignal, finish: (staged: string) => Promise<void> = () => Promise.resolve()): Promise<void> {
  const out = resolve(target);
  const earlier = await earlierExport(out, facts.project);
  const staged = `${out}.millwright-${process.pid}`;
  try {
    const edited = earlier ? await editedFiles(out, earlier) : [];
    const all = earlier ? await withEdits(out, edited, withManifest(files, facts)) : withManifest(files, facts);
    await rm(staged, { recursive: true, force: true });
    // Not recursive: on a read-only file system that reports a folder that is missing.
    await mkdir(staged);
    const write = ({ path, content }: ExportedFile): Promise<void> => writeSynced(join(staged, ...path.split('/')), content);
    const [manifest] = all.splice(-1);
    for (let at = 0; at < all.length; at += AT_ONCE) {
      throwIfCancelled(signal);
      // Settled, not all: on a failure nothing may still be writing when the stage is deleted.
      const done = await Promise.allSettled(all.slice(at, at + AT_ONCE).map(write));
      for (const one of done) if (one.status === 'rejected') throw one.reason;
    }
    if (manifest) await write(manifest);
    if (earlier) {
      const exported = new Set(files.map(({ path }) => path));
      // What was edited and is in no export any more is the user's own from now on.
      await replace(out, staged, earlier, edited.filter((path) => !exported.has(path)));
    } else {
      await finish(staged);
      await rmdir(out).catch(() => undefined);
      await rename(staged, out);
    }
    await syncFolder(dirname(out));
  } catch (error) {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    throw error instanceof AppError ? error : exportError(error, out);
  }
}

/** All files that are written: those of the project, what they were at first, and the manifest last. */
export function withManifest(files: readonly ExportedFile[], facts: { project: string; package: string }): ExportedFile[] {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const texts = sorted.flatMap(({ path, content }) => (typeof content === 'string' && !path.startsWith('models/') ? [[path, content] as const] : []));
  const base = { path: BASE, content: canonicalJson(Object.fromEntries(texts), 1) };
  const hashes = Object.fromEntries([...sorted, base].map(({ path, content }) => [path, sha256(content)]));
  const manifest: Manifest = { format: 'millwright-export', version: 1, ...facts, files: hashes };
  return [...sorted, base, { path: MANIFEST, content: canonicalJson(manifest, 1) }];
}

const refuse = (out: string, code: string, message: string, next: string): AppError => new AppError({ code, message, place: { file: out, field: 'out' }, next });

/** The manifest of an export of this project that is there already, edited or not; null where there is nothing. */
async function earlierExport(out: string, project: string): Promise<Manifest | null> {
  const stat = await lstat(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw exportError(error, out);
  });
  if (!stat) return null;
  if (!stat.isDirectory()) throw refuse(out, 'EXPORT_TARGET_IS_A_FILE', `${out} is not a folder.`, 'Choose the name of a folder that does not exist yet.');
  const entries = await readdir(out).catch((error: unknown) => Promise.reject(exportError(error, out)));
  if (entries.length === 0) return null;
  const text = await readFile(join(out, MANIFEST), 'utf8').catch(() => null);
  const manifest = text === null ? null : parseManifest(text);
  const newFolder = 'Choose an empty folder, or one that does not exist yet.';
  if (!manifest) throw refuse(out, 'EXPORT_TARGET_NOT_EMPTY', `${out} holds other files, which an export would overwrite.`, newFolder);
  if (manifest.project !== project) throw refuse(out, 'EXPORT_OF_ANOTHER_PROJECT', `${out} holds the export of another project, "${manifest.project}".`, newFolder);
  return manifest;
}

/** Files of an export that nobody may edit: what was exported is read from them, or is known by its hash. */
const isOurs = (path: string): boolean => path.startsWith('models/') || path.startsWith('.millwright/');

/** The files of a new export with what was edited in the one that is there: per file a merge of three, so that no line of the user's is lost. */
async function withEdits(out: string, changed: readonly string[], files: readonly ExportedFile[]): Promise<ExportedFile[]> {
  const edited = new Set(changed);
  const ours = changed.filter(isOurs);
  if (ours.length > 0) throw editedError(out, ours);
  const base = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(join(out, BASE), 'utf8')));
  const conflicts: string[] = [];
  const merged: ExportedFile[] = [];
  for (const file of files) {
    const { path, content } = file;
    const known = base[path];
    const mine = edited.has(path) && known !== undefined ? await readFile(join(out, ...path.split('/'))).catch(() => null) : undefined;
    if (mine === undefined || known === undefined || typeof content !== 'string') merged.push(file);
    else if (mine === null) {
      // Deleted by the user: it comes back where the new export has something new to say in it.
      if (content !== known) merged.push(file);
    } else if (content === known) merged.push({ path, content: new Uint8Array(mine) });
    else {
      const result = mergeTexts(known, mine.toString('utf8'), content);
      if ('text' in result && !mine.includes(0)) merged.push({ path, content: result.text });
      else conflicts.push('conflict' in result ? `${path}, line ${result.conflict}` : path);
    }
  }
  if (conflicts.length > 0) throw conflictError(out, conflicts);
  return merged;
}

function conflictError(out: string, places: readonly string[]): AppError {
  const shown = firstFew(places, 3, '; ');
  return refuse(out, 'EXPORT_CONFLICT', `You and the new export changed the same lines of ${out}: ${shown}. Nothing was overwritten.`, 'Export into a new folder and merge these places by hand, or take your change of them back first.');
}

/** The files of an export that are no longer as they were written. */
async function editedFiles(out: string, manifest: Manifest): Promise<string[]> {
  const changed: string[] = [];
  for (const [path, hash] of Object.entries(manifest.files)) {
    const content = await readFile(join(out, ...path.split('/'))).catch(() => null);
    if (!content || sha256(content) !== hash) changed.push(path);
  }
  return changed;
}

function editedError(out: string, changed: readonly string[]): AppError {
  const shown = firstFew(changed, 3);
  return refuse(out, 'EXPORT_WAS_CHANGED', `${changed.length === 1 ? 'A file' : `${changed.length} files`} of ${out} that ${changed.length === 1 ? 'is' : 'are'} not for editing changed since the export: ${shown}. Nothing was overwritten.`, 'Export into a new folder, or put back what was exported there.');
}

/** What writing into a folder would do there, file by file, without writing; `problem` is what would refuse it. */
export interface TargetChanges {
  readonly again: boolean;
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Files that somebody edited since the last export: those that the new one does not touch, and those that it changes, too. */
  readonly edited: readonly string[];
  readonly kept: readonly string[];
  readonly merged: readonly string[];
  readonly problem: AppErrorData | null;
}

/** `files` are the paths and hashes that would be written. */
export async function targetChanges(target: string, project: string, files: ReadonlyMap<string, string>): Promise<TargetChanges> {
  const out = resolve(target);
  const none = { again: false, added: [], changed: [], removed: [], edited: [], kept: [], merged: [], problem: null };
  try {
    const manifest = await earlierExport(out, project);
    await access(dirname(out), constants.W_OK);
    if (!manifest) return { ...none, added: [...files.keys()] };
    const before = new Map(Object.entries(manifest.files));
    const edited = await editedFiles(out, manifest);
    const ours = edited.filter(isOurs);
    const isNew = (path: string): boolean => files.has(path) && files.get(path) !== before.get(path);
    const own = [...files].filter(([path]) => !path.startsWith('.millwright/'));
    return {
      again: true,
      added: own.flatMap(([path]) => (before.has(path) ? [] : [path])),
      changed: own.flatMap(([path, hash]) => (before.has(path) && before.get(path) !== hash ? [path] : [])),
      removed: [...before.keys()].filter((path) => !files.has(path)),
      edited,
      kept: edited.filter((path) => !isOurs(path) && !isNew(path)),
      merged: edited.filter((path) => !isOurs(path) && isNew(path)),
      problem: ours.length > 0 ? editedError(out, ours).data : null,
    };
  } catch (error) {
    return { ...none, problem: (error instanceof AppError ? error : exportError(error, out)).data };
  }
}

function parseManifest(text: string): Manifest | null {
  try {
    return ManifestSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Puts the new folder in the place of the old one; what somebody added to the old one, and files of it that are `left` to them, move over. */
async function replace(out: string, staged: string, manifest: Manifest, left: readonly string[]): Promise<void> {
  await access(dirname(out), constants.W_OK);
  const old = `${out}.millwright-old-${process.pid}`;
  await rename(out, old);
  const moved: [string, string][] = [];
  try {
    for (const path of [...(await added(old, manifest)), ...left]) {
      const to = join(staged, path);
      await mkdir(dirname(to), { recursive: true });
      if (!(await lstat(join(old, path)).catch(() => null))) continue;
      if (await lstat(to).catch(() => null)) {
        throw new AppError({ code: 'EXPORT_WAS_CHANGED', message: `${path} was added to ${out}, and the new export has a file of that name. Nothing was overwritten.`, place: { file: join(out, path) }, next: 'Rename that file, or export into a new folder.' });
      }
      await rename(join(old, path), to);
      moved.push([to, join(old, path)]);
    }
    await rename(staged, out);
  } catch (error) {
    for (const [to, from] of moved.reverse()) await rename(to, from);
    await rename(old, out);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

/** The highest files and folders below `folder` that the manifest knows nothing of. */
async function added(folder: string, manifest: Manifest): Promise<string[]> {
  const known = new Set([MANIFEST, ...Object.keys(manifest.files)]);
  const folders = new Set([...known].flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))));
  const walk = async (inner: string): Promise<string[]> => {
    const entries = await readdir(join(folder, inner), { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
        if (known.has(path) || entry.name === '__pycache__') return [];
        return entry.isDirectory() && folders.has(path) ? walk(path) : [path];
      }),
    );
    return found.flat();
  };
  return walk('');
}

async function writeSynced(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename lasts once its folder is synced; Windows cannot do that and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

/** What a failed write means to the user. */
export function exportError(cause: unknown, out: string): AppError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const told = (name: string, message: string, next: string): AppError => new AppError({ code: name, message: `${message} Nothing was left behind.`, place: { file: out, field: 'out' }, next, cause });
  if (code === 'ENOENT' || code === 'ENOTDIR') return told('EXPORT_NO_FOLDER', `The folder ${dirname(out)} does not exist.`, 'Make it first, or choose another one.');
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return told('EXPORT_NOT_WRITABLE', `Nothing can be written to ${dirname(out)}.`, 'Choose a folder of your own, or ask for the right to write there.');
  if (code === 'ENOSPC' || code === 'EDQUOT') return told('EXPORT_DISK_FULL', `The disk of ${out} is full.`, 'Free some space, or choose another disk.');
  if (code === 'ENAMETOOLONG' || code === 'EINVAL') return told('EXPORT_BAD_NAME', `${out} is not a name that this disk can hold.`, 'Choose a shorter or plainer name.');
  return new AppError({ code: 'EXPORT_FAILED', kind: 'internal', message: `The export could not be written to ${out}: ${cause instanceof Error ? cause.message : String(cause)}. Nothing was left behind.`, place: { file: out }, next: 'Try another folder; if it happens again, report this text.', cause });
}
