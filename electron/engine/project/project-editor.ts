import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, MadeChange } from '../../contract/change.ts';
import { applyEdit } from '../../contract/graph-edit.ts';
import type { ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { readDocument } from '../graph/document.ts';
import { appendJournal, readJournal, replay, revisionOf, rewriteJournal, setJournalAside, type JournalRecord } from './journal.ts';
import { PROJECT_FILE, saveDocument } from './project-folder.ts';
import { ProjectLock } from './project-lock.ts';

/** The file is written once nothing more came for this long; until then the journal has the commands. */
const SETTLE_MS = 500;
/** So many commands can be taken back after a restart. */
const KEPT = 200;
const MOST = 1000;

/** A project while it is changed: every command goes into its journal, and the document is written whole from it. */
export class ProjectEditor {
  readonly folder: string;
  readonly #lock: ProjectLock;
  #document: ProjectDocument;
  #revision: string;
  #history: JournalRecord[];
  #bytes: number;
  /** The revision that the file has, and the file's stamp. */
  #written: string;
  #stamp: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(folder: string, lock: ProjectLock, state: State) {
    this.folder = folder;
    this.#lock = lock;
    this.#document = state.document;
    this.#revision = state.revision;
    this.#history = state.history;
    this.#bytes = state.bytes;
    this.#written = state.written;
    this.#stamp = state.stamp;
  }

  /** Opens a project to change it. What a crash left in the journal is in the document at once. */
  static async open(folder: string, options?: { takeOver?: boolean }): Promise<ProjectEditor> {
    await requireProject(folder);
    const lock = await ProjectLock.take(folder, options);
    try {
      const editor = new ProjectEditor(folder, lock, await load(folder));
      editor.#writeSoon();
      return editor;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /**
   * Makes commands on top of the revision that the window knows (null: whatever there is), all or none; they survive a
   * crash once this returns. Those that were made before are not made again. Gives the new revision.
   */
  apply(after: string | null, changes: readonly Change[]): Promise<string> {
    return this.#inTurn(async () => {
      await requireProject(this.folder);
      await this.#lock.check();
      await this.#requireOwnFile();
      const known = new Set(this.#history.map(({ change }) => change.id));
      const fresh = changes.filter(({ id }) => !known.has(id));
      const start = changes.length === fresh.length ? this.#revision : this.#history.find(({ change }) => change.id === changes[0]?.id)?.before;
      if (after !== null && after !== start) throw changedElsewhere(this.folder);
      if (fresh.length === 0) return this.#revision;
      const { document, revision, records } = made(this.#document, this.#revision, fresh);
      this.#bytes = await appendJournal(this.folder, this.#bytes, records);
      this.#document = document;
      this.#revision = revision;
      this.#history.push(...records);
      this.#writeSoon();
      return revision;
    });
  }

  /** Writes the document's file, if it does not have everything yet. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    return this.#inTurn(async () => {
      if (this.#written !== this.#revision) {
        await this.#requireOwnFile();
        await saveDocument(this.folder, this.#document);
        this.#written = this.#revision;
        this.#stamp = await stampOf(this.folder);
      }
      if (this.#history.length <= MOST) return;
      this.#history = this.#history.slice(-KEPT);
      this.#bytes = await rewriteJournal(this.folder, this.#history);
    });
  }

  /** Writes what is to be written and gives the project back. If it cannot be written, the journal has it. */
  async close(): Promise<void> {
    await this.flush().catch(() => undefined);
    clearTimeout(this.#timer);
    await this.#inTurn(() => this.#lock.release());
  }

  #writeSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush().catch(() => undefined), SETTLE_MS);
    this.#timer.unref();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Another program's changes win over what the journal would make of them: they are loaded, and said. */
  async #requireOwnFile(): Promise<void> {
    if ((await stampOf(this.folder)) === this.#stamp) return;
    const state = await load(this.folder);
    const same = state.revision === this.#revision;
    this.#document = state.document;
    this.#revision = state.revision;
    this.#history = state.history;
    this.#bytes = state.bytes;
    this.#written = state.written;
    this.#stamp = state.stamp;
    if (!same) throw changedElsewhere(this.folder);
  }
}

interface State {
  document: ProjectDocument;
  revision: string;
  history: JournalRecord[];
  bytes: number;
  written: string;
  stamp: string;
}

/** A project as file and journal have it; a journal that is of another document is put aside. */
async function load(folder: string): Promise<State> {
  const stamp = await stampOf(folder);
  const file = join(folder, PROJECT_FILE);
  const document = readDocument(await readFile(file, 'utf8').catch((cause: unknown) => Promise.reject(gone(folder, cause))), file);
  const { records, bytes } = await readJournal(folder);
  const { foreign, ...state } = replay(document, records);
  if (foreign) await setJournalAside(folder);
  return { document: state.document, revision: state.revision, history: [...state.history], bytes: foreign ? 0 : bytes, written: revisionOf(document), stamp };
}

function made(document: ProjectDocument, revision: string, changes: readonly Change[]): { document: ProjectDocument; revision: string; records: JournalRecord[] } {
  const records: JournalRecord[] = [];
  let now = document;
  let before = revision;
  for (const change of changes) {
    const { graph, inverse } = edited(now, change);
    now = { ...now, graph };
    const after = revisionOf(now);
    const done: MadeChange = { ...change, undo: inverse };
    records.push({ v: 1, before, after, change: done });
    before = after;
  }
  return { document: now, revision: before, records };
}

function edited({ graph }: ProjectDocument, { edit, label }: Change): ReturnType<typeof applyEdit> {
  try {
    return applyEdit(graph, edit);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AppError({ code: 'CHANGE_IMPOSSIBLE', kind: 'usage', message: `"${label}" cannot be done: ${cause.message}`, next: 'Open the project again, and do it once more.', cause });
  }
}

async function stampOf(folder: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(join(folder, PROJECT_FILE));
    return `${size}:${mtimeMs}:${ino}`;
  } catch (cause) {
    throw gone(folder, cause);
  }
}

const requireProject = async (folder: string): Promise<void> => void (await stampOf(folder));

function gone(folder: string, cause: unknown): AppError {
  return new AppError({
    code: 'PROJECT_GONE',
    message: `The project is no longer in "${folder}": its folder or its ${PROJECT_FILE} was moved, renamed or deleted.`,
    place: { file: folder },
    next: 'Put it back and try again, or save the project to another folder. What you see in the window is kept.',
    cause,
  });
}

function changedElsewhere(folder: string): AppError {
  return new AppError({
    code: 'PROJECT_CHANGED',
    message: 'The project was changed by another program or window since this one read it.',
    place: { file: join(folder, PROJECT_FILE) },
    next: 'Open it as it is now, or keep what you see here: then the other version is one "Undo" away.',
  });
}
