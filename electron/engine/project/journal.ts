import { mkdir, open, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MadeChangeSchema } from '../../contract/change.ts';
import { applyEdit } from '../../contract/graph-edit.ts';
import type { ProjectDocument } from '../../contract/project-document.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import { writeError, writeWhole } from './write-whole.ts';

/** Millwright's own files beside a project; Git is told to leave them alone. */
export const OWN_FOLDER = '.millwright';
const JOURNAL = 'journal.jsonl';

const RecordSchema = z.object({ v: z.literal(1), before: z.string(), after: z.string(), change: MadeChangeSchema });
/** A command that was made, and the revision of the document before and after it. */
export type JournalRecord = z.infer<typeof RecordSchema>;

export interface JournalFile {
  readonly records: readonly JournalRecord[];
  /** The file up to the end of its last sound line: what is behind it was not written to its end. */
  readonly bytes: number;
}

/** What a document is known by: equal documents, however they are laid out in the file, have equal revisions. */
export const revisionOf = (document: ProjectDocument): string => sha256(canonicalJson(document as unknown as Json)).slice(0, 16);

const sumOf = (text: string): string => sha256(text).slice(0, 16);

/** A line: its checksum, a space, the record. */
export function journalLine(record: JournalRecord): string {
  const text = canonicalJson(record as unknown as Json);
  return `${sumOf(text)} ${text}\n`;
}

/** The records of a journal. A line that is damaged or was not written to its end is passed over. */
export function parseJournal(content: Uint8Array): JournalFile {
  const all = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const records: JournalRecord[] = [];
  let bytes = 0;
  for (let start = 0; start < all.length; ) {
    const end = all.indexOf(10, start);
    if (end < 0) break;
    const record = parseLine(all.toString('utf8', start, end));
    start = end + 1;
    if (!record) continue;
    records.push(record);
    bytes = start;
  }
  return { records, bytes };
}

function parseLine(line: string): JournalRecord | null {
  const text = line.slice(17);
  if (line[16] !== ' ' || line.slice(0, 16) !== sumOf(text)) return null;
  try {
    return RecordSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A document with what its journal has beyond it. */
export interface Replayed {
  readonly document: ProjectDocument;
  readonly revision: string;
  /** The commands that led here without a gap, the oldest first: what can be taken back. */
  readonly history: readonly JournalRecord[];
  /** The last of them, which the document's file does not have yet. */
  readonly pending: number;
  /** The journal is of another document: the file was changed by another program. */
  readonly foreign: boolean;
}

/** Brings a document to where its journal is. Revisions say from which record on; a gap ends it. */
export function replay(document: ProjectDocument, records: readonly JournalRecord[]): Replayed {
  const revision = revisionOf(document);
  const last = records.findLastIndex(({ after }) => after === revision);
  if (last < 0 && records[0]?.before !== revision) return { document, revision, history: [], pending: 0, foreign: records.length > 0 };
  let first = last;
  while (first > 0 && records[first - 1]?.after === records[first]?.before) first -= 1;
  const history = records.slice(Math.max(first, 0), last + 1);
  let state = { document, revision };
  let pending = 0;
  for (const record of records.slice(last + 1)) {
    const next = record.before === state.revision ? applied(state.document, record) : null;
    if (!next) break;
    state = { document: next, revision: record.after };
    history.push(record);
    pending += 1;
  }
  return { ...state, history, pending, foreign: false };
}

/** The document after a record; null if that is not the one which was recorded. */
function applied(document: ProjectDocument, { change, after }: JournalRecord): ProjectDocument | null {
  try {
    const next = { ...document, graph: applyEdit(document.graph, change.edit).graph };
    return revisionOf(next) === after ? next : null;
  } catch {
    return null;
  }
}

const journalPath = (folder: string): string => join(folder, OWN_FOLDER, JOURNAL);

export const readJournal = async (folder: string): Promise<JournalFile> => parseJournal(await readJournalBytes(folder));

/** A project's journal as it lies on the disk; empty where there is none. */
export const readJournalBytes = (folder: string): Promise<Buffer> => readFile(journalPath(folder)).catch(() => Buffer.alloc(0));

/** Makes the folder for Millwright's own files of a project. */
export async function makeOwnFolder(folder: string): Promise<string> {
  const own = join(folder, OWN_FOLDER);
  try {
    await mkdir(own);
    await writeFile(join(own, '.gitignore'), '*\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(own, error);
  }
  return own;
}

/**
 * Adds records behind the sound part of a journal and syncs them: once this returns they survive a crash. If it throws,
 * the journal is as it was. Gives the new length of the file.
 */
export async function appendJournal(folder: string, at: number, records: readonly JournalRecord[]): Promise<number> {
  await makeOwnFolder(folder);
  const path = journalPath(folder);
  const content = Buffer.from(records.map(journalLine).join(''));
  try {
    const isNew = await stat(path).then(() => false, () => true);
    const file = await open(path, isNew ? 'wx+' : 'r+');
    try {
      await file.truncate(at);
      await file.write(content, 0, content.length, at).then(({ bytesWritten }) => {
        if (bytesWritten < content.length) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
      });
      await file.sync();
    } catch (error) {
      await file.truncate(at).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    if (isNew) await syncFolder(join(folder, OWN_FOLDER));
    return at + content.length;
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Keeps these records alone. Gives the new length of the file. */
export async function rewriteJournal(folder: string, records: readonly JournalRecord[]): Promise<number> {
  const content = records.map(journalLine).join('');
  await writeWhole(journalPath(folder), content);
  return Buffer.byteLength(content);
}

/** Puts a journal out of the way under another name, whole; gives that name. */
export async function setJournalAside(folder: string): Promise<string | null> {
  for (let number = 1; ; number += 1) {
    const aside = join(folder, OWN_FOLDER, `journal-aside-${number}.jsonl`);
    if (await stat(aside).then(() => true, () => false)) continue;
    return rename(journalPath(folder), aside).then(() => aside, () => null);
  }
}

/** A file's name is safe only once its folder is synced; Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
