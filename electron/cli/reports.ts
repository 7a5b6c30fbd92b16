import type { NodeCard } from '../contract/card.ts';
import type { Cell, ColumnType } from '../contract/column.ts';
import type { CommandName, CommandOutput } from '../contract/commands.ts';
import type { LoadReport } from '../contract/load-report.ts';
import type { ColumnProfile } from '../contract/profile.ts';
import type { ModelRun, TrainResult } from '../contract/train-result.ts';
import { loadNotes } from '../engine/commands/load-notes.ts';
import { table } from './table.ts';

const COMPILES_TO: Readonly<Record<NodeCard['runsIn'], string>> = {
  row: 'ONNX, row by row',
  'look-up': 'ONNX, by look-up',
  front: 'Python in front of ONNX',
  training: 'nothing: training rows alone',
};

/** What each command prints for people. */
export const REPORTS: { readonly [C in CommandName]: (value: CommandOutput<C>) => string } = {
  sample: ({ path, rows }) => `${path}: ${rows} rows.\n`,
  open: ({ path, rows, columns }) => `${path}: ${rows} rows × ${columns.length} columns.\n`,
  page: ({ total }) => `${total} rows.\n`,
  filter: ({ rows }) => `${rows} rows.\n`,
  find: ({ cells, rows }) => `${cells} cells in ${rows} rows.\n`,
  locate: ({ index }) => `${index ?? 'none'}\n`,
  copy: ({ text }) => text,
  peek: ({ path, rows, columns }) => `${path}: the first ${rows.length} rows × ${columns.length} columns.\n`,
  'source-state': ({ state }) => `${state}\n`,
  profile: ({ profile, report }) => `${loadText(report)}${table(['column', 'type', 'missing', 'distinct', 'min', 'median', 'mean', 'max'], profile.columns.map(profileRow))}`,
  alerts: ({ alerts }) => alerts.map(({ reason, mend }) => `${reason}\n  ${mend}\n`).join(''),
  correlations: ({ rows, columns }) => `${columns.length} columns of numbers, ${rows} rows.\n`,
  'explore-target': ({ target, rows, views }) => `${target}: ${views.length} columns compared on ${rows} rows.\n`,
  'missing-patterns': ({ columns, distinct }) => `${columns.length} columns with missing values, in ${distinct} patterns.\n`,
  'time-view': ({ time, interval, starts, gapCount }) => `${time}: ${starts.length} intervals of one ${interval}, ${gapCount} gaps.\n`,
  convert: ({ out, rows, report }) => `${loadText(report)}${out}: ${rows} rows.\n`,
  new: ({ project, document, notes, problems }) => [
    `${project}`,
    ...notes.map((note) => `  ${note}`),
    `  Graph: ${graphText(document.graph)}`,
    ...problems.map((one) => `  ${one.severity}: ${one.message} ${one.next}`),
    '',
  ].join('\n'),
  project: projectText,
  curves: ({ train, validation, test }) => [train, validation, test].flatMap((part) => part?.classes ?? []).map(({ label, table: { thresholds } }) => `${label}: ${thresholds.length} thresholds.\n`).join(''),
  'mark-run': projectText,
  'choose-model': projectText,
  'delete-run': projectText,
  'restore-run': projectText,
  'purge-runs': projectText,
  check: ({ problems }) => (problems.length === 0 ? 'No problem found.\n' : problems.map((one) => `${one.severity}${one.node === undefined ? '' : ` at ${one.node}${one.field === undefined ? '' : `.${one.field}`}`}: ${one.message}\n  ${one.next}\n`).join('')),
  view: ({ nodes }) => `${nodes.length} nodes.\n`,
  change: ({ revision }) => `${revision}\n`,
  leave: () => '',
  'copy-project': ({ project, runs }) => `${project}: ${runs} runs.\n`,
  save: ({ nodes }) => `${nodes.length} nodes.\n`,
  preview: ({ after }) => `${after.count} rows × ${after.columns.length} columns.\n`,
  example: ({ after }) => `${after.count} rows × ${after.columns.length} columns.\n`,
  settings: ({ settings }) => `${JSON.stringify(settings)}\n`,
  'set-settings': ({ settings }) => `${JSON.stringify(settings)}\n`,
  recents: recentText,
  remember: recentText,
  forget: recentText,
  nodes: ({ nodes }) => table(['id', 'title', 'compiles to', 'what it does'], nodes.map((node) => [node.id, node.title, COMPILES_TO[node.runsIn], node.summary])),
  models: ({ models }) => table(['id', 'title', 'tasks', 'compiles to', 'what it does'], models.map((model) => [model.id, model.title, model.tasks.join(', '), model.compilesTo, model.summary])),
  run: ({ out, rows, columns, notes }) => `${notes.map((note) => `${note}\n`).join('')}${out}: ${rows} rows × ${columns.length} columns.\n`,
  train: trainText,
  'keep-run': trainText,
  predict: ({ out, rows, refused, refusedRows, notes }) => `${notes.map((note) => `  ${note}\n`).join('')}${out}: ${rows} rows.\n${refusedRows === 0 ? '' : `${refusedRows} rows could not be scored:\n${refused.map((one) => `  row ${one.row ?? '?'}${one.line === null ? '' : ` (line ${one.line})`}: ${one.reason}\n`).join('')}`}`,
  export: ({ out, package: name, files, notes }) => `${out}: package ${name}, ${files.length} files, ${files.reduce((sum, file) => sum + file.bytes, 0)} bytes.\n${notes.map((note) => `  ${note}\n`).join('')}`,
  'check-export': ({ added, changed, removed, problem }) => problem ? `${problem.message}\n  ${problem.next}\n` : `${added.length} files new, ${changed.length} changed, ${removed.length} removed.\n`,
  'test-export': ({ summary, log }) => `${log}${summary}\n`,
};

