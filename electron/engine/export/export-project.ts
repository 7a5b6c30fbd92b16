import { createHash } from 'node:crypto';
import { DialectSchema, USUAL_NA, type Dialect } from '../../contract/load-report.ts';
import { isTargetless } from '../../contract/task.ts';
import type { Progress } from '../../contract/wire.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import { outputShape } from '../train/output-shape.ts';
import { certificateRows, type CertificateRow } from './certificate-rows.ts';
import type { ExportInput, RowInTime, ScoredRow } from './export-input.ts';
import { fieldsView } from './field-names.ts';
import { formatPython } from './format-python.ts';
import { listFiles, type ListedFile } from './list-files.ts';
import { python, PythonCode, type Printable } from './literals.ts';
import { findGit, makeRepository } from './make-repository.ts';
import { packageName } from './package-name.ts';
import { stateJson, stepsView } from './pipeline-code.ts';
import { planFacts, planView } from './plan-code.ts';
import { pythonFunction } from './python-function.ts';
import { readmeView } from './readme-view.ts';
import { readTemplates, render, templateFolder, type View } from './render-templates.ts';
import { withManifest, writeFolder, type ExportedFile } from './write-folder.ts';
import { writeZip } from './write-zip.ts';

export interface ExportOptions {
  readonly dryRun?: boolean;
  /** Gives the texts of the files as well. */
  readonly contents?: boolean;
  /** Writes one .zip file. */
  readonly zip?: boolean;
  /** Makes a new folder a Git repository with one commit. */
  readonly git?: boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Exported {
  readonly package: string;
  readonly files: readonly ListedFile[];
  readonly notes: readonly string[];
}

/** Writes a trained model as a Python project of its own; a dry run says what would be written. */
export async function exportProject(input: ExportInput, out: string, options: ExportOptions = {}): Promise<Exported> {
  const { signal, onProgress } = options;
  const git = options.git === true && !options.dryRun ? await findGit(signal) : null;
  const name = packageName(input.name);
  onProgress?.({ stage: 'Scoring the certificate', fraction: null });
  const rows = certificateRows(input);
  const scored = await input.score(rows);
  if (scored.length !== rows.length) throw new Error(`${scored.length} predictions for ${rows.length} rows of the certificate`);
  throwIfCancelled(signal);
  onProgress?.({ stage: 'Printing the project', fraction: null });
  const sources = await sourceFiles(input, name, rows);
  const plan = sources.find((one) => one.path === `src/${name}/training/plan.py`);
  const files = [...sources, ...artifacts(input, name, rows, scored, sha256(plan?.content ?? ''))].sort((a, b) => (a.path < b.path ? -1 : 1));
  const facts = { project: input.document.name, package: name };
  throwIfCancelled(signal);
  if (!options.dryRun) {
    onProgress?.({ stage: 'Writing the project', fraction: null });
    if (options.zip) await writeZip(out, name.replaceAll('_', '-'), withManifest(files, facts), signal);
    else await writeFolder(out, files, facts, signal, (staged) => (git ? makeRepository(git, staged, input.name, signal) : Promise.resolve()));
  }
  return { package: name, files: listFiles(withManifest(files, facts), options.contents ?? false), notes: notesOf(input, name) };
}

async function sourceFiles(input: ExportInput, name: string, certificate: readonly CertificateRow[]): Promise<ExportedFile[]> {
  const view = projectView(input, name, certificate);
  const templates = await readTemplates(templateFolder());
  return [...templates].map(([path, template]) => {
    const target = path.replace(/^src\/package\//, `src/${name}/`);
    const text = render(path, template, view);
    return { path: target, content: path.endsWith('.py') && text !== template ? formatPython(target, text, name) : text };
  });
}

function projectView(input: ExportInput, name: string, certificate: readonly CertificateRow[]): View {
  const { chain, program, seed } = input;
  const dialect = dialectOf(input);
  const { target } = chain;
  const plan = planView(input);
  const steps = stepsView(chain, name);
  const method = input.model.definition.title.toLowerCase();
  const description = !isTargetless(target.task) ? `Predicts "${target.column}" by ${method}.` : target.task === 'anomaly' ? `Finds rows that stand out by ${method}.` : `Parts rows into clusters by ${method}.`;
  const served = chain.source.filter((one) => program.raw.some((raw) => raw.name === one.name));
  return {
    package: name,
    packagePath: `src/${name}`,
    distribution: name.replaceAll('_', '-'),
    appPath: `${name}.api.app:app`,
    title: input.name,
    description,
    classes: target.classes.length > 0 && !isTargetless(target.task),
    targetless: isTargetless(target.task),
    anomaly: target.task === 'anomaly',
    output: outputShape(target).name,
    target: target.column,
    labels: isTargetless(target.task) ? [] : target.classes,
    positive: chain.positive,
    features: chain.features,
    served: served.map((one) => one.name),
    historyRows: program.history.rows,
    schemaColumns: new PythonCode(`(\n${chain.source.map((one) => columnCode(input, one.name, one.type)).join('\n')}\n)`),
    dialect: new PythonCode(dialectCode(dialect)),
    ...fieldsView(served),
    front: frontView(input),
    steps: steps,
    plan: { ...plan, seed },
    orderExample: createHash('md5').update('7:split:12').digest('hex'),
    readme: readmeView(input, certificate, dialect),
  };
}

function columnCode({ ranges }: ExportInput, name: string, type: string): string {
  const range = ranges.find((one) => one.column === name);
  const limits = range && type !== 'text' && range.min !== null && range.max !== null ? [range.min, range.max] : [];
  return `Column(${[name, type, ...limits].map((value) => python(value)).join(', ')}),`;
}

function dialectCode(dialect: Dialect): string {
  const texts: Record<string, Printable> = { format: dialect.format, encoding: dialect.encoding, delimiter: dialect.delimiter, quote: dialect.quote, decimal: dialect.decimal, thousands: dialect.thousands, header: dialect.header };
  const dates = dialect.columns.flatMap(({ name, date }) => (date === undefined || date === 'iso' ? [] : [`${python(name)}: ${python(date)}`]));
  const missing = dialect.na.length > 0 ? `missing=frozenset({${dialect.na.map(python).join(', ')}}),` : '';
  return `Dialect(\n${Object.entries(texts).map(([key, value]) => `${key}=${python(value)},`).join('\n')}\n${missing}\n${dates.length > 0 ? `dates={${dates.join(', ')}},` : ''}\n)`;
}

/** What the loader decided about the source; a plain CSV file where the document does not say. */
function dialectOf({ document }: ExportInput): Dialect {
  const options = document.sources[0]?.options ?? {};
  const found = [options['dialect'], options].map((one) => DialectSchema.safeParse(one)).find((parsed) => parsed.success);
  if (found?.data) return found.data;
  const parquet = /\.(parquet|pq)$/i.test(document.sources[0]?.path ?? '');
  return { format: parquet ? 'parquet' : 'csv', encoding: 'utf-8', delimiter: ',', quote: '"', decimal: '.', thousands: '', header: true, na: [...USUAL_NA], columns: [] };
}

function frontView({ program }: ExportInput): View {
  const names = (text: boolean): string[] => program.crossings.filter((one) => (one.type === 'text') === text).map((one) => one.name);
  const outputs = program.crossings.map(({ name, expr }) => ({ name, expr }));
  return { numeric: names(false), text: names(true), function: new PythonCode(pythonFunction('crossings', 'The columns of both inputs.', outputs)) };
}

function artifacts(input: ExportInput, name: string, rows: readonly RowInTime[], scored: readonly ScoredRow[], planSha256: string): ExportedFile[] {
  const state = canonicalJson(stateJson(input.chain), 1);
  const about = canonicalJson(modelFacts(input, name, planSha256), 1);
  const hashes = { 'model.onnx': sha256(input.onnx), 'state.json': sha256(state), 'model.json': sha256(about) };
  const stored = rows.map((one, i) => ({ ...one, ...finiteScore(scored[i] ?? UNSCORED) }));
  const certificate = { format: 'millwright-certificate', version: 1, kind: input.sampleRows.length > 0 ? 'real and synthetic rows' : 'synthetic rows', sha256: hashes, rows: stored };
  return [
    { path: 'models/model.onnx', content: input.onnx },
    { path: 'models/state.json', content: state },
    { path: 'models/model.json', content: about },
    { path: 'models/certificate.json', content: canonicalJson(certificate as unknown as Json, 1) },
  ];
}

const UNSCORED: ScoredRow = { features: [], label: null, probabilities: null, prediction: null };

/** A prediction past the range of numbers is none. */
function finiteScore(score: ScoredRow): ScoredRow {
  const numbers = [...(score.probabilities ?? []), score.prediction ?? 0];
  return numbers.every(Number.isFinite) ? score : { ...UNSCORED, features: score.features };
}

function modelFacts(input: ExportInput, name: string, planSha256: string): Json {
  const { chain, model, run, rows, seed } = input;
  const values = (one: typeof run.test): Json => (one ? { rows: one.rows, ...Object.fromEntries(Object.entries(one.metrics).map(([metric, { value }]) => [metric, value])) } : null);
  return {
    format: 'millwright-model',
    version: 1,
    project: input.name,
    package: name,
    model: model.definition.id,
    task: chain.target.task,
    target: chain.target.column === '' ? null : chain.target.column,
    classes: chain.target.classes,
    positive: chain.positive,
    features: chain.features,
    hyperparameters: model.params as Json,
    onnxSha256: sha256(input.onnx),
    rows: rows as unknown as Json,
    metrics: { train: values(run.train), validation: values(run.validation), test: values(run.test), cv: (run.cv ?? null) as unknown as Json },
    training: { seed, planSha256, ...planFacts(input), estimator: estimatorParameters(model.definition.python(model.params, chain.target.task, chain.features).code) },
    versions: { onnxruntime: '1.30.0', 'scikit-learn': '1.9.1' },
  };
}

/** The plain keyword arguments of an estimator's code, for the project's test of its plan. */
function estimatorParameters(code: string): Json {
  const found = [...code.matchAll(/(\w+)=(True|False|None|-?\d+(?:\.\d+)?(?:e-?\d+)?|"[\w-]*")(?=[,)])/g)];
  const value = (text: string): Json => (text === 'True' ? true : text === 'False' ? false : text === 'None' ? null : (JSON.parse(text) as Json));
  return Object.fromEntries(found.map(([, key, text]) => [key ?? '', value(text ?? 'None')]));
}

function notesOf(input: ExportInput, name: string): string[] {
  const shared = name === input.name ? [] : [`The Python package is named ${name}.`];
  const rows = input.sampleRows.length > 0 ? `models/certificate.json holds ${input.sampleRows.length} real rows of your data.` : 'No row of your data is in the export: the rows of models/certificate.json are synthetic.';
  return [...shared, rows];
}
