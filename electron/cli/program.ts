import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { AppErrorData } from '../contract/app-error.ts';
import type { CommandInput, CommandName, CommandOutput } from '../contract/commands.ts';
import type { LoadOptions } from '../contract/load-report.ts';
import { placeText } from '../contract/place-text.ts';
import { call } from '../engine/commands/dispatch.ts';
import { Engine } from '../engine/commands/engine.ts';
import { progressPrinter } from './progress.ts';
import { REPORTS, jsonOf } from './reports.ts';

/** The exit code of an error. */
export const EXIT: Readonly<Record<AppErrorData['kind'], number>> = { input: 1, usage: 2, internal: 70, cancelled: 130 };

/** Runs the command line; gives the exit code: 0 done, 1 the input has a problem, 2 wrong usage, 70 our fault, 130 cancelled. */
export async function runCli(args: readonly string[]): Promise<number> {
  let exit = 0;
  const json = args.includes('--json');
  const perform = async <C extends CommandName>(command: C, input: CommandInput<C>): Promise<void> => {
    exit = await runCommand(command, input, json);
  };
  const program = build(perform, json);
  try {
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (json) printJson({ error: { code: 'USAGE', kind: 'usage', message: usageText(error.message), place: {}, next: 'See millwright --help.' } });
    return 2;
  }
  return exit;
}

async function runCommand<C extends CommandName>(command: C, input: CommandInput<C>, json: boolean): Promise<number> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const engine = new Engine();
  const progress = progressPrinter(process.stderr);
  try {
    const reply = await call(engine, command, input, { signal: controller.signal, onProgress: progress.show });
    progress.clear();
    if (!reply.ok) {
      if (json) printJson({ error: reply.error });
      else process.stderr.write(errorText(reply.error));
      return EXIT[reply.error.kind];
    }
    if (json) printJson(jsonOf(command, reply.value));
    else process.stdout.write((REPORTS[command] as (value: CommandOutput<C>) => string)(reply.value));
    return command === 'check' && (reply.value as CommandOutput<'check'>).problems.some((one) => one.severity === 'error') ? 1 : 0;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await engine.close();
  }
}

