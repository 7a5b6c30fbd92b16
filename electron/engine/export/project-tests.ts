import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Progress } from '../../contract/wire.ts';
import { AppError } from '../base/app-error.ts';
import { MANIFEST } from './write-folder.ts';
import { runProgram, type ProgramEnd } from './run-program.ts';

export interface TestsOptions {
  /** A folder of wheels, in place of the package index. */
  readonly wheels?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface TestsEnd {
  readonly outcome: 'passed' | 'failed' | 'not-installed';
  /** pytest's last line. */
  readonly summary: string;
  readonly log: string;
}

const windows = process.platform === 'win32';
const PYTHONS: readonly (readonly string[])[] = windows ? [['py', '-3'], ['python']] : [['python3'], ['python']];
const NEEDED = '3.11';
const SHOWN = 200_000;

/** Installs an exported project into an environment of its own, outside of the project, and runs its tests there. */
export async function runProjectTests(folder: string, { wheels, signal, onProgress }: TestsOptions = {}): Promise<TestsEnd> {
  const project = resolve(folder);
  await requireExport(project);
  if (wheels !== undefined) await requireFolder(wheels);
  const stage = (name: string, fraction: number | null = null): void => onProgress?.({ stage: name, fraction });
  stage('Looking for Python');
  const python = await findPython(signal);
  const home = await mkdtemp(join(tmpdir(), 'millwright-tests-'));
  try {
    const inside = join(home, 'environment');
    const own = windows ? join(inside, 'Scripts', 'python.exe') : join(inside, 'bin', 'python');
    const env = environment(wheels !== undefined, join(home, 'compiled'));
    const log: string[] = [];
    const step = async (name: string, program: string, args: readonly string[], onLine?: (line: string) => void): Promise<ProgramEnd> => {
      stage(name);
      log.push(`$ ${[program, ...args].join(' ')}\n`);
      const end = (await runProgram(program, args, { cwd: project, env, signal, onLine: onLine ?? ((line) => stage(`${name}: ${line.slice(0, 80)}`)) })) ?? { code: null, log: `${program} cannot be started.\n` };
      log.push(end.log);
      return end;
    };
    const from = wheels === undefined ? [] : ['--no-index', '--find-links', resolve(wheels)];
    const [program = '', ...args] = python;
    for (const end of [
      () => step('Making an environment', program, [...args, '-m', 'venv', inside]),
      () => step('Installing the packages', own, ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off', '--no-compile', ...from, '-e', '.[train,dev]']),
    ]) {
      if ((await end()).code !== 0) return { outcome: 'not-installed', summary: whyNot(log.at(-1) ?? ''), log: cut(log) };
    }
    const tests = await step('Running the tests', own, ['-m', 'pytest'], (line) => {
      const share = /\[\s*(\d+)%\]/.exec(line)?.[1];
      if (share !== undefined) stage('Running the tests', Number(share) / 100);
    });
    return { outcome: tests.code === 0 ? 'passed' : 'failed', summary: lastLine(tests.log), log: cut(log) };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The machine's environment without what would lead Python elsewhere; with wheels of the user's choice also without settings of pip, which may name other places. What the tests import is compiled outside of the project; pip would compile all of every package. */
function environment(own: boolean, compiled: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !['PYTHONDONTWRITEBYTECODE', 'PYTHONHOME', 'PYTHONPATH', 'VIRTUAL_ENV'].includes(name) && !(own && name.startsWith('PIP_')));
  return { ...Object.fromEntries(kept), PYTHONPYCACHEPREFIX: compiled, ...(own ? { PIP_CONFIG_FILE: devNull } : {}) };
}

/** pip explains itself at length: its last error says what it was. */
const whyNot = (text: string): string => text.split('\n').findLast((line) => /^\s*ERROR: /.test(line))?.trim() ?? lastLine(text);

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';

/** The end of a log: what went wrong stands there. */
function cut(log: readonly string[]): string {
  const text = log.join('');
  return text.length > SHOWN ? `…\n${text.slice(-SHOWN)}` : text;
}

async function findPython(signal: AbortSignal | undefined): Promise<readonly string[]> {
  let old: string | undefined;
  for (const [program = '', ...args] of PYTHONS) {
    const found = await runProgram(program, [...args, '-c', 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])'], { signal });
    const version = found?.code === 0 ? found.log.trim() : undefined;
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (major === 3 && minor >= 11) return [program, ...args];
    old = version;
  }
  const message = old === undefined ? 'There is no Python with venv and pip on this machine, so the tests of the project cannot be run here.' : `The Python of this machine is ${old}; the project needs ${NEEDED} or newer.`;
  throw new AppError({ code: 'PYTHON_MISSING', message, next: `Install Python ${NEEDED} or newer, or run the tests on another machine: the project is whole without this.` });
}

async function requireExport(folder: string): Promise<void> {
  await readFile(join(folder, MANIFEST)).catch((cause: unknown) => {
    throw new AppError({ code: 'NOT_AN_EXPORT', message: `"${folder}" is not an exported project.`, place: { file: folder, field: 'folder' }, next: 'Export the project first.', cause });
  });
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() !== true) throw new AppError({ code: 'NO_WHEELS', message: `"${folder}" is not a folder.`, place: { file: folder, field: 'wheels' }, next: 'Name the folder that holds the wheels, or leave the field empty.' });
}
