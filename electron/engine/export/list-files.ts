import { sha256 } from '../base/hash.ts';
import type { ExportedFile } from './write-folder.ts';

export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  readonly text?: string | null;
  readonly cut?: boolean;
  /** With the text: what the content is known by. */
  readonly sha256?: string;
}

/** Longer texts are read at their beginning: a model's state may have many megabytes. */
export const READABLE = 200_000;

/** Paths and sizes of files and, where asked for, their texts; null for what is not text. */
export function listFiles(files: readonly ExportedFile[], contents: boolean): ListedFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, content }) => {
    const listed = { path, bytes: Buffer.byteLength(content) };
    if (!contents) return listed;
    const read = { ...listed, sha256: sha256(content) };
    if (typeof content !== 'string') return { ...read, text: null };
    return content.length > READABLE ? { ...read, text: content.slice(0, READABLE), cut: true } : { ...read, text: content };
  });
}