/** What commander says of a wrong call, as a sentence. */
function usageText(message: string): string {
  const text = message.trim().replace(/^error: /, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`;
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** An error as people read it: what happened, where, what to do. The window shows the same texts. */
export function errorText({ code, message, place, next }: AppErrorData): string {
  const where = placeText(place);
  return `${message}\n${where === '' ? '' : `  at ${where}\n`}  ${next}\n  [${code}]\n`;
}

type Perform = <C extends CommandName>(command: C, input: CommandInput<C>) => Promise<void>;

function build(perform: Perform, json: boolean): Command {
  const program = new Command('millwright').description('From CSV and Parquet to a Python project that runs.').exitOverride();
  const output = json ? { writeErr: () => undefined } : { outputError: (text: string, write: (text: string) => void) => write(`${usageText(text)}\n  See millwright --help.\n`) };
  program.configureOutput(output);
  const command = (name: string, description: string): Command =>
    program.command(name).description(description).exitOverride().option('--json', 'print one JSON document').configureOutput(output);

  command('sample', 'make sample data: machine telemetry by the minute')
    .argument('<kind>', 'telemetry', (value) => choice(value, ['telemetry']))
    .option('--rows <n>', 'rows', whole(1), 10_000)
    .option('--seed <n>', 'seed', whole(0), 42)
    .requiredOption('--out <file>', 'file to write')
    .action((_kind: string, options: { rows: number; seed: number; out: string }) => perform('sample', { kind: 'telemetry', ...pick(options, ['rows', 'seed', 'out']) } as CommandInput<'sample'>));

  loading(command('profile', 'what is in a file, exact on all rows').argument('<file>', 'CSV or Parquet'))
    .action((file: string, options: Loading) => perform('profile', { path: file, ...loadOptions(options) }));

  loading(command('convert', 'write what the loader understood, with its report').argument('<file>', 'CSV or Parquet'))
    .requiredOption('--out <file>', 'file to write (.csv or .parquet)')
    .action((file: string, options: Loading & { out: string }) => perform('convert', { path: file, out: options.out, ...loadOptions(options) }));

  loading(command('new', 'make a project from a data file').argument('<project>', 'folder to make'))
    .requiredOption('--data <file>', 'CSV or Parquet')
    .option('--target <column>', 'column to predict')
    .addOption(new Option('--task <task>', 'what to predict; without a target: rows that stand out, or rows that belong together').choices(['classification', 'regression', 'anomaly', 'clustering']))
    .option('--positive <label>', 'of two classes the one that matters')
    .option('--entity <column>', 'column whose rows belong together')
    .option('--time <column>', 'column that orders the rows')
    .option('--drop <column...>', 'columns to leave out')
    .option('--model <id...>', 'models to put into the graph')
    .option('--seed <n>', 'seed of splits and samples', whole(0))
    .action((project: string, options: Loading & { data: string; model?: string[] } & Record<string, never>) =>
      perform('new', { project, data: options.data, ...loadOptions(options), ...pick(options, ['target', 'task', 'positive', 'entity', 'time', 'drop', 'seed']), ...(options.model ? { models: options.model } : {}) } as CommandInput<'new'>));

  command('purge-runs', 'delete the deleted runs of a project from the disk, for good')
    .argument('<project>', 'project folder')
    .option('--confirm <words>', 'the words "delete for good"; without them it says what would go')
    .action((project: string, options: { confirm?: string }) => perform('purge-runs', { project, ...pick(options, ['confirm']) } as CommandInput<'purge-runs'>));

  command('check', 'every problem of a project').argument('<project>', 'project folder').action((project: string) => perform('check', { project }));
  command('nodes', 'the catalogue of nodes').action(() => perform('nodes', {}));
  command('models', 'the catalogue of models').action(() => perform('models', {}));

  command('run', 'write the features as served, or the rows behind a node')
    .argument('<project>', 'project folder')
    .option('--node <id>', 'rows as fitting sees them behind this node')
    .requiredOption('--out <file>', 'file to write (.csv or .parquet)')
    .action((project: string, options: { node?: string; out: string }) => perform('run', { project, ...pick(options, ['node', 'out']) } as CommandInput<'run'>));

  command('train', 'train and compare models')
    .argument('<project>', 'project folder')
    .option('--model <id...>', 'only these models')
    .option('--param <name=value...>', 'parameters of the models', parameter)
    .option('--cv <k>', 'also k-fold cross-validation', whole(2))
    .option('--threads <n>', 'threads', whole(1))
    .option('--seed <n>', 'seed', whole(0))
    .option('--memory-limit <mb>', 'memory of the database in MB', whole(64))
    .action((project: string, options: { model?: string[]; param?: Parameters }) =>
      perform('train', { project, ...pick(options, ['cv', 'threads', 'seed', 'memoryLimit']), ...(options.model ? { models: options.model } : {}), ...(options.param ? { params: options.param } : {}) } as CommandInput<'train'>));

  command('predict', 'score a file with a trained model')
    .argument('<project>', 'project folder')
    .requiredOption('--data <file>', 'CSV or Parquet')
    .requiredOption('--out <file>', 'file to write (.csv or .parquet)')
    .option('--model <id>', 'a model other than the chosen one')
    .option('--run <number>', 'a run other than the newest')
    .action((project: string, options: { data: string; out: string }) => perform('predict', { project, ...pick(options, ['data', 'out', 'model', 'run']) } as CommandInput<'predict'>));

  command('export', 'write a Python project')
    .argument('<project>', 'project folder')
    .requiredOption('--out <dir>', 'folder to make, or with --zip the file')
    .option('--model <id>', 'a model other than the chosen one')
    .option('--run <number>', 'a run other than the newest')
    .option('--name <name>', 'name of the Python project')
    .option('--sample-data <n>', 'real rows to put into it', whole(0))
    .option('--zip', 'write one .zip file')
    .option('--git', 'make the folder a Git repository')
    .option('--dry-run', 'only list the files')
    .action((project: string, options: { out: string }) => perform('export', { project, ...pick(options, ['out', 'model', 'run', 'name', 'sampleData', 'zip', 'git', 'dryRun']) } as CommandInput<'export'>));
  return program;
}

interface Loading {
  na?: string[];
  header?: boolean;
}

function loading(command: Command): Command {
  return command.option('--na <token...>', 'texts that mean missing').option('--no-header', 'the first line is data');
}

function loadOptions({ na, header }: Loading): { options?: LoadOptions } {
  const options: LoadOptions = { ...(na ? { na } : {}), ...(header === false ? { header: false } : {}) };
  return Object.keys(options).length > 0 ? { options } : {};
}

/** The named options, those that were given. */
function pick(options: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => names.includes(name) && value !== undefined));
}

function choice(value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) throw new InvalidArgumentError(`Choose one of: ${allowed.join(', ')}.`);
  return value;
}

function whole(least: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least) throw new InvalidArgumentError(`A whole number from ${least} is needed.`);
    return number;
  };
}

type Parameters = NonNullable<CommandInput<'train'>['params']>;

/** Adds a NAME=VALUE pair; a value is JSON where it reads as JSON, else a text. */
function parameter(pair: string, before: Parameters = {}): Parameters {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError(`"${pair}" is not NAME=VALUE.`);
  return { ...before, [pair.slice(0, at)]: jsonOrText(pair.slice(at + 1)) };
}

function jsonOrText(text: string): Parameters[string] {
  try {
    return JSON.parse(text) as Parameters[string];
  } catch {
    return text;
  }
}
