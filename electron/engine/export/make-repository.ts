import { devNull } from 'node:os';
import { AppError } from '../base/app-error.ts';
import { runProgram } from './run-program.ts';

const GIT = 'git';
/** Neither hooks nor signing nor filters of the machine's configuration have a say in what is committed. */
const SETTINGS = ['core.hooksPath=' + devNull, 'core.autocrlf=false', 'core.fsmonitor=false', 'commit.gpgSign=false', 'init.defaultBranch=main', 'gc.auto=0', 'maintenance.auto=false', 'user.name=Millwright', 'user.email=millwright@localhost', 'user.useConfigOnly=true'];

/** The machine's own git. Throws an AppError where there is none. */
export async function findGit(signal?: AbortSignal): Promise<string> {
  const found = await runProgram(GIT, ['--version'], { env: environment(), signal });
  if (found?.code === 0) return GIT;
  throw new AppError({ code: 'GIT_MISSING', message: 'There is no git on this machine, so no repository can be made.', place: { field: 'git' }, next: 'Write a folder instead, or install git and start Millwright again.' });
}

/** Makes a folder a Git repository with one commit of all its files. */
export async function makeRepository(git: string, folder: string, name: string, signal?: AbortSignal): Promise<void> {
  const settings = SETTINGS.flatMap((one) => ['-c', one]);
  // Forced: the commit is the export, whatever the project's own .gitignore leaves out later.
  for (const args of [['init', '--quiet', '--template='], ['add', '--all', '--force'], ['commit', '--quiet', '--no-verify', '--message', `Export of ${name}`]]) {
    const done = await runProgram(git, [...settings, ...args], { cwd: folder, env: environment(), signal });
    if (done?.code === 0) continue;
    throw new AppError({ code: 'GIT_FAILED', message: `git could not make the repository: ${done?.log.trim().split('\n').at(-1) ?? 'it is gone'}. Nothing was left behind.`, place: { file: folder, field: 'git' }, next: 'Write a folder instead, and make the repository yourself.' });
  }
}

/** The machine's environment without what would lead git elsewhere. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_SYSTEM: devNull, GIT_CONFIG_GLOBAL: devNull, GIT_ATTR_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
