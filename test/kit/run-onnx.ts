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

/** The values of the expressions by row, missing NaN; `oneByOne` runs every row as a batch of its own. */
export async function evaluateOnnx(table: TestTable, exprs: readonly Expr[], options: { rules?: OnnxTable; oneByOne?: boolean } = {}): Promise<Float64Array[]> {
  const session = await openSession(onnxFile(table, exprs, options.rules));
  const { numeric, text } = inputNames(table);
  const batches = options.oneByOne ? Array.from({ length: table.rows }, (_, row) => [row]) : [Array.from({ length: table.rows }, (_, row) => row)];
  const result = exprs.map(() => new Float64Array(table.rows));
  for (const rows of batches) {
    const cells = (names: readonly string[]): HostileCell[] => rows.flatMap((row) => names.map((name) => table.columns.get(name)?.cells[row] ?? null));
    const output = await session.run({
      rows: rows.length,
      numeric: Float64Array.from(cells(numeric), (value) => (value === null ? NaN : Number(value))),
      text: cells(text).map((value) => (value === null ? '' : String(value))),
    });
    const features = output['features']?.values as Float64Array;
    rows.forEach((row, i) => result.forEach((column, f) => (column[row] = features[i * exprs.length + f] ?? NaN)));
  }
  await session.release();
  return result;
}

function inputNames({ columns }: TestTable): { numeric: string[]; text: string[] } {
  const names = (isText: boolean): string[] => [...columns].filter(([, { type }]) => (type === 'text') === isText).map(([name]) => name);
  return { numeric: names(false), text: names(true) };
}
