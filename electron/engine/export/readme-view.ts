import type { ColumnType } from '../../contract/column.ts';
import { firstFew } from '../base/first-few.ts';
import type { Metrics } from '../../contract/metrics.ts';
import type { Dialect } from '../../contract/load-report.ts';
import { outputShape } from '../train/output-shape.ts';
import type { CertificateRow } from './certificate-rows.ts';
import type { ExportInput, RawRow } from './export-input.ts';
import type { View } from './render-templates.ts';

const RUNS_IN = { row: 'in the ONNX file', 'look-up': 'in the ONNX file', front: 'in front of it, as NumPy code', training: 'on training rows alone' } as const;

/** What the number beside an answer means. */
const CONFIDENCE = {
  prediction: '',
  probabilities: ' Confidence is the probability of the predicted class.',
  score: ' The lower the score, the more the row stands out.',
  distance: ' Distance is that from the middle of the cluster, in the unit of the features.',
} as const;

/** The facts of one pipeline that its README tells. */
export function readmeView(input: ExportInput, certificate: readonly CertificateRow[], dialect: Dialect): View {
  const { chain, program, model, run, rows, document } = input;
  const [source] = document.sources;
  const served = new Set(program.raw.map((one) => one.name));
  const history = program.history.rows;
  return {
    columns: chain.source.map(({ name, type }) => ({ name, type, role: name === chain.target.column ? 'target' : served.has(name) ? 'read' : 'not read', range: rangeText(input, name, type) })),
    source: { file: source?.path.split(/[\\/]/).at(-1) ?? '', rows: rows.total },
    rows: { train: rows.train, validation: rows.validation, test: rows.test },
    leftOut: rows.leftOut.filter((one) => one.rows > 0).map((one) => `; ${one.rows} left out by ${one.node}`).join(''),
    dialect: dialectText(dialect),
    steps: chain.nodes.map(({ id, definition, params }) => ({ id, title: definition.title, runsIn: RUNS_IN[definition.runsIn], params: paramsText(params) })),
    model: { title: model.definition.title, params: paramsText(model.params) || 'no parameters', features: chain.features.length },
    metrics: Object.keys(run.train.metrics).map((name) => ({ name, train: figure(run.train.metrics, name), validation: figure(run.validation?.metrics, name), test: figure(run.test?.metrics, name) })),
    history: history > 1 ? `The model looks back over ${history} rows: history is the earlier raw rows of the entity, empty at the start of a series; without it a request is answered with 422.` : 'The model looks at one row alone, so history may be left out.',
    exampleRequest: JSON.stringify(exampleRequest(input, certificate)),
    confidence: CONFIDENCE[outputShape(chain.target).name],
    certificate: { rows: certificate.length, kind: input.sampleRows.length > 0 ? 'real and synthetic' : 'synthetic' },
  };
}

const EXAMPLE_HISTORY = 2;

/** A request with a row like those of the data, of the columns that a prediction reads. */
function exampleRequest({ program }: ExportInput, certificate: readonly CertificateRow[]): { row: RawRow; history?: RawRow[] } {
  const example = certificate.find(({ usual, history }) => usual && (program.history.rows <= 1 || history.length > 0)) ?? certificate[0];
  const read = (row: RawRow): RawRow => Object.fromEntries(program.raw.map(({ name, type }) => {
    const value = row[name] ?? null;
    return [name, type === 'timestamp' && typeof value === 'number' ? instantText(value).replace(' ', 'T') : value];
  }));
  const row = read(example?.row ?? {});
  return program.history.rows > 1 ? { row, history: (example?.history ?? []).slice(-EXAMPLE_HISTORY).map(read) } : { row };
}

/** An instant in microseconds as its date, with the time of day unless that is midnight. */
function instantText(microseconds: number): string {
  const date = new Date(Math.floor(microseconds / 1000));
  if (Number.isNaN(date.getTime())) return String(microseconds);
  const [day = '', time = ''] = date.toISOString().replace('Z', '').split('T');
  const short = time.replace(/\.000$/, '');
  return short === '00:00:00' ? day : `${day} ${short}`;
}

function rangeText({ ranges }: ExportInput, name: string, type: ColumnType): string {
  const range = ranges.find((one) => one.column === name);
  if (!range) return '';
  const missing = range.missing > 0 ? `, ${range.missing} missing` : '';
  if (range.min !== null && range.max !== null) {
    const [least, most] = [range.min, range.max].map((value) => (type === 'timestamp' ? instantText(value) : String(value)));
    return `${least} to ${most}${missing}`;
  }
  if (range.levels.length > 0) return `${range.levels.length} ${range.levels.length === 1 ? 'level' : 'levels'}${missing}`;
  return missing.slice(2);
}

function dialectText(dialect: Dialect): string {
  if (dialect.format === 'parquet') return 'It was a Parquet file; reading one needs the extra parquet.';
  const na = dialect.na.length === 0 ? 'the empty text' : `the empty text and ${firstFew(dialect.na.map((text) => `"${text}"`), 8)}`;
  const delimiter = dialect.delimiter === '\t' ? 'tab' : `"${dialect.delimiter}"`;
  return `CSV files are read with the delimiter ${delimiter}, the decimal mark "${dialect.decimal}" and the encoding ${dialect.encoding}; missing is ${na}.`;
}

function paramsText(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params).map(([name, value]) => `${name} = ${Array.isArray(value) ? value.join(', ') : String(value)}`).join('; ');
}

function figure(metrics: Metrics | undefined, name: string): string {
  const value = metrics?.[name]?.value;
  return value === undefined || value === null ? '–' : value.toPrecision(6).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
}
