import { RESERVED_PREFIX, ROW, type Cell, type ColumnType } from '../../contract/column.ts';
import type { Database } from '../db/database.ts';
import { rulesWithin } from '../expr/sql-rules.ts';
import type { FittedChain, ServingProgram } from '../graph/chain.ts';
import { doubleList, identifier, join, literal, sql, type Sql } from '../sql/sql.ts';
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

/** Rows of one query: DuckDB reads a list of values well up to this size. */
const CHUNK = 200;
/** The place of the record that a row belongs to. */
const SERIES = identifier(`${RESERVED_PREFIX}series`);

/** Scores single raw rows, as the API of an exported project does; each sees its own history alone. */
export async function scoreRecords(input: { db: Database; chain: FittedChain; program: ServingProgram; onnx: Uint8Array }, records: readonly RawRecord[], signal?: AbortSignal): Promise<RecordScore[]> {
  const { db, chain, program } = input;
  const series = records.map((one) => (program.history.rows === 1 ? [one.row] : [...one.history, one.row]));
  async function* batches(): AsyncGenerator<InputBatch> {
    for (const group of chunked(series, CHUNK)) {
      let rows = 0;
      const last = group.map((one) => sql`${(rows += one.length) - 1}`);
      const table = loadedRows(valuesTable(program.raw, group), program.raw);
      yield* inputBatches(db, program, sql`select * from (${crossingRows(program, table, rulesWithin(SERIES))}) where ${identifier(ROW)} in (${join(last)}) order by ${identifier(ROW)}`, signal);
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

/** Series in order, together as long as they have at most `most` rows; a longer one is alone. */
function chunked<T>(series: readonly (readonly T[])[], most: number): (readonly T[])[][] {
  const groups: (readonly T[])[][] = [];
  let rows = Infinity;
  for (const one of series) {
    rows += one.length;
    if (rows > most) {
      groups.push([]);
      rows = one.length;
    }
    groups.at(-1)?.push(one);
  }
  return groups;
}

/** Rows as a relation, made column by column: of some hundred rows of thousands of columns VALUES takes ten seconds. Their row ids are their places. */
function valuesTable(columns: ServingProgram['raw'], series: readonly (readonly Readonly<Record<string, Cell>>[])[]): Sql {
  const rows = series.flat();
  const ids = sql`unnest(cast([${rows.map((_, i) => sql`${i}`)}] as bigint[])) as ${identifier(ROW)}`;
  const places = sql`unnest(cast([${series.flatMap((one, i) => one.map(() => sql`${i}`))}] as bigint[])) as ${SERIES}`;
  const values = columns.map(({ name, type }) => sql`unnest(${listSql(rows.map((row) => row[name] ?? null), type)}) as ${identifier(name)}`);
  return sql`(select ${[ids, places, ...values]})`;
}

function listSql(cells: readonly Cell[], type: ColumnType): Sql {
  const orNull = (value: Sql | false): Sql => value || sql`null`;
  switch (type) {
    case 'number':
      return doubleList(cells.map((value) => (typeof value === 'number' ? value : null)));
    case 'integer':
      return sql`cast([${cells.map((value) => orNull((typeof value === 'number' || typeof value === 'string') && literal(String(value))))}] as bigint[])`;
    case 'boolean':
      return sql`cast([${cells.map((value) => orNull(typeof value === 'boolean' && (value ? sql`true` : sql`false`)))}] as boolean[])`;
    case 'timestamp':
      return sql`cast([${cells.map((value) => orNull(typeof value === 'number' && sql`make_timestamp(${value})`))}] as timestamp[])`;
    case 'text':
      return sql`cast([${cells.map((value) => orNull(typeof value === 'string' && value !== '' && literal(value)))}] as varchar[])`;
  }
}
