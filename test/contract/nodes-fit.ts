import type { Column } from '../../electron/contract/column.ts';
import type { Json } from '../../electron/engine/base/canonical-json.ts';
import type { Expr } from '../../electron/engine/expr/expression.ts';
import type { RowNode, Schema, Target } from '../../electron/engine/nodes/node.ts';
import type { Statistics } from '../../electron/engine/nodes/statistics.ts';
import type { TestTable } from '../kit/hostile-table.ts';
import { SqlRunner } from '../kit/run-sql.ts';
import { plainCovariance, plainStatistics } from './nodes-plain-statistics.ts';

/** A target with its value (a number, or the index of the class) in every row. */
export interface TestTarget extends Target {
  readonly values: readonly number[];
}

/** The columns of a table as features. */
export function schemaOf(table: TestTable): Schema {
  return [...table.columns].map(([name, { type }]): Column => ({ name, type, role: 'feature' }));
}

export type Params = Record<string, unknown>;

const runners = new Map<TestTable, Promise<SqlRunner>>();

/** The values of expressions over a table, by DuckDB; a table is loaded once. */
export async function evaluateSql(table: TestTable, exprs: readonly Expr[]): Promise<(number | string | null)[][]> {
  let runner = runners.get(table);
  if (!runner) runners.set(table, (runner = SqlRunner.open(table)));
  return exprs.length === 0 ? [] : (await runner).evaluate(exprs);
}

/** Closes the databases of {@link evaluateSql}. */
export async function closeTables(): Promise<void> {
  for (const runner of runners.values()) (await runner).close();
  runners.clear();
}

/** Fits a node on the given rows of a table (all, if none are given) with statistics from their definitions. */
export async function fitPlainly(node: RowNode, params: Params, table: TestTable, target: TestTarget | null, rows?: readonly number[]): Promise<Json> {
  if (node.state === null || !node.fit || !node.learn) return null;
  const schema = schemaOf(table);
  const chosen = rows ?? Array.from({ length: table.rows }, (_, row) => row);
  const requests = node.fit(params, schema);
  const whole = await evaluateSql(table, requests.map((request) => request.value));
  const columns = whole.map((values) => chosen.map((row) => values[row] ?? null));
  const y = target && { classes: target.classes.length, values: chosen.map((row) => target.values[row] ?? 0) };
  const statistics: Record<string, Partial<Statistics>> = {};
  const valuesOf = new Map(requests.map(({ key }, i) => [key, columns[i] ?? []]));
  for (const { key, requests: wanted } of requests) {
    const values = valuesOf.get(key) ?? [];
    const covariance = wanted.covariance && { covariance: wanted.covariance.map((other) => plainCovariance(values, valuesOf.get(other) ?? [])) };
    statistics[key] = { ...plainStatistics(values, wanted, y), ...covariance };
  }
  return node.learn(statistics, params, schema, target);
}
