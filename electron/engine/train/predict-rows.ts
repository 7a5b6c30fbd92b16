import { ROW } from '../../contract/column.ts';
import type { Progress } from '../../contract/wire.ts';
import { AppError } from '../base/app-error.ts';
import type { Database } from '../db/database.ts';
import type { FittedChain, ServingProgram } from '../graph/chain.ts';
import type { Rows } from '../run/rows.ts';
import { identifier, sql } from '../sql/sql.ts';
import { crossingRows, inputBatches, scoreBatches, type Scores } from './score-rows.ts';

/** Scores of loaded rows in the order of their row ids. */
export interface PredictedRows {
  readonly ids: Float64Array;
  readonly scores: Scores;
}

/** Checks that rows have every column that a program reads, of the same type. */
export function requireColumns(program: ServingProgram, rows: Rows, file: string): void {
  for (const { name, type } of program.raw) {
    const found = rows.types.get(name);
    if (found === undefined) throw new AppError({ code: 'COLUMN_MISSING', message: `The file lacks the column "${name}", which the model reads.`, place: { file, column: name }, next: `Give the file all columns that the model reads: ${program.raw.map((one) => `"${one.name}"`).join(', ')}.` });
    if (found === type || (NUMBERS.has(found) && NUMBERS.has(type))) continue;
    throw new AppError({ code: 'COLUMN_TYPE', message: `The column "${name}" is ${found} in this file; the model was made for ${type}.`, place: { file, column: name }, next: 'Correct the values of this column.' });
  }
}

const NUMBERS: ReadonlySet<string> = new Set(['number', 'integer']);

/** Scores all rows of a loaded file through the ONNX file. */
export async function predictRows(
  input: { db: Database; rows: Rows; chain: FittedChain; program: ServingProgram; onnx: Uint8Array },
  context: { signal?: AbortSignal | undefined; onProgress?: ((progress: Progress) => void) | undefined; features?: boolean },
): Promise<PredictedRows> {
  const { db, rows, chain, program } = input;
  const count = Number((await db.row(sql`select count(*) as n from ${rows.relation}`, { signal: context.signal }))['n']);
  const id = identifier(ROW);
  const read = await db.columns(sql`select cast(${id} as double) as id from ${rows.relation} order by ${id}`, { signal: context.signal, rows: count });
  const ordered = sql`select * from (${crossingRows(program, rows)}) order by ${id}`;
  const scores = await scoreBatches(input.onnx, chain.target, inputBatches(db, program, ordered, context.signal), count, { ...context, threads: db.threads });
  return { ids: (read['id'] ?? new Float64Array()) as Float64Array, scores };
}
