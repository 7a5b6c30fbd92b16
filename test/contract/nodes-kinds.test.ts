import { afterAll, describe, expect, it } from 'vitest';
import type { Column } from '../../electron/contract/column.ts';
import { NODES } from '../../electron/engine/nodes/registry.ts';
import { randomOversampling } from '../../electron/engine/nodes/random-oversampling/random-oversampling.ts';
import { split } from '../../electron/engine/nodes/split/split.ts';
import { inOrder, toNumber } from '../../electron/engine/expr/expression.ts';
import { sql } from '../../electron/engine/sql/sql.ts';
import { SqlRunner } from '../kit/run-sql.ts';
import { closeTables, evaluateSql, schemaOf } from './nodes-fit.ts';
import { soundParameters } from './nodes-parameters.ts';
import { DEGENERATE, machineTable, strangeTable } from './nodes-tables.ts';

const schema = schemaOf(machineTable());
afterAll(closeTables);

function each<K extends (typeof NODES)[number]['kind']>(kind: K, work: (node: Extract<(typeof NODES)[number], { kind: K }>) => void): void {
  for (const node of NODES) if (node.kind === kind) describe(node.id, () => work(node as Extract<(typeof NODES)[number], { kind: K }>));
}

each('rows', (node) => {
  it('says which rows stay by expressions over columns that it reads', async () => {
    for (const params of soundParameters(node, schema)) {
      const rule = node.keep(params, schema);
      const exprs = 'where' in rule ? [rule.where] : [...rule.first];
      if ('where' in rule) expect(rule.where.type).toBe('boolean');
      else expect(exprs.length).toBeGreaterThan(0);
      const reads = node.reads(params, schema);
      for (const expr of inOrder(exprs)) if (expr.op === 'column') expect(reads).toContain(expr.payload.name);
      for (const table of [machineTable(), strangeTable(), ...Object.values(DEGENERATE)]) {
        await evaluateSql(table, exprs.map((expr) => (expr.type === 'boolean' ? toNumber(expr) : expr)));
      }
    }
  });

  it('runs on training rows alone', () => expect(node.runsIn).toBe('training'));
});

each('roles', (node) => {
  it('keeps every column and gives exactly one the role of the target', () => {
    for (const params of soundParameters(node, schema)) {
      const after = node.outputs(schema, params);
      expect(after.map(({ name, type }) => ({ name, type }))).toEqual(schema.map(({ name, type }) => ({ name, type })));
      expect(after.filter((one) => one.role === 'target').map((one) => one.name)).toEqual([node.target(params).column]);
    }
  });
});

each('split', (node) => {
  it('plans shares that add up to at most 1, and names the column that the method needs', () => {
    for (const params of soundParameters(node, schema)) {
      const plan = node.plan(params, schema);
      expect(plan.train + plan.validation).toBeLessThanOrEqual(1 + 1e-9);
      expect(plan.column === null).toBe(plan.method === 'random');
    }
  });
});

each('sampler', (node) => {
  it('counts every training row of a class at least once', async () => {
    const runner = await SqlRunner.open({ rows: 0, columns: new Map() });
    for (const params of soundParameters(node, schema)) {
      const [rows, counts] = await runner.columnsOf(sql`select * from (${node.copies(ROWS, params)}) order by 1`);
      expect(rows).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const count of counts ?? []) expect(count).toBeGreaterThanOrEqual(1);
    }
    runner.close();
  });
});

/** Five rows of a, two of b, one of c, two without a label; the first by rank is not the first by row. */
const ROWS = sql`(select * from (values (0, 'a', 4), (1, 'a', 3), (2, 'a', 2), (3, 'a', 1), (4, 'a', 0), (5, 'b', 1), (6, 'b', 0), (7, 'c', 0), (8, null, 0), (9, null, 1)) rows(__mw_row, label, "rank"))`;

describe('random oversampling', () => {
  it('brings every class to the largest, the first by rank one more often', async () => {
    const runner = await SqlRunner.open({ rows: 0, columns: new Map() });
    if (randomOversampling.kind !== 'sampler') return expect.unreachable();
    const [, counts] = await runner.columnsOf(sql`select * from (${randomOversampling.copies(ROWS, {})}) order by 1`);
    expect(counts).toEqual([1, 1, 1, 1, 1, 2, 3, 5, 1, 1]);
    runner.close();
  });
});

describe('split', () => {
  const codes = (params: Record<string, unknown>, columns: readonly Column[] = schema): string[] =>
    (split.check?.(split.params.parse(params), columns) ?? []).map((problem) => problem.code);

  it('refuses what cannot be divided, and options without effect', () => {
    expect(codes({ train: 0.9, validation: 0.2 })).toEqual(['SHARES']);
    expect(codes({ train: 0.7, validation: 0.3 })).toEqual([]);
    expect(codes({ column: 'machine' })).toEqual(['NO_EFFECT']);
    expect(codes({ method: 'group' })).toEqual(['SPLIT_COLUMN_MISSING']);
    expect(codes({ method: 'stratified' })).toEqual(['SPLIT_COLUMN_MISSING']);
    expect(codes({ method: 'time', column: 'machine' })).toEqual(['SPLIT_COLUMN_TYPE']);
  });

  it('takes the target for strata where no column is named', () => {
    if (split.kind !== 'split') return expect.unreachable();
    const labelled = schema.map((one): Column => (one.name === 'machine' ? { ...one, role: 'target' } : one));
    expect(codes({ method: 'stratified' }, labelled)).toEqual([]);
    expect(split.plan(split.params.parse({ method: 'stratified' }), labelled)).toEqual({ method: 'stratified', column: 'machine', train: 0.8, validation: 0.1 });
  });
});
