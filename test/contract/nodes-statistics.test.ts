import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROW, type ColumnType } from '../../electron/contract/column.ts';
import type { Json } from '../../electron/engine/base/canonical-json.ts';
import { Database } from '../../electron/engine/db/database.ts';
import { layeredSelect } from '../../electron/engine/expr/print-sql.ts';
import { NODES } from '../../electron/engine/nodes/registry.ts';
import type { RowNode } from '../../electron/engine/nodes/node.ts';
import { computeStatistics } from '../../electron/engine/run/statistics/compute-statistics.ts';
import { double, identifier, join, literal, sql, type Sql } from '../../electron/engine/sql/sql.ts';
import type { HostileCell, TestTable } from '../kit/hostile-table.ts';
import { closeTables, fitPlainly, schemaOf, type Params, type TestTarget } from './nodes-fit.ts';
import { soundParameters } from './nodes-parameters.ts';
import { completeTable, machineTable, targetOf } from './nodes-tables.ts';

const FOLDS = 3;
const SQL_TYPE = { number: sql`double`, integer: sql`bigint`, boolean: sql`boolean`, text: sql`varchar`, timestamp: sql`timestamp` };
const withGaps = machineTable();
const complete = completeTable();
const schema = schemaOf(withGaps);
const TARGETS = (['regression', 'binary', 'multiclass'] as const).map((task) => targetOf(withGaps.rows, task));
let db: Database;

beforeAll(async () => {
  db = await Database.open({ memoryLimitMb: 256, threads: 1 });
  for (const machines of [withGaps, complete]) for (const target of TARGETS) await db.run(sql`create table ${tableOf(machines, target)} as ${loaded(machines, target)}`);
});
afterAll(async () => {
  await db.close();
  await closeTables();
});

describe.each(NODES.filter((node) => node.kind === 'row' && node.state !== null).map((node) => ({ id: node.id, node: node as RowNode })))('$id', ({ node }) => {
  const machines = node.needsEveryValue ? complete : withGaps;

  it('learns from the engine what it learns from the definitions, over all rows and without each fold', async () => {
    for (const params of soundParameters(node, schema)) {
      const asksTarget = node.fit?.(params, schema).some(({ requests }) => requests.target);
      for (const target of asksTarget ? TARGETS : TARGETS.slice(0, 1)) {
        const { all, without } = await fitByEngine(node, params, machines, target);
        expectNear(all, await fitPlainly(node, params, machines, target), node);
        expect(without).toHaveLength(FOLDS);
        for (const [fold, state] of without.entries()) {
          const rows = Array.from({ length: machines.rows }, (_, row) => row).filter((row) => row % FOLDS !== fold);
          expectNear(state, await fitPlainly(node, params, machines, target, rows), node);
        }
      }
    }
  });
});

async function fitByEngine(node: RowNode, params: Params, machines: TestTable, target: TestTarget): Promise<{ all: Json; without: Json[] }> {
  const requests = node.fit?.(params, schema) ?? [];
  const columns = new Map([...machines.columns].map(([name, { type }]) => [name, type]));
  const values = layeredSelect({
    from: tableOf(machines, target),
    keep: [identifier('fold'), identifier('y')],
    outputs: requests.map(({ value }, i) => ({ name: `v${i}`, expr: value })),
    columns,
  });
  const input = {
    from: () => sql`(${values})`,
    fold: { column: 'fold', count: FOLDS },
    target: { column: 'y', classes: target.classes.length },
    queries: requests.map(({ key, value, requests: wanted }, i) => ({ key, column: `v${i}`, type: value.type, requests: wanted })),
  };
  const statistics = await computeStatistics(db, input, {});
  const learn = (figures: typeof statistics.all): Json => node.learn?.(figures, params, schema, target) ?? null;
  return { all: learn(statistics.all), without: statistics.without.map(learn) };
}

const tableOf = (table: TestTable, target: TestTarget): Sql => identifier(`${table === complete ? 'complete ' : ''}rows of ${target.task}`);

/** The table as a query, with the columns `fold` and `y`. */
function loaded(table: TestTable, target: TestTarget): Sql {
  const cell = (value: HostileCell, type: ColumnType): Sql => {
    if (value === null) return sql`null`;
    if (typeof value === 'boolean') return value ? sql`true` : sql`false`;
    if (typeof value === 'string') return literal(value);
    return type === 'timestamp' ? sql`make_timestamp(${BigInt(value)})` : double(value);
  };
  const columns = [...table.columns];
  const rows = Array.from({ length: table.rows }, (_, row) => {
    const own = columns.map(([name, { type, cells }]) => sql`cast(${cell(cells[row] ?? null, type)} as ${SQL_TYPE[type]}) as ${identifier(name)}`);
    return sql`select ${row} as ${identifier(ROW)}, ${row % FOLDS} as fold, ${double(target.values[row] ?? 0)} as y, ${own}`;
  });
  return join(rows, ' union all ');
}

/** Equal but for the last bits of numbers: of each, and of eigenvectors and their shares of the largest, which is 1. */
function expectNear(actual: Json, expected: Json, node: RowNode): void {
  const scale = node.id === 'pca' ? 1 : 0;
  const wrong: string[] = [];
  const compare = (a: Json | undefined, b: Json, path: string): void => {
    if (typeof b === 'number' && typeof a === 'number') {
      if (!(Math.abs(a - b) <= 1e-11 * Math.max(scale, Math.abs(b)))) wrong.push(`${path}: ${a}, expected ${b}`);
    } else if (b !== null && typeof b === 'object') {
      expect(Object.keys(a ?? {})).toEqual(Object.keys(b));
      for (const [key, value] of Object.entries(b)) compare((a as Record<string, Json>)[key], value as Json, `${path}/${key}`);
    } else expect(a, path).toEqual(b);
  };
  compare(actual, expected, '');
  expect(wrong).toEqual([]);
}
