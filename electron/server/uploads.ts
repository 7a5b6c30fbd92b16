import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Files that the browser hands over: kept in a folder that only this user reads, and gone with the server. */
export class Uploads {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async open(): Promise<Uploads> {
    return new Uploads(await mkdtemp(join(tmpdir(), 'millwright-')));
  }

  /** Writes the body under its own name, in a folder of its own; half a file does not stay. */
  async keep(request: IncomingMessage, name: string): Promise<string> {
    const folder = join(this.#folder, String((this.#count += 1)));
    await mkdir(folder, { mode: 0o700 });
    const path = join(folder, plainName(name));
    try {
      await pipeline(request, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return path;
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The last part of a name, without what a file system or a shell reads as something else. */
export function plainName(name: string): string {
  const last = basename(name.replaceAll('\\', '/'));
  const plain = last.replace(/[\u0000-\u001f<>:"/\\|?*]/g, '_').slice(-120);
  return /^\.*$/.test(plain) ? 'upload' : plain;
}
