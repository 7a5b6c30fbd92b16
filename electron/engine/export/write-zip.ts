import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';
import JSZip from 'jszip';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import { writeWhole } from '../project/write-whole.ts';
import type { ExportedFile } from './write-folder.ts';

/** Every entry has this date, so that the same project is the same file. */
const DATE = new Date(Date.UTC(1980, 0, 1));

/** Writes files into one .zip, below a folder of the project's name; whole or not at all, and never over another file. */
export async function writeZip(target: string, root: string, files: readonly ExportedFile[], signal?: AbortSignal): Promise<void> {
  const out = await checkZipTarget(target);
  const zip = new JSZip();
  for (const { path, content } of files) zip.file(`${root}/${path}`, content, { date: DATE, createFolders: false });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE', platform: 'UNIX' }, () => throwIfCancelled(signal));
  throwIfCancelled(signal);
  await writeWhole(out, bytes);
}

/** The absolute path of a .zip file that can be made there. Throws an AppError where it cannot. */
export async function checkZipTarget(target: string): Promise<string> {
  const out = resolve(target);
  const refuse = (code: string, message: string, next: string): AppError => new AppError({ code, message, place: { file: out, field: 'out' }, next });
  if (!/\.zip$/i.test(out)) throw refuse('EXPORT_NOT_A_ZIP', `${out} does not end in .zip.`, 'Give the file this ending.');
  if (await lstat(out).catch(() => null)) throw refuse('EXPORT_TARGET_EXISTS', `${out} is there already.`, 'Choose the name of a file that does not exist yet.');
  return out;
}
