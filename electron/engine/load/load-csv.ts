import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Dialect, Encoding, LoadNote, LoadOptions, RefusedRecord } from '../../contract/load-report.ts';
import { USUAL_NA } from '../../contract/load-report.ts';
import { AppError, cancelledError } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { Sql } from '../sql/sql.ts';
import { columnNames } from './column-names.ts';
import { openMended, openRaw } from './csv-raw.ts';
import type { CsvJob, CsvRaw, Structure } from './csv-raw.ts';
import { scanCsv } from './csv-scan.ts';
import { sniffCsv, sniffEncoding } from './csv-sniff.ts';
import { isStructureError, loadCells } from './csv-table.ts';
import type { Cells } from './csv-table.ts';
import type { CellPlan } from './csv-types.ts';
import { loadReport } from './load-report.ts';
import type { LoadedSource } from './loaded-source.ts';

/** Read as the head where the first record is longer than the usual head. */
const LONGEST_HEADER = 2 ** 26;

/** Loads a CSV file: guesses on its head, verifies on all rows, and reads again what turned out otherwise. */
export async function loadCsv(db: Database, path: string, head: Buffer, bytes: number, options: LoadOptions, context: JobContext): Promise<LoadedSource> {
  const temporary: string[] = [];
  try {
    if (head[0] === 0x1f && head[1] === 0x8b) {
      const plain = joinPath(db.scratch, db.name('gunzip'));
      temporary.push(plain);
      await gunzip(path, plain, context);
      return await loadText(db, { path, read: plain, bytes, options, temporary }, await headOf(plain, path), context);
    }
    return await loadText(db, { path, read: path, bytes, options, temporary }, head, context);
  } finally {
    for (const file of temporary) await rm(file, { force: true });
  }
}

/** Loads text that is not compressed; `head` is its beginning. */
export async function loadText(db: Database, job: CsvJob, head: Buffer, context: JobContext): Promise<LoadedSource> {
  const { path, options } = job;
  const told = options.dialect?.encoding ?? options.encoding;
  const first = told ?? sniffEncoding(head);
  if (first === 'utf-8' || first === 'windows-1252') refuseBinary(path, head);
  const na = options.dialect?.na ?? [...new Set([...(options.usualNa === false ? [] : USUAL_NA), ...(options.na ?? [])])];
  const { size } = await stat(job.read);
  const whole = head.length >= size;
  const naSet = new Set(na);
  let sniff = sniffCsv(new TextDecoder(first).decode(head, { stream: !whole }), whole, naSet, options);
  if (sniff.names.length === 0 && !whole && head.length < LONGEST_HEADER) return await loadText(db, job, await headOf(job.read, path, LONGEST_HEADER), context);
  const scan = await scanCsv(job.read, sniff, context);
  const encoding: Encoding = told ?? (first === 'utf-8' && !scan.utf8 ? 'windows-1252' : first);
  if (encoding !== first) sniff = sniffCsv(new TextDecoder(encoding).decode(head, { stream: !whole }), whole, naSet, options);
  const { names, unnamed } = columnNames(path, sniff.names);
  if (names.length === 0) throw noRows(path);

  const notes: LoadNote[] = unnamed.map((i) => ({ code: 'COLUMN_UNNAMED', column: names[i], message: 'A column without a name in the header got its place as its name.' }));
  if (sniff.headerGuessed) notes.push({ code: 'HEADER_GUESSED', message: 'All is text, so that a header cannot be told from a row; the first line is taken as the header.' });
  if (encoding !== 'utf-8') notes.push({ code: 'ENCODING', message: `The text is read as ${encoding}.` });
  const structure = { sniff, scan, encoding, guessed: told === undefined, width: names.length };
  const cells = { names, sniff, na, options };
  const { raw, table, plan } = await readCells(db, job, structure, cells, notes, context);
  const columns = names.map((name, i) => ({ name, type: plan.columns[i]?.type ?? ('text' as const) }));
  const rows = raw.records - raw.refused;
  const dialect: Dialect = {
    format: 'csv', encoding, delimiter: sniff.delimiter, quote: sniff.quote, decimal: plan.decimal, thousands: plan.thousands, header: sniff.header, na,
    columns: columns.map((column, i) => ({ ...column, date: plan.columns[i]?.date })),
  };
  return { table, columns, rows, report: await loadReport(db, { path, bytes: job.bytes, rows, dialect, raw, notes: [...notes, ...plan.notes], table }) };
}


/** In one go where the file is regular; record by record where it turns out that it is not. */
async function readCells(db: Database, job: CsvJob, structure: Structure, cells: Cells, notes: LoadNote[], context: JobContext): Promise<{ raw: CsvRaw; table: Sql; plan: CellPlan }> {
  const before = [...notes];
  const load = async (raw: CsvRaw): Promise<{ raw: CsvRaw; table: Sql; plan: CellPlan }> => {
    if (raw.records - raw.refused === 0) throw raw.refused > 0 ? nothingReadable(job.path, raw.shown) : noRows(job.path);
    return { raw, ...(await loadCells(db, raw, cells, notes, context)) };
  };
  const raw = await openRaw(db, job, structure, notes, context);
  try {
    return await load(raw);
  } catch (error) {
    if (raw.row !== null || !isStructureError(error)) throw error;
    notes.splice(0, notes.length, ...before);
    return await load(await openMended(db, job, structure, notes, context));
  }
}

async function gunzip(path: string, out: string, { signal }: JobContext): Promise<void> {
  try {
    await pipeline(createReadStream(path), createGunzip(), createWriteStream(out, { flags: 'wx' }), { signal });
  } catch (error) {
    if (signal?.aborted) throw cancelledError();
    throw gzipError(error, path);
  }
}

/** A failure to unpack a file as the user can act on it. */
export function gzipError(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) return error;
  return new AppError({ code: 'GZIP_BROKEN', message: 'The compressed file is damaged or cut off.', place: { file: path }, next: 'Copy or write the file again.', cause: error });
}

async function headOf(read: string, path: string, bytes = 2 ** 18): Promise<Buffer> {
  const file = await open(read);
  try {
    const head = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (bytesRead === 0) throw noRows(path);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refuseBinary(path: string, head: Buffer): void {
  let controls = 0;
  const length = Math.min(head.length, 2 ** 16);
  for (let i = 0; i < length; i++) {
    const byte = head[i] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  }
  if (controls <= Math.max(8, length / 50) && head.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return;
  throw new AppError({
    code: 'FILE_NOT_TEXT',
    message: 'The file is not text: it looks like a program, an archive or a spreadsheet.',
    place: { file: path },
    next: 'Choose a CSV or Parquet file; save a spreadsheet as CSV first.',
  });
}

function noRows(path: string): AppError {
  return new AppError({ code: 'NO_ROWS', message: 'The file has no rows below its header.', place: { file: path }, next: 'Choose a file with rows; if the first line is a row, say that there is no header.' });
}

function nothingReadable(path: string, shown: readonly RefusedRecord[]): AppError {
  const [first] = shown;
  return new AppError({
    code: 'NO_RECORD_READABLE',
    message: `No record of the file can be read; the first has this problem: ${first?.reason ?? ''}.`,
    place: { file: path, line: first?.line },
    next: 'Look at the line named: the delimiter or the quotes may differ from those of the header.',
  });
}
