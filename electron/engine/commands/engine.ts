import { stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Progress } from '../../contract/wire.ts';
import type { Settings } from '../../contract/settings.ts';
import type { LoadOptions, LoadReport } from '../../contract/load-report.ts';
import type { TrainResult } from '../../contract/train-result.ts';
import { AppError } from '../base/app-error.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import { Database } from '../db/database.ts';
import { fileError, loadSource } from '../load/load-source.ts';
import { ProjectEditor } from '../project/project-editor.ts';
import { busyError } from '../project/project-lock.ts';
import type { Column, ColumnType } from '../../contract/column.ts';
import type { RowTable } from '../rows/row-order.ts';
import type { Sql } from '../sql/sql.ts';
import { SharedWork } from './shared-work.ts';

/** What a command may use to be stopped and to say how far it is. */
export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Who calls: a project is changed by one window at a time. Nothing for the command line. */
  readonly holder?: object;
}

/** A file that is loaded: its database, its table and what the loader said. */
export interface OpenSource {
  readonly id: string;
  readonly path: string;
  readonly db: Database;
  readonly table: Sql;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  readonly rows: number;
  readonly report: LoadReport;
  /** Size and time of the file when it was read: a changed file is read again. */
  readonly stamp: string;
  readonly seconds: number;
}

/** A run that is trained and could not be written, with what writes it into a project. */
export interface HeldRun {
  readonly project: string;
  readonly save: (folder: string) => Promise<TrainResult>;
}

export interface Resources {
  readonly threads: number;
  readonly memoryLimitMb: number;
}

const MOST_SOURCES = 4;
/** Of the memory limit; the rest is for matrices and scoring. */
const DATABASE_SHARE = 0.75;

/** Whoever calls without a window. */
const NO_WINDOW = {};

/** What lives as long as a process: the files that are open, and the projects that are changed. */
export class Engine {
  readonly #sources = new Map<string, SharedWork<OpenSource>>();
  #preferred: Partial<Resources> = {};
  /** The last run that could not be written. */
  heldRun: HeldRun | undefined;
  readonly #editors = new Map<string, { readonly holder: object; readonly editor: Promise<ProjectEditor> }>();

  /** Threads and memory unless a command says otherwise: all cores, half of the machine's memory up to 8 GB. */
  static defaults(): Resources {
    return { threads: availableParallelism(), memoryLimitMb: Math.max(512, Math.min(8192, Math.floor(totalmem() / 2 / 2 ** 20))) };
  }

  /** What a user prefers over the defaults, from the next file that is opened; a command may still say otherwise. */
  prefer({ threads, memoryMb }: Pick<Settings, 'threads' | 'memoryMb'>): void {
    this.#preferred = { ...(threads === null ? {} : { threads }), ...(memoryMb === null ? {} : { memoryLimitMb: memoryMb }) };
  }

  automatic(): { threads: number; memoryMb: number } {
    const { threads, memoryLimitMb } = Engine.defaults();
    return { threads, memoryMb: memoryLimitMb };
  }