/** The nodes in their order; those that end a path, such as models beside each other, with commas. */
function graphText({ nodes, edges }: CommandOutput<'new'>['document']['graph']): string {
  const goesOn = new Set(edges.map(({ from }) => from));
  const ends = nodes.filter(({ id }) => !goesOn.has(id)).map(({ id }) => id);
  return [...nodes.filter(({ id }) => goesOn.has(id)).map(({ id }) => id), ends.join(', ')].join(' → ');
}

/** What `--json` prints: the command's value, for `train` in the shape that scripts rely on. */
export function jsonOf<C extends CommandName>(command: C, value: CommandOutput<C>): unknown {
  if (command !== 'train') return value;
  const { models, chosen, run, task, target, classes, positive, notes } = value as TrainResult;
  return { models: Object.fromEntries(Object.entries(models).map(([id, one]) => [id, { onnxSha256: one.onnxSha256, seconds: one.seconds, metrics: metricsOf(one) }])), chosen, run, task, target, classes, positive, notes };
}

function projectText({ project, runs }: CommandOutput<'project'>): string {
  return `${project}: ${runs.length} runs.\n`;
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
  return `${target === '' ? 'Without a target.' : `Target: ${target}`}\n${table(['model', 'judged on', 'rows', ...names], rows)}* chosen by the validation rows. Run ${run}.\n${notes.map((note) => `${note}\n`).join('')}`;
}

/** Four decimals below one, five digits above. */
function figure(value: number | null): string {
  if (value === null) return '–';
  const size = Math.abs(value);
  if (size >= 1e7 || (size !== 0 && size < 1e-3)) return value.toExponential(3);
  return size < 1 ? value.toFixed(4) : value.toFixed(Math.max(0, 4 - Math.floor(Math.log10(size))));
}

function spread(fold: { mean: number | null; std: number | null } | undefined): string {
  return fold ? `${figure(fold.mean)} ± ${figure(fold.std)}` : '–';
}

function profileRow({ name, type, missing, distinct, min, median, mean, max }: ColumnProfile): string[] {
  return [name, type, String(missing), String(distinct), ...[min, median, mean, max].map((value) => shown(value, type))];
}

/** A value in a table: six digits, dates as dates, long texts cut. */
function shown(value: Cell, type: ColumnType): string {
  if (value === null) return '';
  if (typeof value !== 'number') return String(value).length <= 24 ? String(value) : `${String(value).slice(0, 23)}…`;
  if (type === 'timestamp') return new Date(value / 1000).toISOString().replace('T', ' ').replace(/(?: 00:00:00)?\.000Z$/, '');
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** The load report: how the file was read, and everything that was mended, refused or assumed. */
function loadText(report: LoadReport): string {
  const { file, rows, dialect, refused } = report;
  const how = dialect.format === 'csv' ? ` (${dialect.encoding}, delimiter ${JSON.stringify(dialect.delimiter)}, decimal ${JSON.stringify(dialect.decimal)}${dialect.header ? '' : ', no header'})` : '';
  return [
    `${file}: ${rows} rows${how}`,
    ...loadNotes(report).map((note) => `  ${note}`),
    ...(refused.count === 0 ? [] : [`  ${refused.count} records were left out:`, ...refused.shown.slice(0, 10).map((one) => `    line ${one.line}: ${one.reason}`)]),
    '',
  ].join('\n');
}

function recentText({ recents }: CommandOutput<'recents'>): string {
  return recents.map(({ path, missing }) => `${path}${missing ? ' (missing)' : ''}\n`).join('');
}
