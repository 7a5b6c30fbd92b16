import type { ExportedFile } from './write-folder.ts';

export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  readonly text?: string | null;
  readonly cut?: boolean;
}

/** Longer texts are read at their beginning: a model's state may have many megabytes. */
export const READABLE = 200_000;

/** Paths and sizes of files and, where asked for, their texts; null for what is not text. */
export function listFiles(files: readonly ExportedFile[], contents: boolean): ListedFile[] {
  return [...files].sort((a, b) => (a.path < b.path ? -1 : 1)).map(({ path, content }) => {
    const listed = { path, bytes: Buffer.byteLength(content) };
    if (!contents) return listed;
    if (typeof content !== 'string') return { ...listed, text: null };
    return content.length > READABLE ? { ...listed, text: content.slice(0, READABLE), cut: true } : { ...listed, text: content };
  });
}
