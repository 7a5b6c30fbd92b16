import type { CommandName, CommandOutput } from '../contract/commands.ts';
import type { LoadReport } from '../contract/load-report.ts';
import type { ModelRun, TrainResult } from '../contract/train-result.ts';
import { table } from './table.ts';

/** What each command prints for people. */
export const REPORTS: { readonly [C in CommandName]: (value: CommandOutput<C>) => string } = {
  sample: ({ path, rows }) => `${path}: ${rows} rows.\n`,
  open: ({ path, rows, columns }) => `${path}: ${rows} rows × ${columns.length} columns.\n`,
  page: ({ total }) => `${total} rows.\n`,
  profile: ({ profile, report }) => `${loadText(report)}${table(['column', 'type', 'missing', 'distinct', 'min', 'median', 'mean', 'max'], profile.columns.map((one) => profileRow(one as unknown as Record<string, unknown>)))}`,
  convert: ({ out, rows, report }) => `${loadText(report)}${out}: ${rows} rows.\n`,
  new: ({ project, document, notes, problems }) => [
    `${project}`,
    ...notes.map((note) => `  ${note}`),
    `  Graph: ${document.graph.nodes.map((node) => node.id).join(' → ')}`,
    ...problems.map((one) => `  ${one.severity}: ${one.message} ${one.next}`),
    '',
  ].join('\n'),
  project: ({ project, runs }) => `${project}: ${runs.length} runs.\n`,
  check: ({ problems }) => (problems.length === 0 ? 'No problem found.\n' : problems.map((one) => `${one.severity}${one.node === undefined ? '' : ` at ${one.node}${one.field === undefined ? '' : `.${one.field}`}`}: ${one.message}\n  ${one.next}\n`).join('')),
  nodes: ({ nodes }) => table(['id', 'title', 'runs in', 'what it does'], nodes.map((node) => [node.id, node.title, node.runsIn, node.summary])),
  models: ({ models }) => table(['id', 'title', 'tasks', 'what it does'], models.map((model) => [model.id, model.title, model.tasks.join(', '), model.summary])),
  run: ({ out, rows, columns, notes }) => `${notes.map((note) => `${note}\n`).join('')}${out}: ${rows} rows × ${columns.length} columns.\n`,
  train: trainText,
  predict: ({ out, rows, refused, refusedRows, notes }) => `${notes.map((note) => `  ${note}\n`).join('')}${out}: ${rows} rows.\n${refusedRows === 0 ? '' : `${refusedRows} rows could not be scored:\n${refused.map((one) => `  row ${one.row ?? '?'}${one.line === null ? '' : ` (line ${one.line})`}: ${one.reason}\n`).join('')}`}`,
  export: ({ out, package: name, files, notes }) => `${out}: package ${name}, ${files.length} files, ${files.reduce((sum, file) => sum + file.bytes, 0)} bytes.\n${notes.map((note) => `  ${note}\n`).join('')}`,
};

/** What `--json` prints: the command's value, for `train` in the shape that scripts rely on. */
export function jsonOf<C extends CommandName>(command: C, value: CommandOutput<C>): unknown {
  if (command !== 'train') return value;
  const { models, chosen, run, task, target, classes, positive, notes } = value as TrainResult;
  return { models: Object.fromEntries(Object.entries(models).map(([id, one]) => [id, { onnxSha256: one.onnxSha256, seconds: one.seconds, metrics: metricsOf(one) }])), chosen, run, task, target, classes, positive, notes };
}

function metricsOf(run: ModelRun): Record<string, unknown> {
  return {
    train: run.train.metrics,
    ...(run.validation ? { validation: run.validation.metrics } : {}),
    ...(run.test ? { test: run.test.metrics } : {}),
    ...(run.cv ? { cv: run.cv } : {}),
  };
}

function trainText({ models, chosen, target, notes, run }: TrainResult): string {
  const runs = Object.values(models);
  const names = Object.keys(runs[0]?.train.metrics ?? {});
  const rows = runs.flatMap((one) => [
    ...(['train', 'validation', 'test'] as const).flatMap((part) => {
      const evaluation = one[part];
      return evaluation ? [[one.model + (one.model === chosen ? ' *' : ''), part === 'train' ? 'training (seen)' : part, String(evaluation.rows), ...names.map((name) => figure(evaluation.metrics[name]?.value ?? null))]] : [];
    }),
    ...(one.cv ? [[one.model, 'folds', '', ...names.map((name) => spread(one.cv?.[name]))]] : []),
  ]);
  return `Target: ${target}\n${table(['model', 'rows of', 'n', ...names], rows)}* chosen by the validation rows. Run ${run}.\n${notes.map((note) => `${note}\n`).join('')}`;
}

function figure(value: number | null): string {
  return value === null ? '–' : Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-3) ? value.toExponential(3) : value.toFixed(4);
}

function spread(fold: { mean: number | null; std: number | null } | undefined): string {
  return fold ? `${figure(fold.mean)} ± ${figure(fold.std)}` : '–';
}

function profileRow(column: Record<string, unknown>): string[] {
  const stats = (column['numeric'] ?? column) as Record<string, unknown>;
  const cell = (value: unknown): string => (typeof value === 'number' ? String(Number(value.toPrecision(6))) : value === null || value === undefined ? '' : String(value));
  return [String(column['name']), String(column['type']), cell(column['missing']), cell(column['distinct']), cell(stats['min']), cell(stats['median']), cell(stats['mean']), cell(stats['max'])];
}

/** The load report: how the file was read, and everything that was mended, refused or assumed. */
function loadText({ file, rows, dialect, refused, notes }: LoadReport): string {
  const how = dialect.format === 'csv' ? ` (${dialect.encoding}, delimiter ${JSON.stringify(dialect.delimiter)}, decimal ${JSON.stringify(dialect.decimal)}${dialect.header ? '' : ', no header'})` : '';
  return [
    `${file}: ${rows} rows${how}`,
    ...notes.map((note) => `  ${note.message}`),
    ...(refused.count === 0 ? [] : [`  ${refused.count} records were left out:`, ...refused.shown.slice(0, 10).map((one) => `    line ${one.line}: ${one.reason}`)]),
    '',
  ].join('\n');
}
