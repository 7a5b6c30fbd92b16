import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandInput, CommandName, CommandOutput } from '../../electron/contract/commands.ts';
import type { ProjectDocument } from '../../electron/contract/project-document.ts';
import { AppError } from '../../electron/engine/base/app-error.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import type { Engine } from '../../electron/engine/commands/engine.ts';
import { pythonOf, run, runOffline, sharedEnvironment, type Ran } from './export-environment.ts';

/** Carries out one command, as the command line and the window do. Throws the AppError of a failure. */
export async function perform<C extends CommandName>(engine: Engine, command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, { signal: new AbortController().signal, onProgress: () => undefined });
  if (!reply.ok) throw new AppError(reply.error);
  return reply.value;
}

/** A new folder under the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millwright-exported-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** An exported project, installed without a network in an environment of its own, which sees the packages of the shared one. */
export class ExportedProject {
  readonly packageName: string;
  private readonly python: string;
  private readonly environment: Record<string, string>;

  constructor(readonly folder: string) {
    this.packageName = readdirSync(join(folder, 'src')).find((name) => !name.endsWith('.egg-info')) ?? '';
    const shared = sharedEnvironment(folder, this.packageName.replaceAll('_', '-'));
    const own = `${folder}-environment`;
    const made = run(pythonOf(shared), ['-m', 'venv', '--without-pip', own]);
    if (made.code !== 0) throw new Error(made.out);
    this.python = pythonOf(own);
    this.environment = { PYTHONDONTWRITEBYTECODE: '1', PYTHONPATH: '', MYPY_CACHE_DIR: join(shared, 'mypy-cache') };
    const packages = (python: string): string => run(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))']).stdout.trim();
    writeFileSync(join(packages(this.python), 'shared.pth'), `${packages(pythonOf(shared))}\n`);
    const installed = this.run('-m', 'pip', 'install', '--quiet', '--no-deps', '--no-build-isolation', '--disable-pip-version-check', '-e', '.');
    if (installed.code !== 0) throw new Error(installed.out);
  }

  /** Runs Python in the project, without a network. */
  run(...args: string[]): Ran {
    return runOffline(this.python, args, { cwd: this.folder, env: this.environment });
  }

  /** Runs a script of Python in the project with a text on its standard input. */
  runWith(input: string, ...args: string[]): Ran {
    return runOffline(this.python, args, { cwd: this.folder, env: this.environment, input });
  }

  /** Runs a module of the project's package. */
  module(name: string, ...args: string[]): Ran {
    return this.run('-m', `${this.packageName}.${name}`, ...args);
  }

  /** Runs a module of the project's package where these packages cannot be imported. */
  moduleWithout(packages: readonly string[], name: string, ...args: string[]): Ran {
    const code = 'import json, runpy, sys\nnames, sys.argv = json.loads(sys.argv[1]), sys.argv[2:]\nfor name in names:\n    sys.modules[name] = None\nrunpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)\n';
    return this.run('-c', code, JSON.stringify(packages), `${this.packageName}.${name}`, ...args);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, content: string | Uint8Array): void {
    writeFileSync(join(this.folder, path), content);
  }
}

/** What a project is made from; `change` gives the document that is trained. */
export interface Recipe {
  readonly data: string;
  /** None for a model that needs none. */
  readonly target?: string;
  readonly model: string;
  readonly new?: Partial<CommandInput<'new'>>;
  readonly change?: (document: ProjectDocument) => ProjectDocument;
  readonly export?: Partial<CommandInput<'export'>>;
}

/** A trained project, and the folder of its export. */
export interface Made {
  readonly project: string;
  readonly folder: string;
  readonly document: ProjectDocument;
}

/** Makes a project, trains its model and exports it. */
export async function makeExport(engine: Engine, base: string, name: string, recipe: Recipe): Promise<Made> {
  const project = join(base, name);
  const folder = join(base, `${name}-exported`);
  const made = await perform(engine, 'new', { project, data: recipe.data, ...(recipe.target === undefined ? {} : { target: recipe.target }), models: [recipe.model], ...recipe.new });
  const document = recipe.change?.(made.document) ?? made.document;
  writeFileSync(join(project, 'project.json'), JSON.stringify(document));
  await perform(engine, 'train', { project });
  await perform(engine, 'export', { project, out: folder, ...recipe.export });
  return { project, folder, document };
}

/** Cells of a CSV file without quotes: numbers, missing as NaN; the header as text. */
export function readTable(path: string): { header: string; rows: number[][] } {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return { header, rows: lines.map((line) => line.split(',').map((cell) => (cell === '' ? NaN : Number(cell)))) };
}

/** The first place where two numeric tables differ by more than 1e-10 · max(1, |x|), or null. Columns in `texts` are not read. */
export function difference(left: string, right: string, texts: readonly number[] = []): string | null {
  const a = readTable(left);
  const b = readTable(right);
  if (a.header !== b.header) return `the header ${a.header} is not ${b.header}`;
  if (a.rows.length !== b.rows.length) return `${a.rows.length} rows are not ${b.rows.length}`;
  for (const [i, row] of a.rows.entries()) {
    for (const [j, value] of row.entries()) {
      const other = b.rows[i]?.[j] ?? NaN;
      const equal = texts.includes(j) || (Number.isNaN(value) && Number.isNaN(other)) || Math.abs(value - other) <= 1e-10 * Math.max(1, Math.abs(value));
      if (!equal) return `row ${row[0] ?? i}, column ${j}: ${value} is not ${other}`;
    }
  }
  return null;
}
