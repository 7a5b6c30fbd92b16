import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../base/app-error.ts';

const FOLDERS = ['../../../dist/worker/', '../worker/', './', '../../worker/'];

/** Where the build puts the program of a thread: `worker/NAME.mjs` in `dist/`, found from sources and from bundles. */
export function threadProgram(name: string): string {
  const found = FOLDERS.map((folder) => fileURLToPath(new URL(`${folder}${name}.mjs`, import.meta.url))).find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new AppError({
    code: 'THREADS_MISSING',
    kind: 'internal',
    message: `The program of the threads that train (${name}.mjs) is not there.`,
    next: 'Run "npm run setup", which builds it; if the application came as a package, install it again.',
  });
}

/** What becomes of a job one of whose threads has ended. */
export function threadLost(cause?: unknown): AppError {
  return new AppError({
    code: 'THREAD_LOST',
    message: 'A thread that was at work ended before its time; the job cannot go on.',
    next: 'Start it again; if that happens every time, ask for one thread, and close other programs.',
    ...(cause === undefined ? {} : { cause }),
  });
}
