import type { Expr } from '../../electron/engine/expr/expression.ts';
import type { NumpyTable } from '../../electron/engine/expr/numpy-rules.ts';
import { SQL_TABLE, sqlRules, type SqlTable } from '../../electron/engine/expr/sql-rules.ts';
import type { OnnxTable } from '../../electron/engine/onnx/onnx-rules.ts';
import type { TestTable } from './hostile-table.ts';
import { NumpyRunner } from './run-numpy.ts';
import { evaluateOnnxTwice } from './run-onnx.ts';
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

interface Answers {
  readonly bySql: (number | string | null)[][];
  readonly byOnnx: { readonly batch: Float64Array[]; readonly single: Float64Array[] };
  readonly byNumpy: Float64Array[];
}

/** How many rows are also run one by one. */
const SINGLE_ROWS = 8;

/** The three engines over one table. */
export class Engines {
  private readonly answers = new WeakMap<readonly Expr[], Answers>();

  private constructor(private readonly table: TestTable, private readonly sql: SqlRunner, private readonly numpy: NumpyRunner) {}

  static async open(table: TestTable): Promise<Engines> {
    return new Engines(table, await SqlRunner.open(table), new NumpyRunner());
  }

  /**
   * Where numbers and booleans differ in a bit (+0 = -0), or one row from a batch: at most one difference an
   * expression. Engines whose rules are not swapped run once for a list of expressions.
   */
  async differences(exprs: readonly Expr[], { sql, onnx, numpy }: Tables = {}): Promise<Difference[]> {
    const known = this.answers.get(exprs);
    const [bySql, { batch: byOnnx, single }, byNumpy] = await Promise.all([
      sql || !known ? this.sql.evaluate(exprs, sqlRules(sql ?? SQL_TABLE)) : known.bySql,
      onnx || !known ? evaluateOnnxTwice(this.table, exprs, SINGLE_ROWS, onnx) : known.byOnnx,
      numpy || !known ? (this.numpy.evaluate(this.table, exprs, numpy) as Promise<Float64Array[]>) : known.byNumpy,
    ]);
    if (!sql && !onnx && !numpy) this.answers.set(exprs, { bySql, byOnnx: { batch: byOnnx, single }, byNumpy });
    return exprs.flatMap((expr, i) => {
      const batch = byOnnx[i] as Float64Array;
      const found = differing(bySql[i]?.map((value) => (value === null ? NaN : Number(value))), batch, 'SQL and ONNX') ?? differing(byNumpy[i], batch, 'NumPy and ONNX') ?? differing(single[i], batch, 'one row and batch');
      return found ? [{ expr, ...found }] : [];
    });
  }

  close(): void {
    this.sql.close();
    this.numpy.close();
  }
}

function differing(some: Float64Array | number[] | undefined, all: Float64Array, between: string): Omit<Difference, 'expr'> | undefined {
  if (!some || (some.length !== all.length && some.length !== SINGLE_ROWS)) return { row: -1, between, values: [NaN, NaN] };
  const row = some.findIndex((value: number, i: number) => !Object.is(value + 0, (all[i] ?? NaN) + 0));
  return row < 0 ? undefined : { row, between, values: [some[row] ?? NaN, all[row] ?? NaN] };
}
