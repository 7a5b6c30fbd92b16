import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { makeOwnFolder, OWN_FOLDER } from './journal.ts';
import { writeError } from './write-whole.ts';

const OwnerSchema = z.object({
  token: z.string(),
  pid: z.number().int(),
  host: z.string(),
  /** When the process began, as its system says it: a number that is used again is another process. */
  began: z.string().nullable(),
});
type Owner = z.infer<typeof OwnerSchema>;

const lockPath = (folder: string): string => join(folder, OWN_FOLDER, 'lock.json');

/** The right of one window to change a project. A process that ended without giving it back has lost it. */
export class ProjectLock {
  readonly #folder: string;
  readonly #token: string;

  private constructor(folder: string, token: string) {
    this.#folder = folder;
    this.#token = token;
  }

  /** Takes the lock, from a process that is gone or, if one says so, from anybody. Throws PROJECT_BUSY in words. */
  static async take(folder: string, { takeOver = false } = {}): Promise<ProjectLock> {
    const path = lockPath(folder);
    const own: Owner = { token: randomUUID(), pid: process.pid, host: hostname(), began: beginOf(process.pid) };
    await makeOwnFolder(folder);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        await writeFile(path, JSON.stringify(own), { flag: 'wx' });
        return new ProjectLock(folder, own.token);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw writeError(path, error);
      }
      const owner = await readOwner(path);
      if (owner && !takeOver && isAlive(owner)) throw busy(folder, owner);
      await removeLock(path, owner);
    }
    throw busy(folder, null);
  }

  /** Throws if somebody took it over. */
  async check(): Promise<void> {
    const owner = await readOwner(lockPath(this.#folder));
    if (owner?.token !== this.#token) throw busy(this.#folder, owner);
  }

  async release(): Promise<void> {
    const owner = await readOwner(lockPath(this.#folder));
    if (owner?.token === this.#token) await rm(lockPath(this.#folder), { force: true }).catch(() => undefined);
  }
}

/** Whether another process than this one has the project open to change it, in words; null where none has. */
export async function whoChanges(folder: string): Promise<string | null> {
  const owner = await readOwner(lockPath(folder));
  return owner && isAlive(owner) && owner.pid !== process.pid ? whoText(owner) : null;
}

async function readOwner(path: string): Promise<Owner | null> {
  try {
    return OwnerSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** By way of a rename, so that of two that find the same stale lock one removes it, and neither a new one. */
async function removeLock(path: string, judged: Owner | null): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  if (!(await rename(path, aside).then(() => true, () => false))) return;
  const moved = await readOwner(aside);
  if (moved?.token !== judged?.token) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

/** A process of another machine counts as alive: from here nobody can tell. */
function isAlive({ pid, host, began }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return began === null || beginOf(pid) === began;
}

/** From /proc where there is one: field 22, counted behind the name, which may have spaces. Null elsewhere. */
function beginOf(pid: number): string | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

const whoText = ({ pid, host }: Owner): string => (host === hostname() ? `another Millwright (process ${pid})` : `Millwright on "${host}"`);

function busy(folder: string, owner: Owner | null): AppError {
  const who = owner === null ? 'another Millwright' : owner.pid === process.pid && owner.host === hostname() ? 'another window of Millwright' : whoText(owner);
  return busyError(folder, who);
}

/** Somebody else is changing the project. */
export function busyError(folder: string, who: string): AppError {
  return new AppError({
    code: 'PROJECT_BUSY',
    message: `This project is being changed by ${who}: here it can be read, and nothing of it can be changed.`,
    place: { file: folder },
    next: 'Close it there, then try again; or take it over, and open it there anew.',
  });
}
