import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { LIGHTGBM, XGBOOST } from '../../electron/engine/models/gradient-boosting/boosting-python.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(ROOT, '.venv-export');
const STAMP = join(FOLDER, 'installed.json');
const LOCK = `${FOLDER}.lock`;
const LOCK_MINUTES = 15;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  /** What it wrote to standard output alone. */
  readonly stdout: string;
}

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

export function run(program: string, args: readonly string[], options: Options = {}): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env }, input: options.input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { code: status, out: `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`, stdout: stdout ?? '' };
}

/** The interpreter of an environment. */
export function pythonOf(environment: string): string {
  return process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
}

const PYTHON = pythonOf(join(ROOT, '.venv'));

/** Why nothing can be tested here, or null. */
export const ABSENT = existsSync(PYTHON) ? null : 'the environment .venv is not there: run "npm run setup"';

/** Namespaces without a network, of which a plain user may have one kind. */
const NAMESPACES = [['-rn'], ['-n']].find((flags) => process.platform === 'linux' && run('unshare', [...flags, 'true']).code === 0);

/** How the network is off while an exported project runs; tests say it in their names. */
export const OFFLINE = NAMESPACES ? 'with the network off' : 'with proxies that lead nowhere (this system has no namespaces without a network)';

const NOWHERE = 'http://127.0.0.1:9';

/** Runs a program without a network but loopback. */
export function runOffline(program: string, args: readonly string[], options: Options): Ran {
  if (NAMESPACES) return run('unshare', [...NAMESPACES, 'sh', '-c', 'ip link set lo up 2>/dev/null; exec "$@"', 'sh', program, ...args], options);
  const proxies = Object.fromEntries(['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'].map((name) => [name, NOWHERE]));
  return run(program, args, { ...options, env: { ...options.env, ...proxies, NO_PROXY: 'localhost,127.0.0.1' } });
}

/** What some projects train with: the shared environment has it at all times. */
const BOOSTERS = [LIGHTGBM, XGBOOST].map(({ distribution, version }) => `${distribution}==${version}`);

/** A hash of what decides the packages: the pinned requirements of a pyproject.toml and the version of Python. */
function requirementsHash(pyproject: string): string {
  const lists = pyproject.match(/^(?:requires|dependencies|train|parquet|dev|requires-python) = .*$(?:\n {2}.*$)*/gm) ?? [];
  return createHash('sha256').update([run(PYTHON, ['--version']).out, ...BOOSTERS, ...lists.map((list) => BOOSTERS.reduce((text, one) => text.replace(`, "${one}"`, ''), list))].join('\n')).digest('hex');
}

/**
 * The environment that exported projects share: made anew, by installing this one as its README says, when the pinned
 * requirements have changed. The project itself is taken out again, so that what stays are its requirements.
 */
export function sharedEnvironment(project: string, distribution: string): string {
  const hash = requirementsHash(readFileSync(join(project, 'pyproject.toml'), 'utf8'));
  return locked(() => {
    if (installedHash() === hash) return FOLDER;
    rmSync(FOLDER, { recursive: true, force: true });
    console.info(`Installing the requirements of exported projects into .venv-export (once for each version of them) …`);
    const python = pythonOf(FOLDER);
    const pip = [python, '-m', 'pip', '--disable-pip-version-check', '--no-input', '--quiet'];
    const commands = [
      [PYTHON, '-m', 'venv', FOLDER],
      [...pip, 'install', '-e', '.[train,dev]', ...BOOSTERS],
      [...pip, 'check'],
      [...pip, 'install', '-e', '.[parquet]', 'hatchling', 'editables'],
      [...pip, 'uninstall', '--yes', distribution],
    ];
    for (const [program = '', ...args] of commands) {
      const { code, out } = run(program, args, { cwd: project });
      if (code !== 0) throw new Error(`${args.join(' ')} in ${project} ended with ${code}: an exported project needs a package index, or wheels that PIP_FIND_LINKS names.\n${out}`);
    }
    writeFileSync(STAMP, JSON.stringify({ hash }));
    return FOLDER;
  });
}

function installedHash(): unknown {
  return existsSync(STAMP) ? (JSON.parse(readFileSync(STAMP, 'utf8')) as { hash: unknown }).hash : undefined;
}

/** One at a time among the processes of the test runner. A lock that nobody freed is taken over in the end. */
function locked<T>(work: () => T): T {
  for (;;) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const since = statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > LOCK_MINUTES * 60_000) rmdirSync(LOCK);
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    return work();
  } finally {
    rmdirSync(LOCK);
  }
}
