import { ROW } from '../../contract/column.ts';
import type { Progress } from '../../contract/wire.ts';
import type { Database } from '../db/database.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import type { SqlRules } from '../expr/sql-rules.ts';
import type { ServingProgram } from '../graph/chain.ts';
import type { Target } from '../nodes/node.ts';
import { BATCH_ROWS, type Output } from '../ort/session.ts';
import type { Rows } from '../run/rows.ts';
import { identifier, join, sql, type Sql } from '../sql/sql.ts';
import { outputShape } from './output-shape.ts';
import { openScorer } from './scoring-threads.ts';

/** What the ONNX file says of rows. `output` is row-major, as wide as the output shape says. */
export interface Scores {
  readonly rows: number;
  readonly output: Float64Array;
  /** Labels as the file gives them; empty where it gives none. */
  readonly labels: readonly string[];
  /** Row-major [rows, features]; only where asked for. */
  readonly features: Float64Array | null;
}

/** Whether row i could be scored: a model that needs every value gives NaN where one is missing. `output` is row-major. */
export function isScored(output: Float64Array, width: number, i: number): boolean {
  for (let j = i * width; j < (i + 1) * width; j++) if (!Number.isFinite(output[j])) return false;
  return true;
}

/** The crossings of a program over raw rows, as a query of `__mw_row`, n0 … and t0 …: what the generated code in front of the ONNX file computes. */
export function crossingRows(program: ServingProgram, rows: Rows, rules?: SqlRules): Sql {
  let numbers = 0;
  let texts = 0;
  const outputs = program.crossings.map((one) => ({ name: one.type === 'text' ? `t${texts++}` : `n${numbers++}`, expr: one.expr }));
  return layeredSelect({ from: rows.relation, keep: [identifier(ROW)], outputs, columns: rows.types, ...(rules && { rules }) });
}

/** ONNX inputs of some rows, a column each. */
export interface InputBatch {
  readonly rows: number;
  readonly numeric: readonly Float64Array[];
  readonly text: readonly (readonly string[])[];
}

/** The ONNX inputs of the rows of a query made by {@link crossingRows}, in the query's order, a batch at a time. */
export async function* inputBatches(db: Database, program: ServingProgram, ordered: Sql, signal?: AbortSignal): AsyncGenerator<InputBatch> {
  const numbers = program.crossings.filter((one) => one.type !== 'text');
  const texts = program.crossings.filter((one) => one.type === 'text');
  const value = (i: number): Sql => (numbers[i]?.type === 'boolean' ? sql`cast(${identifier(`n${i}`)} as double)` : identifier(`n${i}`));
  const columns = [
    sql`cast(${identifier(ROW)} as double) as id`,
    ...numbers.map((_, i) => sql`coalesce(${value(i)}, cast('nan' as double)) as ${identifier(`n${i}`)}`),
    ...texts.map((_, i) => sql`coalesce(${identifier(`t${i}`)}, '') as ${identifier(`t${i}`)}`),
  ];
  for await (const batch of db.columnBatches(sql`select ${join(columns)} from (${ordered})`, BATCH_ROWS, { signal })) {
    yield { rows: batch.rows, numeric: numbers.map((_, i) => batch.columns[`n${i}`] as Float64Array), text: texts.map((_, i) => batch.columns[`t${i}`] as readonly string[]) };
  }
}

export interface ScoreOptions {
  readonly threads: number;
  readonly features?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Scores `count` rows through the ONNX file, batch by batch, by several threads where there are many; an abort is heard between batches. */
export async function scoreBatches(onnx: Uint8Array, target: Target, batches: AsyncIterable<InputBatch>, count: number, { threads, ...options }: ScoreOptions): Promise<Scores> {
  const { name: numbers, width, hasLabel } = outputShape(target);
  const outputs = [numbers, ...(hasLabel ? ['label'] : []), ...(options.features ? ['features'] : [])];
  const output = new Float64Array(count * width);
  const labels = new Array<string>(hasLabel ? count : 0);
  let features: Float64Array | null = null;
  let [asked, done] = [0, 0];
  const keep = (found: Record<string, Output>, at: number, rows: number): void => {
    output.set(found[numbers]?.values as Float64Array, at * width);
    (found['label']?.values as string[] | undefined)?.forEach((label, i) => (labels[at + i] = label));
    if (options.features) {
      const { values, width: f } = found['features'] ?? { values: new Float64Array(), width: 0 };
      features ??= new Float64Array(count * f);
      features.set(values as Float64Array, at * f);
    }
    done += rows;
    options.onProgress?.({ stage: 'Scoring rows', fraction: done / count });
  };
  const scorer = await openScorer(onnx, threads, count);
  const open = new Set<Promise<void>>();
  try {
    for await (const batch of batches) {
      const at = asked;
      asked += batch.rows;
      if (asked > count) break;
      const scoring = scorer.run(rowMajor(batch), outputs, options.signal).then((found) => keep(found, at, batch.rows));
      open.add(scoring);
      void scoring.then(() => open.delete(scoring), () => undefined);
      if (open.size >= scorer.lanes) await Promise.race(open);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(open);
  } finally {
    await Promise.allSettled(open);
    await scorer.release();
  }
  if (done !== count) throw new Error(`${asked} rows were scored, not ${count}`);
  return { rows: count, output, labels, features };
}

function rowMajor({ rows, numeric, text }: InputBatch): { rows: number; numeric: Float64Array; text?: string[] } {
  const k = numeric.length;
  const m = text.length;
  const numbers = new Float64Array(rows * k);
  numeric.forEach((column, j) => {
    for (let i = 0; i < rows; i++) numbers[i * k + j] = column[i] as number;
  });
  if (m === 0) return { rows, numeric: numbers };
  return { rows, numeric: numbers, text: Array.from({ length: rows * m }, (_, i) => text[i % m]?.[Math.floor(i / m)] ?? '') };
}
