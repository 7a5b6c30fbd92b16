import { mkdir, readdir, readFile, rmdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { DataSource, ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { readDocument } from '../graph/document.ts';
import { parseJournal, readJournalBytes, replay, type JournalRecord } from './journal.ts';
import { writeWhole } from './write-whole.ts';

export const PROJECT_FILE = 'project.json';

export interface OpenedProject {
  readonly folder: string;
  readonly document: ProjectDocument;
  readonly revision: string;
  /** The commands that can be taken back, the oldest first; the file does not have the last `pending` of them yet. */
  readonly history: readonly JournalRecord[];
  readonly pending: number;
  /** The file was changed by another program since its journal was written. */
  readonly foreign: boolean;
}

/** What was opened last, and the bytes that it was read from: most commands find the project as the one before them did. */
let last: { readonly folder: string; readonly text: string; readonly journal: Buffer; readonly opened: OpenedProject } | undefined;

/** The project of a folder (or of its project file), with every command that its journal has. */
export async function openProject(path: string): Promise<OpenedProject> {
  const folder = resolve(path.endsWith(PROJECT_FILE) ? dirname(path) : path);
  for (let attempt = 1; ; attempt += 1) {
    const journal = await readJournalBytes(folder);
    const text = await readProjectFile(folder);
    if (last?.folder === folder && last.text === text && last.journal.equals(journal)) return last.opened;
    const opened = { folder, ...replay(readDocument(text, join(folder, PROJECT_FILE)), parseJournal(journal).records) };
    // Between the two reads an editor may have written a newer file.
    if (opened.foreign && attempt < 3) continue;
    last = { folder, text, journal, opened };
    return opened;
  }
}

async function readProjectFile(folder: string): Promise<string> {
  const file = join(folder, PROJECT_FILE);
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError({ code: 'NO_PROJECT', message: `There is no project in "${folder}": "${PROJECT_FILE}" cannot be read.`, place: { file }, next: 'Name the folder that "millwright new" made, or make a project there.', cause });
  }
}

/** Makes the folder of a new project. A folder that holds a project or other files is refused. */
export async function createProject(folder: string, document: ProjectDocument): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    if (error.code === 'ENOTDIR') throw new AppError({ code: 'NOT_A_FOLDER', message: `"${folder}" is a file.`, place: { file: folder }, next: 'Choose another name for the project\'s folder.' });
    throw unwritable(folder, error);
  });
  if (found?.includes(PROJECT_FILE)) throw projectExists(folder);
  if (found && found.length > 0) throw new AppError({ code: 'FOLDER_NOT_EMPTY', message: `"${folder}" is not empty.`, place: { file: folder }, next: 'Choose an empty or a new folder.' });
  const made = found ? undefined : await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => Promise.reject(unwritable(folder, error)));
  try {
    await saveDocument(folder, document);
  } catch (error) {
    if (made !== undefined) await removeEmpty(folder, made);
    throw error;
  }
}

/** Removes a folder that was made for nothing, with those above it up to the first that was made. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  for (let path = resolve(folder); ; path = dirname(path)) {
    const removed = await rmdir(path).then(() => true, () => false);
    if (!removed || path === resolve(first)) return;
  }
}

/** Writes a project into its own folder again, which may be gone; a project file that is there is not touched. */
export async function restoreProject(folder: string, document: ProjectDocument): Promise<void> {
  if (await exists(join(folder, PROJECT_FILE))) throw projectExists(folder);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => Promise.reject(unwritable(folder, error)));
  await saveDocument(folder, document);
}

/** Writes the project file, all or nothing. */
export async function saveDocument(folder: string, document: ProjectDocument): Promise<void> {
  await writeWhole(join(folder, PROJECT_FILE), canonicalJson(document as unknown as Json, 2));
}

function projectExists(folder: string): AppError {
  return new AppError({ code: 'PROJECT_EXISTS', message: `"${folder}" holds a project already.`, place: { file: join(folder, PROJECT_FILE) }, next: 'Choose another folder, or open the project that is there.' });
}

function unwritable(folder: string, error: NodeJS.ErrnoException): AppError {
  return new AppError({ code: 'NOT_WRITABLE', message: `"${folder}" cannot be written (${error.code ?? 'unknown reason'}).`, place: { file: folder }, next: 'Choose a folder in which you may write.', cause: error });
}

/** The absolute path of a source's file. */
export function sourcePath(folder: string, source: DataSource): string {
  return isAbsolute(source.path) ? source.path : resolve(folder, source.path);
}

/** How a project names a data file: relative where the file is in or beside the project, so that both can move together. */
export function storedPath(folder: string, file: string): string {
  const from = relative(resolve(folder), resolve(file));
  const up = from.split(sep).filter((part) => part === '..').length;
  return isAbsolute(from) || up > 2 ? resolve(file) : from.split(sep).join('/');
}

/** Whether there is a file or folder of that name. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}
