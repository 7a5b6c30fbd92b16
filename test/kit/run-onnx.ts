import type { Expr } from '../../electron/engine/expr/expression.ts';
import { compileExpressions } from '../../electron/engine/onnx/compile-expressions.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';
import type { OnnxTable } from '../../electron/engine/onnx/onnx-rules.ts';
import { openSession } from '../../electron/engine/ort/session.ts';
import type { HostileCell, TestTable } from './hostile-table.ts';

/** An ONNX file of the expressions, with the inputs `numeric` and `text` and the output `features`. */
export function onnxFile(table: TestTable, exprs: readonly Expr[], rules?: OnnxTable): Uint8Array {
  const { numeric, text } = inputNames(table);
  const graph = new GraphBuilder('expressions');
  const inputs = {
    numeric: { tensor: graph.input('numeric', 'double', ['N', numeric.length]), columns: new Map(numeric.map((name, i) => [name, i])) },
    text: { tensor: graph.input('text', 'string', ['N', text.length]), columns: new Map(text.map((name, i) => [name, i])) },
  };
  graph.output('features', compileExpressions(graph, exprs, inputs, rules), 'double', ['N', exprs.length]);
  return graph.build();
}

/** The values of the expressions by row, missing NaN. */
export async function evaluateOnnx(table: TestTable, exprs: readonly Expr[], rules?: OnnxTable): Promise<Float64Array[]> {
  return (await evaluateOnnxTwice(table, exprs, 0, rules)).batch;
}

/** The values of all rows in one batch, and of the first rows each in a batch of its own. */
export async function evaluateOnnxTwice(table: TestTable, exprs: readonly Expr[], singles: number, rules?: OnnxTable): Promise<{ batch: Float64Array[]; single: Float64Array[] }> {
  const session = await openSession(onnxFile(table, exprs, rules));
  const { numeric, text } = inputNames(table);
  const run = async (rows: readonly number[]): Promise<Float64Array[]> => {
    const cells = (names: readonly string[]): HostileCell[] => rows.flatMap((row) => names.map((name) => table.columns.get(name)?.cells[row] ?? null));
    const output = await session.run({
      rows: rows.length,
      numeric: Float64Array.from(cells(numeric), (value) => (value === null ? NaN : Number(value))),
      text: cells(text).map((value) => (value === null ? '' : String(value))),
    });
    const features = output['features']?.values as Float64Array;
    return exprs.map((_, f) => Float64Array.from(rows, (_, i) => features[i * exprs.length + f] ?? NaN));
  };
  const all = Array.from({ length: table.rows }, (_, row) => row);
  const batch = await run(all);
  const single = exprs.map(() => new Float64Array(singles));
  for (const row of all.slice(0, singles)) (await run([row])).forEach((values, f) => ((single[f] as Float64Array)[row] = values[0] ?? NaN));
  await session.release();
  return { batch, single };
}

function inputNames({ columns }: TestTable): { numeric: string[]; text: string[] } {
  const names = (isText: boolean): string[] => [...columns].filter(([, { type }]) => (type === 'text') === isText).map(([name]) => name);
  return { numeric: names(false), text: names(true) };
}
