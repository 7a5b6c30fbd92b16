import type { Expr } from '../../electron/engine/expr/expression.ts';
import { NUMPY_TABLE, type NumpyTable } from '../../electron/engine/expr/numpy-rules.ts';
import { SQL_TABLE, sqlRules, type SqlTable } from '../../electron/engine/expr/sql-rules.ts';
import { ONNX_TABLE, type OnnxTable } from '../../electron/engine/onnx/onnx-rules.ts';
import { rowsOf, type TestTable } from './hostile-table.ts';
import { NumpyRunner } from './run-numpy.ts';
import { evaluateOnnx } from './run-onnx.ts';
import { SqlRunner } from './run-sql.ts';

export interface Tables {
  readonly sql?: SqlTable;
  readonly onnx?: OnnxTable;
  readonly numpy?: NumpyTable;
}

export interface Difference {
  readonly expr: Expr;
  readonly row: number;
  readonly between: string;
  readonly values: readonly [number, number];
}

/** How many rows are also run one by one. */
const SINGLE_ROWS = 8;

/** The three engines over one table. */
export class Engines {
  private constructor(private readonly table: TestTable, private readonly sql: SqlRunner, private readonly numpy: NumpyRunner) {}

  static async open(table: TestTable): Promise<Engines> {
    return new Engines(table, await SqlRunner.open(table), new NumpyRunner());
  }

  /** Where numbers and booleans differ in a bit (+0 = -0), or one row from a batch: at most one difference an expression. */
  async differences(exprs: readonly Expr[], { sql = SQL_TABLE, onnx = ONNX_TABLE, numpy = NUMPY_TABLE }: Tables = {}): Promise<Difference[]> {
    const bySql = (await this.sql.evaluate(exprs, sqlRules(sql))).map((values) => Float64Array.from(values, (value) => (value === null ? NaN : Number(value))));
    const byOnnx = await evaluateOnnx(this.table, exprs, { rules: onnx });
    const byNumpy = (await this.numpy.evaluate(this.table, exprs, numpy)) as Float64Array[];
    const single = await evaluateOnnx(rowsOf(this.table, Array.from({ length: SINGLE_ROWS }, (_, row) => row)), exprs, { rules: onnx, oneByOne: true });
    return exprs.flatMap((expr, i) => {
      const batch = byOnnx[i] as Float64Array;
      const found = differing(bySql[i], batch, 'SQL and ONNX') ?? differing(byNumpy[i], batch, 'NumPy and ONNX') ?? differing(single[i], batch, 'one row and batch');
      return found ? [{ expr, ...found }] : [];
    });
  }

  close(): void {
    this.sql.close();
    this.numpy.close();
  }
}

function differing(some: Float64Array | undefined, all: Float64Array, between: string): Omit<Difference, 'expr'> | undefined {
  if (!some || (some.length !== all.length && some.length !== SINGLE_ROWS)) return { row: -1, between, values: [NaN, NaN] };
  const row = some.findIndex((value, i) => !Object.is(value + 0, (all[i] ?? NaN) + 0));
  return row < 0 ? undefined : { row, between, values: [some[row] ?? NaN, all[row] ?? NaN] };
}
