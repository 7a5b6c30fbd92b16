import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PYTHON = process.platform === 'win32' ? join(ROOT, '.venv', 'Scripts', 'python.exe') : join(ROOT, '.venv', 'bin', 'python');

/** Why nothing can be tested here, or null. */
export const ABSENT = existsSync(PYTHON) ? null : 'the environment .venv is not there: run "npm run setup"';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
}

function run(program: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: options.cwd ?? ROOT, env: { ...process.env, ...options.env }, encoding: 'utf8', maxBuffer: 2 ** 28 });
  return { code: status, out: `${stdout ?? ''}${stderr ?? ''}` };
}

/** Runs the command line; throws what it said where it failed. */
export function millwright(...args: string[]): string {
  const { code, out } = run(process.execPath, [join(ROOT, 'build', 'millwright.mjs'), ...args]);
  if (code !== 0) throw new Error(`millwright ${args.join(' ')}:\n${out}`);
  return out;
}

/** A command without a network but loopback, where the system lets us have that. */
function offline(program: string, args: readonly string[]): [string, string[]] {
  const may = process.platform === 'linux' && spawnSync('unshare', ['-n', 'true']).status === 0;
  return may ? ['unshare', ['-n', 'sh', '-c', 'ip link set lo up 2>/dev/null; exec "$@"', 'sh', program, ...args]] : [program, [...args]];
}

/** A new folder under the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millwright-exported-'));
}

/** An exported project in an environment of its own, which sees the packages of `.venv`. */
export class ExportedProject {
  readonly packageName: string;
  private readonly python: string;

  constructor(readonly folder: string) {
    this.packageName = readdirSync(join(folder, 'src')).find((name) => !name.endsWith('.egg-info')) ?? '';
    const environment = `${folder}-environment`;
    const made = run(PYTHON, ['-m', 'venv', '--without-pip', environment]);
    if (made.code !== 0) throw new Error(made.out);
    this.python = process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
    const path = (python: string): string => run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']).out.trim();
    writeFileSync(join(path(this.python), 'shared.pth'), `${path(PYTHON)}\n`);
    const installed = this.run('-m', 'pip', 'install', '--quiet', '--no-deps', '--no-build-isolation', '--disable-pip-version-check', '-e', '.');
    if (installed.code !== 0) throw new Error(installed.out);
  }

  /** Runs Python in the project, with the network off. */
  run(...args: string[]): Ran {
    const [program, all] = offline(this.python, args);
    return run(program, all, { cwd: this.folder, env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: '' } });
  }

  /** Runs a module of the project's package. */
  module(name: string, ...args: string[]): Ran {
    return this.run('-m', `${this.packageName}.${name}`, ...args);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, path), content);
  }
}

/** Trains a model on a file and exports it; `change` edits the project document before it is trained. */
export function exportTrained(base: string, name: string, options: { data: string; model: string; target: string; args?: readonly string[]; change?: (document: ProjectFile) => void }): { project: string; exported: ExportedProject } {
  mkdirSync(base, { recursive: true });
  const project = join(base, name);
  millwright('new', project, '--data', options.data, '--target', options.target, ...(options.args ?? []));
  if (options.change) {
    const file = join(project, 'project.json');
    const document = JSON.parse(readFileSync(file, 'utf8')) as ProjectFile;
    options.change(document);
    writeFileSync(file, JSON.stringify(document));
  }
  millwright('train', project, '--model', options.model);
  const out = join(base, `${name}-exported`);
  millwright('export', project, '--out', out);
  return { project, exported: new ExportedProject(out) };
}

export interface ProjectFile {
  name: string;
  graph: { nodes: { id: string; type: string; params: Record<string, unknown> }[]; edges: { from: string; to: string }[] };
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Cells of a CSV file whose texts hold neither quotes nor line ends where it matters: numbers are compared, the header as text. */
export function readTable(path: string): { header: string; rows: number[][] } {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { header, rows: lines.map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell)))) };
}
