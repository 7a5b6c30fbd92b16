import { spawn } from 'node:child_process';
import { cancelledError } from '../base/app-error.ts';

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Is told every line as it comes. */
  readonly onLine?: (line: string) => void;
}

export interface ProgramEnd {
  readonly code: number | null;
  /** What it wrote, both streams as they came. */
  readonly log: string;
}

/** Runs a program of the machine without a shell; null where there is none of that name. An abort ends it with all that it started. */
export async function runProgram(program: string, args: readonly string[], { cwd, env, signal, onLine }: ProgramOptions = {}): Promise<ProgramEnd | null> {
  if (signal?.aborted) throw cancelledError();
  const group = process.platform !== 'win32';
  const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, detached: group });
  const parts: string[] = [];
  let line = '';
  const take = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    parts.push(text);
    const lines = (line + text).split(/\r?\n|\r/);
    line = lines.pop() ?? '';
    for (const one of lines) if (one.trim() !== '') onLine?.(one.trim());
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const stop = (): void => {
    if (child.pid === undefined) return;
    try {
      if (group) process.kill(-child.pid, 'SIGKILL');
      else child.kill();
    } catch {
      // It has ended by itself.
    }
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number | null | 'absent'>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'EACCES' ? resolve('absent') : reject(error)));
      child.once('close', resolve);
    });
    if (signal?.aborted) throw cancelledError();
    return code === 'absent' ? null : { code, log: parts.join('') };
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}
