import { ROW, type Cell, type ColumnType } from '../../contract/column.ts';
import type { Database } from '../db/database.ts';
import type { FittedChain, ServingProgram } from '../graph/chain.ts';
import { double, identifier, join, literal, sql, type Sql } from '../sql/sql.ts';
import { loadedRows } from '../run/start.ts';
import { outputShape } from './output-shape.ts';
import { crossingRows, inputBatches, isScored, scoreBatches, type InputBatch } from './score-rows.ts';

/** A raw row, with the earlier rows of its entity where a window reads them. */
export interface RawRecord {
  readonly row: Readonly<Record<string, Cell>>;
  readonly history: readonly Readonly<Record<string, Cell>>[];
}

/** What the app predicts for a raw row; without a target `prediction` is the score or distance beside the label. Missing features are null; probabilities are in the order of the classes. */
export interface RecordScore {
  readonly features: (number | null)[];
  readonly label: string | null;
  readonly probabilities: number[] | null;
  readonly prediction: number | null;
}

/** Records of one query: DuckDB reads a list of values well up to this size. */
const CHUNK = 200;

/** Scores single raw rows, as the API of an exported project does; each sees its own history alone. */
export async function scoreRecords(input: { db: Database; chain: FittedChain; program: ServingProgram; onnx: Uint8Array }, records: readonly RawRecord[], signal?: AbortSignal): Promise<RecordScore[]> {
  const { db, chain, program } = input;
  const alone = program.history.rows === 1;
  const groups = alone ? chunked(records, CHUNK) : records.map((one) => [one]);
  async function* batches(): AsyncGenerator<InputBatch> {
    for (const group of groups) {
      const rows = group.flatMap((one) => (alone ? [one.row] : [...one.history, one.row]));
      const table = valuesTable(program.raw, rows);
      const last = alone ? sql`` : sql`where ${identifier(ROW)} = ${rows.length - 1}`;
      yield* inputBatches(db, program, sql`select * from (${crossingRows(program, loadedRows(table, program.raw))}) ${last} order by ${identifier(ROW)}`, signal);
    }
  }
  const scores = await scoreBatches(input.onnx, chain.target, batches(), records.length, { features: true, signal, threads: 1 });
  const f = chain.features.length;
  const { name, width, hasLabel } = outputShape(chain.target);
  const orNull = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null);
  return records.map((_, i) => {
    const output = [...scores.output.subarray(i * width, (i + 1) * width)];
    const scored = isScored(scores.output, width, i);
    return {
      features: [...(scores.features ?? new Float64Array()).subarray(i * f, (i + 1) * f)].map(orNull),
      label: hasLabel && scored ? (scores.labels[i] ?? null) : null,
      probabilities: name === 'probabilities' && scored ? output : null,
      prediction: name !== 'probabilities' && scored ? orNull(output[0]) : null,
    };
  });
}

function chunked<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}

/** Rows as a relation; their row ids are their places. */
function valuesTable(columns: ServingProgram['raw'], rows: readonly Readonly<Record<string, Cell>>[]): Sql {
  const lines = rows.map((row, i) => sql`(${i}, ${columns.map((one) => cellSql(row[one.name] ?? null, one.type))})`);
  const names = [identifier(ROW), ...columns.map((one) => identifier(one.name))];
  if (columns.length === 0) return sql`(select * from (values ${join(rows.map((_, i) => sql`(${i})`))}) as t(${identifier(ROW)}))`;
  return sql`(select * from (values ${join(lines)}) as t(${join(names)}))`;
}

function cellSql(value: Cell, type: ColumnType): Sql {
  switch (type) {
    case 'number':
      return typeof value === 'number' ? double(value) : sql`cast(null as double)`;
    case 'integer':
      return typeof value === 'number' || typeof value === 'string' ? sql`cast(${literal(String(value))} as bigint)` : sql`cast(null as bigint)`;
    case 'boolean':
      return typeof value === 'boolean' ? (value ? sql`true` : sql`false`) : sql`cast(null as boolean)`;
    case 'timestamp':
      return typeof value === 'number' ? sql`make_timestamp(${value})` : sql`cast(null as timestamp)`;
    case 'text':
      return typeof value === 'string' && value !== '' ? literal(value) : sql`cast(null as varchar)`;
  }
}