  /** Loads a file, or gives the one that is loaded if neither the file nor the way of reading it changed. */
  async open(path: string, options: LoadOptions | undefined, context: CallContext, resources: Partial<Resources> = {}): Promise<OpenSource> {
    const file = resolve(path);
    const stamp = await fileStamp(file);
    const { threads, memoryLimitMb } = { ...Engine.defaults(), ...this.#preferred, ...resources };
    const id = sha256(canonicalJson({ file, stamp, options: (options ?? {}) as Json, threads, memoryLimitMb })).slice(0, 16);
    const known = this.#sources.get(id);
    if (known && !known.stopped) return known.wait(context);
    void known?.result.then(({ db }) => db.close(), () => undefined);
    const loading = new SharedWork((shared) => load(id, file, stamp, options, { threads, memoryLimitMb }, { ...context, ...shared }));
    this.#sources.set(id, loading);
    loading.result.catch(() => this.#sources.get(id) === loading && this.#sources.delete(id));
    await this.#forgetOldest();
    return loading.wait(context);
  }

  /** A loaded file by the name that `open` gave. */
  async source(id: string): Promise<OpenSource> {
    const known = this.#sources.get(id);
    if (!known) throw new AppError({ code: 'SOURCE_CLOSED', message: 'This file is no longer open.', next: 'Open the file again.' });
    return known.result;
  }

  /** The project of a folder, to be changed by this window. Throws PROJECT_BUSY while another one changes it. */
  async edit(folder: string, holder: object = NO_WINDOW, { takeOver = false } = {}): Promise<ProjectEditor> {
    const known = this.#editors.get(folder);
    if (known?.holder === holder) return known.editor;
    if (known && !takeOver) throw busyError(folder, 'another window of Millwright');
    if (known) await this.leave(known.holder, folder);
    const editor = ProjectEditor.open(folder, { takeOver });
    const entry = { holder, editor };
    this.#editors.set(folder, entry);
    editor.catch(() => this.#editors.get(folder) === entry && this.#editors.delete(folder));
    return editor;
  }

  isEdited(folder: string): boolean {
    return this.#editors.has(folder);
  }

  isEditedByAnother(folder: string, holder: object = NO_WINDOW): boolean {
    const known = this.#editors.get(folder);
    return known !== undefined && known.holder !== holder;
  }

  /** Gives a window's projects back, or one of them; what is not written yet is. */
  async leave(holder: object = NO_WINDOW, folder?: string): Promise<void> {
    const left = [...this.#editors].filter(([path, entry]) => entry.holder === holder && (folder === undefined || path === folder));
    for (const [path] of left) this.#editors.delete(path);
    await Promise.all(left.map(([, { editor }]) => editor.then((open) => open.close(), () => undefined)));
  }

  async close(): Promise<void> {
    await Promise.all([...new Set([...this.#editors.values()].map(({ holder }) => holder))].map((holder) => this.leave(holder)));
    const all = [...this.#sources.values()];
    this.#sources.clear();
    await Promise.all(all.map(({ result }) => result.then(({ db }) => db.close(), () => undefined)));
  }

  async #forgetOldest(): Promise<void> {
    for (const [id, source] of this.#sources) {
      if (this.#sources.size <= MOST_SOURCES) return;
      this.#sources.delete(id);
      await source.result.then(({ db }) => db.close(), () => undefined);
    }
  }
}

/** Size and time of a file, by which a change is known. */
export async function fileStamp(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(file);
    return `${size}:${mtimeMs}`;
  } catch (cause) {
    throw fileError(cause, file);
  }
}

async function load(id: string, path: string, stamp: string, options: LoadOptions | undefined, resources: Resources, context: CallContext): Promise<OpenSource> {
  const start = performance.now();
  const db = await Database.open({ threads: resources.threads, memoryLimitMb: Math.floor(resources.memoryLimitMb * DATABASE_SHARE), allowedDirectories: [dirname(path)] });
  try {
    const { table, columns, rows, report } = await loadSource(db, { path, ...(options ? { options } : {}) }, { signal: context.signal, onProgress: context.onProgress });
    if ((await fileStamp(path)) !== stamp) {
      throw new AppError({ code: 'FILE_CHANGING', message: 'The file changed while it was being read.', place: { file: path }, next: 'Open it again once the program that writes it has ended.' });
    }
    return { id, path, db, table, columns, rows, report, stamp, seconds: (performance.now() - start) / 1000 };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The rows of a loaded file, to be asked for by place, filter and text. */
export function rowTable({ db, table, columns, rows, report }: OpenSource): RowTable {
  return { db, table, columns, rows, gapless: report.refused.count === 0 };
}

/** The schema of a loaded file: every column a feature until a node says otherwise. */
export function schemaOf(columns: OpenSource['columns']): Column[] {
  return columns.map((one) => ({ ...one, role: 'feature' }));
}
