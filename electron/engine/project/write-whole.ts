import { randomUUID } from 'node:crypto';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AppError } from '../base/app-error.ts';

/** Writes a file all or nothing: beside its place, synced, then renamed over it. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await replaceWhole(path, async (staged) => {
    const file = await open(staged, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

/** Puts a finished file (on whatever disk) in its place, all or nothing. */
export async function placeWhole(path: string, finished: string): Promise<void> {
  await replaceWhole(path, async (staged) => {
    await copyFile(finished, staged);
    const file = await open(staged, 'r+');
    await file.sync().finally(() => file.close());
  });
}

async function replaceWhole(path: string, write: (staged: string) => Promise<void>): Promise<void> {
  const staged = join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.part`);
  try {
    await write(staged);
    await rename(staged, path);
  } catch (error) {
    await rm(staged, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}

/** What a failed write means to the user; what is not known stays as it is. */
export function writeError(path: string, cause: unknown): unknown {
  const error = (cause instanceof AppError ? (cause.cause ?? cause) : cause) as NodeJS.ErrnoException;
  const place = { file: path };
  switch (error.code) {
    case 'ENOENT':
      return new AppError({ code: 'NO_FOLDER', message: `The folder of "${path}" does not exist.`, place, next: 'Make the folder, or choose another.', cause: error });
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError({ code: 'DISK_FULL', message: `The disk is full: "${path}" was not written, and what was there is unchanged.`, place, next: 'Free some space, or choose another disk.', cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new AppError({ code: 'NOT_WRITABLE', message: `"${path}" cannot be written (${error.code}).`, place, next: 'Choose a folder in which you may write.', cause: error });
    case 'EISDIR':
    case 'ENOTDIR':
    case 'EEXIST':
      return new AppError({ code: 'NOT_WRITABLE', message: `"${path}" cannot be written: a folder or file of that name is in the way.`, place, next: 'Choose another name.', cause: error });
    default:
      return error;
  }
}
