import { ROW } from '../../contract/column.ts';
import type { Progress } from '../../contract/wire.ts';
import type { Database } from '../db/database.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import type { ServingProgram } from '../graph/chain.ts';
import type { Target } from '../nodes/node.ts';
import { BATCH_ROWS, type OrtSession } from '../ort/session.ts';
import type { Rows } from '../run/rows.ts';
import { identifier, join, sql, type Sql } from '../sql/sql.ts';

/** What the ONNX file says of rows. `output` is [rows] for regression, row-major [rows, classes] otherwise. */
export interface Scores {
  readonly rows: number;
  readonly output: Float64Array;
  /** Labels as the file gives them; empty for regression. */
  readonly labels: readonly string[];
  /** Row-major [rows, features]; only where asked for. */
  readonly features: Float64Array | null;
}

/** The crossings of a program over raw rows, as a query of `__mw_row`, n0 … and t0 …: what the generated code in front of the ONNX file computes. */
export function crossingRows(program: ServingProgram, rows: Rows): Sql {
  let numbers = 0;
  let texts = 0;
  const outputs = program.crossings.map((one) => ({ name: one.type === 'text' ? `t${texts++}` : `n${numbers++}`, expr: one.expr }));
  return layeredSelect({ from: rows.relation, keep: [identifier(ROW)], outputs, columns: rows.types });
}

/** The ONNX inputs of the rows of a query made by {@link crossingRows}, in the query's order. */
export async function readInputs(db: Database, program: ServingProgram, ordered: Sql, count: number, signal?: AbortSignal): Promise<{ numeric: Float64Array[]; text: (readonly string[])[] }> {
  const numbers = program.crossings.filter((one) => one.type !== 'text');
  const texts = program.crossings.length - numbers.length;
  const boolean = (i: number): Sql => (numbers[i]?.type === 'boolean' ? sql`cast(${identifier(`n${i}`)} as double)` : identifier(`n${i}`));
  const columns = [
    ...numbers.map((_, i) => sql`coalesce(${boolean(i)}, cast('nan' as double)) as ${identifier(`n${i}`)}`),
    ...Array.from({ length: texts }, (_, i) => sql`coalesce(${identifier(`t${i}`)}, '') as ${identifier(`t${i}`)}`),
  ];
  if (columns.length === 0) return { numeric: [], text: [] };
  const read = await db.columns(sql`select ${join(columns)} from (${ordered})`, { signal, rows: count });
  return { numeric: numbers.map((_, i) => read[`n${i}`] as Float64Array), text: Array.from({ length: texts }, (_, i) => read[`t${i}`] as readonly string[]) };
}

/** Scores rows through the ONNX file, in batches; an abort is heard between them. */
export async function scoreInputs(
  session: OrtSession,
  target: Target,
  inputs: { readonly numeric: readonly Float64Array[]; readonly text: readonly (readonly string[])[] },
  count: number,
  options: { features?: boolean; signal?: AbortSignal | undefined; onProgress?: ((progress: Progress) => void) | undefined } = {},
): Promise<Scores> {
  const width = target.task === 'regression' ? 1 : target.classes.length;
  const output = new Float64Array(count * width);
  const labels: string[] = [];
  let features: Float64Array | null = null;
  for (let from = 0; from < count; from += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, count - from);
    const k = inputs.numeric.length;
    const m = inputs.text.length;
    const numeric = new Float64Array(rows * k);
    inputs.numeric.forEach((column, j) => {
      for (let i = 0; i < rows; i++) numeric[i * k + j] = column[from + i] ?? NaN;
    });
    const text = m === 0 ? undefined : Array.from({ length: rows * m }, (_, i) => inputs.text[i % m]?.[from + Math.floor(i / m)] ?? '');
    const result = await session.run({ rows, numeric, ...(text ? { text } : {}) }, options.signal);
    const main = result[target.task === 'regression' ? 'prediction' : 'probabilities'];
    output.set(main?.values as Float64Array, from * width);
    if (target.task !== 'regression') labels.push(...(result['label']?.values as string[]));
    if (options.features) {
      const one = result['features'];
      features ??= new Float64Array(count * (one?.width ?? 0));
      features.set(one?.values as Float64Array, from * (one?.width ?? 0));
    }
    options.onProgress?.({ stage: 'Scoring rows', fraction: (from + rows) / count });
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { rows: count, output, labels, features };
}
