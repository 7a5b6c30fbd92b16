import { open } from 'node:fs/promises';
import type { LoadOptions } from '../../contract/load-report.ts';
import { AppError } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import { loadCsv } from './load-csv.ts';
import { loadParquet } from './load-parquet.ts';
import type { LoadedSource } from './loaded-source.ts';

export interface Source {
  path: string;
  options?: LoadOptions | undefined;
}

/**
 * Loads a CSV file (plain or gzip) or a Parquet file, told by its first bytes. Its folder must be among the database's allowed directories. Records
 * that cannot be read are left out, counted and listed in the report; a file of which nothing can be read is an AppError.
 */
export async function loadSource(db: Database, source: Source, context: JobContext = {}): Promise<LoadedSource> {
  const options = source.options ?? {};
  const { head, bytes } = await readHead(source.path);
  const format = requireFormat(source.path, head, options);
  return format === 'parquet' ? await loadParquet(db, source.path, bytes, options, context) : await loadCsv(db, source.path, head, bytes, options, context);
}

/** The format that the first bytes show; an AppError where the file says of itself that it is another. */
export function requireFormat(path: string, head: Buffer, { dialect }: LoadOptions): 'csv' | 'parquet' {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1') return 'parquet';
  if (dialect?.format !== 'parquet' && !/\.(parquet|pq)$/i.test(path)) return 'csv';
  throw new AppError({
    code: 'PARQUET_BROKEN',
    message: 'The file is not a Parquet file: it does not begin with PAR1.',
    place: { file: path },
    next: 'Write the file again, or give it the ending .csv if it is text.',
  });
}

/** What is read of a file before its form is known. */
export const HEAD = 2 ** 18;

/** The first bytes of a file, and how many it has; an AppError where there is no file that can be read. */
export async function readHead(path: string): Promise<{ head: Buffer; bytes: number }> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw Object.assign(new Error('directory'), { code: 'EISDIR' });
      if (stat.size === 0) {
        throw new AppError({ code: 'FILE_EMPTY', message: 'The file is empty.', place: { file: path }, next: 'Choose a file with a header and rows.' });
      }
      const head = Buffer.alloc(Math.min(HEAD, stat.size));
      const { bytesRead } = await file.read(head, 0, head.length, 0);
      return { head: head.subarray(0, bytesRead), bytes: stat.size };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A failure to open or read a file as the user can act on it. */
export function fileError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = { file: path };
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError({ code: 'FILE_MISSING', message: 'There is no file at this path.', place, next: 'Check the path, or choose the file again.' });
  if (code === 'EISDIR') return new AppError({ code: 'FILE_IS_FOLDER', message: 'The path is a folder, not a file.', place, next: 'Choose a CSV or Parquet file in it.' });
  if (code === 'EACCES' || code === 'EPERM') return new AppError({ code: 'FILE_DENIED', message: 'The file may not be read.', place, next: 'Change its permissions, or copy it to a folder of your own.' });
  return error;
}
