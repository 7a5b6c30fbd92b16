import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../electron/engine/base/canonical-json.ts';
import { column, valueType, type Expr } from '../../electron/engine/expr/expression.ts';
import { findNode } from '../../electron/engine/nodes/registry.ts';
import type { RowNode, RowsNode } from '../../electron/engine/nodes/node.ts';
import { identifier, sql } from '../../electron/engine/sql/sql.ts';
import type { TestTable } from '../kit/hostile-table.ts';
import { SqlRunner } from '../kit/run-sql.ts';
import { GOLDENS, goldenFitRows, goldenTable, goldenTarget, type GoldenCase, type GoldenCell as Cell } from './nodes-golden-cases.ts';
import { closeTables, evaluateSql, fitPlainly, schemaOf, type Params, type TestTarget } from './nodes-fit.ts';

afterAll(closeTables);

describe.each(GOLDENS)('$node as in its goldens', ({ node, cases }) => {
  const definition = findNode(node);

  it.each(cases)('$name', async (golden) => {
    const table = goldenTable(golden);
    const params = definition?.params.parse({ columns: [...table.columns.keys()], ...golden.params }) as Params;
    expect(definition?.check?.(params, schemaOf(table)) ?? []).toEqual([]);
    if (definition?.kind === 'rows') expect([await keptRows(definition, params, table)]).toEqual(golden.expected.columns);
    else if (definition?.kind === 'row') await compareRows(definition, params, table, golden);
    else expect.unreachable(`The goldens of ${node} are of no node that computes rows`);
  });
});

async function compareRows(node: RowNode, params: Params, table: TestTable, golden: GoldenCase): Promise<void> {
  const target = goldenTarget(golden);
  const fitted = goldenFitRows(golden);
  const state = await fitPlainly(node, params, table, target, fitted);
  const { names, exprs } = made(node, params, table, state, target);
  if (golden.expected.names) expect(names).toEqual(golden.expected.names);
  expectClose(await evaluateSql(table, exprs), golden.expected.columns, golden.tolerance);

  for (const fold of new Set(golden.folds)) {
    const inside = fitted.filter((row) => golden.folds?.[row] === fold);
    const without = await fitPlainly(node, params, table, target, fitted.filter((row) => golden.folds?.[row] !== fold));
    const values = await evaluateSql(table, made(node, params, table, without, target).exprs);
    const pick = (columns: readonly (readonly Cell[])[]): Cell[][] => columns.map((one) => inside.map((row) => one[row] ?? null));
    expectClose(pick(values), pick(golden.crossFitted ?? []));
  }
}

/** The columns that the node makes, in the order of its schema. */
function made(node: RowNode, params: Params, table: TestTable, state: Json, target: TestTarget | null): { names: string[]; exprs: Expr[] } {
  const schema = schemaOf(table);
  const exprs = node.apply(schema, params, state, target);
  const names = (node.outputs(schema, params, state, target) ?? []).map((one) => one.name).filter((name) => exprs.has(name));
  return { names, exprs: names.map((name) => exprs.get(name) ?? column(name, valueType('number'))) };
}

async function keptRows(node: RowsNode, params: Params, table: TestTable): Promise<Cell[]> {
  const rule = node.keep(params, schemaOf(table));
  const keys = 'first' in rule ? rule.first.map((expr) => (expr.op === 'column' ? identifier(expr.payload.name) : expect.unreachable('a key is a column'))) : [];
  const runner = await SqlRunner.open(table);
  const [rows] = await runner.columnsOf(sql`select __mw_row from rows_ qualify row_number() over (partition by ${keys} order by __mw_row) = 1 order by __mw_row`);
  runner.close();
  return rows ?? [];
}

function expectClose(actual: readonly (readonly Cell[])[], expected: readonly (readonly Cell[])[], tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  const wrong = actual.flatMap((values, i) => values.flatMap((value, row) => (close(value, expected[i]?.[row] ?? null, tolerance) ? [] : [{ column: i, row, value, expected: expected[i]?.[row] }])));
  expect(wrong).toEqual([]);
}

function close(a: Cell, b: Cell, tolerance: number): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b));
}
