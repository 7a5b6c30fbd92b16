import { AppError, cancelledError } from '../base/app-error.ts';
import type { Sql } from '../sql/sql.ts';

interface Known {
  pattern: RegExp;
  code: string;
  message: string;
  next: string;
  /** The option of a command that mends it. */
  field?: string;
}

const KNOWN: readonly Known[] = [
  {
    pattern: /No space left on device|disk is full|temporary directory size|offload data block/i,
    code: 'DISK_FULL',
    message: 'The disk that holds the temporary data is full.',
    next: 'Free some space, or choose another folder for temporary data, and start again.',
  },
  {
    pattern: /Out of Memory|failed to allocate|could not allocate|bad_alloc/i,
    code: 'OUT_OF_MEMORY',
    message: 'The work needs more memory than the limit allows.',
    next: 'Raise the memory limit, use fewer threads, or leave out columns that are not needed.',
    field: 'memoryLimit',
  },
  {
    pattern: /No files found that match|No such file or directory/i,
    code: 'FILE_MISSING',
    message: 'A file of the data is not there any more.',
    next: 'Put the file back in its place, or load the data again.',
  },
  {
    pattern: /Permission denied|Read-only file system/i,
    code: 'FILE_DENIED',
    message: 'A file or folder cannot be read or written.',
    next: 'Check its permissions, or choose another folder.',
  },
  {
    pattern: /Could not set lock on file/i,
    code: 'DATABASE_IN_USE',
    message: 'The data of this project is open in another Millwright.',
    next: 'Close the other one, then try again.',
  },
];

/** A failure of DuckDB as the user can act on it; what is not known stays an internal fault with its statement. */
export function databaseError(error: unknown, statement?: Sql): AppError {
  if (error instanceof AppError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (/INTERRUPT|Interrupted!/.test(text)) return cancelledError();
  const known = KNOWN.find(({ pattern }) => pattern.test(text));
  if (known) return new AppError({ code: known.code, message: known.message, next: known.next, ...(known.field === undefined ? {} : { place: { field: known.field } }), cause: error });
  const where = statement ? ` In: ${shortened(statement.text)}` : '';
  return new AppError({
    code: 'INTERNAL',
    kind: 'internal',
    message: `Millwright has a fault: the database refused a statement. ${shortened(text)}${where}`,
    next: 'Your files are unchanged. Try again; if it happens again, report this text.',
    cause: error,
  });
}

function shortened(text: string): string {
  return text.length <= 600 ? text : `${text.slice(0, 600)}…`;
}
