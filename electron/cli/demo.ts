import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CommandInput, CommandName, CommandOutput } from '../contract/commands.ts';
import { call } from '../engine/commands/dispatch.ts';
import { Engine } from '../engine/commands/engine.ts';
import { AppError } from '../engine/base/app-error.ts';
import { progressPrinter } from './progress.ts';
import { errorText, EXIT } from './program.ts';
import { REPORTS } from './reports.ts';

const SAMPLE_ROWS = 20_000;

/** From a file to a Python project in one go: `npm run demo -- [--data FILE --target COLUMN] [--out FOLDER]`. */
async function demo(): Promise<number> {
  const values = demoOptions();
  if (values === null || (values.data === undefined) !== (values.target === undefined)) {
    process.stderr.write('Name both the file and the column to predict: npm run demo -- --data FILE --target COLUMN\n');
    return 2;
  }
  const controller = new AbortController();
  process.on('SIGINT', () => controller.abort());
  const engine = new Engine();
  const say = (text: string): void => void process.stdout.write(text);
  const perform = async <C extends CommandName>(title: string, command: C, input: CommandInput<C>, print: boolean): Promise<CommandOutput<C>> => {
    say(`\n${title}\n`);
    const progress = progressPrinter(process.stderr);
    const reply = await call(engine, command, input, { signal: controller.signal, onProgress: progress.show });
    progress.clear();
    if (!reply.ok) throw new AppError(reply.error);
    if (print) say((REPORTS[command] as (value: CommandOutput<C>) => string)(reply.value));
    return reply.value;
  };
  try {
    const folder = unusedFolder(resolve(values.out ?? 'demo'));
    await mkdir(folder, { recursive: true });
    const data = values.data ?? join(folder, 'telemetry.csv');
    if (values.data === undefined) await perform('Making a sample of machine telemetry', 'sample', { kind: 'telemetry', rows: SAMPLE_ROWS, seed: 42, out: data }, true);
    await perform('Looking at every row', 'profile', { path: data }, true);
    const project = join(folder, 'project');
    const roles = values.target === undefined ? { target: 'failure', entity: 'machine_id', time: 'timestamp' } : { target: values.target };
    await perform('Building the graph', 'new', { project, data, ...roles }, true);
    await perform('Training two models', 'train', { project }, true);
    const out = join(folder, 'exported');
    const { package: name } = await perform('Exporting the Python project', 'export', { project, out, name: values.target === undefined ? 'machine failure' : `predict ${values.target}` }, true);
    const shown = relative(process.cwd(), out) || '.';
    const python = process.platform === 'win32' ? '.venv\\Scripts\\python' : '.venv/bin/python';
    say(`\nThe project is in ${out}\nInstall and test it, then serve it:\n`);
    say(`  cd ${shown} && ${process.platform === 'win32' ? 'py -3' : 'python3'} -m venv .venv && ${python} -m pip install -e ".[train,dev]" && ${python} -m pytest\n`);
    say(`  ${python} -m uvicorn ${name}.api.app:app\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    process.stderr.write(errorText(error.data));
    return EXIT[error.data.kind];
  } finally {
    await engine.close();
  }
}

/** The options, or null where one is not known. */
function demoOptions(): { data?: string; target?: string; out?: string } | null {
  try {
    return parseArgs({ options: { data: { type: 'string' }, target: { type: 'string' }, out: { type: 'string' } } }).values;
  } catch {
    return null;
  }
}

function unusedFolder(folder: string): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? folder : `${folder}-${n}`;
    if (!existsSync(candidate)) return candidate;
  }
}

process.exitCode = await demo();
