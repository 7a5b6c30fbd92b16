import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Expr, Op } from '../../electron/engine/expr/expression.ts';
import { inOrder } from '../../electron/engine/expr/expression.ts';
import { Lowering, type CoreOp } from '../../electron/engine/expr/lower.ts';
import { NUMPY_TABLE } from '../../electron/engine/expr/numpy-rules.ts';
import { SQL_TABLE } from '../../electron/engine/expr/sql-rules.ts';
import { ONNX_TABLE } from '../../electron/engine/onnx/onnx-rules.ts';
import { sql } from '../../electron/engine/sql/sql.ts';
import { Engines, type Tables } from '../kit/compare-engines.ts';
import { hostileTable } from '../kit/hostile-table.ts';
import { randomExpression } from '../kit/random-expression.ts';

/** A bug for each rule: another rule in its place. */
const BUGS: Partial<Record<CoreOp, CoreOp>> = {
  add: 'sub', sub: 'add', mul: 'div', div: 'mul', rem: 'div', min: 'max', max: 'min',
  abs: 'neg', floor: 'ceil', ceil: 'floor', round: 'floor', sqrt: 'abs',
  lt: 'le', le: 'lt', and: 'or', or: 'and',
};

let engines: Engines;
let exprs: Expr[];
const byOp = new Map<Op, Expr[]>();
beforeAll(async () => {
  engines = await Engines.open(hostileTable(120, 7));
  const { number, boolean } = randomExpression(3);
  exprs = fc.sample(fc.oneof(number, boolean), { numRuns: 4_000, seed: 11 });
});
afterAll(() => engines.close());

/** Some expressions in which the operation is near the top, so that its bug is not lost on the way. */
function using(op: Op): Expr[] {
  const known = byOp.get(op) ?? exprs.filter((expr) => expr.op === op).slice(0, 10);
  byOp.set(op, known);
  return known;
}

async function isCaught(op: CoreOp, tables: Tables): Promise<boolean> {
  const found = await engines.differences(using(op), tables);
  return found.length > 0;
}

describe('a planted bug', () => {
  const pairs = Object.entries(BUGS) as [CoreOp, CoreOp][];

  it('is not seen where there is none', { timeout: 60_000 }, async () => {
    for (const [op] of pairs) {
      expect(using(op).length, op).toBeGreaterThanOrEqual(3);
      expect(await engines.differences(using(op)), op).toEqual([]);
    }
  });

  it.each(pairs)('is caught in SQL: %s as %s', async (op, other) => {
    expect(await isCaught(op, { sql: { ...SQL_TABLE, [op]: SQL_TABLE[other] } })).toBe(true);
  });

  it.each(pairs)('is caught in ONNX: %s as %s', async (op, other) => {
    const table = ONNX_TABLE as Record<string, unknown>;
    expect(await isCaught(op, { onnx: { ...ONNX_TABLE, [op]: table[other] } })).toBe(true);
  });

  it.each(pairs)('is caught in NumPy: %s as %s', async (op, other) => {
    expect(await isCaught(op, { numpy: { ...NUMPY_TABLE, [op]: NUMPY_TABLE[other] } })).toBe(true);
  });

  it('is caught where a rule forgets what is missing, equal or on an edge', { timeout: 60_000 }, async () => {
    const bugs: [CoreOp, Tables][] = [
      ['min', { sql: { ...SQL_TABLE, min: ([x, y]) => sql`least(${x ?? []}, ${y ?? []})` } }],
      ['round', { sql: { ...SQL_TABLE, round: ([x]) => sql`round(${x ?? []})` } }],
      ['bins', { numpy: { ...NUMPY_TABLE, bins: ([x], { payload }) => `np.digitize(${x ?? ''}, [${payload.edges.join(', ')}], right=True).astype(float)` } }],
      ['if', { onnx: { ...ONNX_TABLE, if: ({ graph, isFalse, plain }) => graph.node('Where', [isFalse(0), plain(2), plain(1)]) } }],
      ['coalesce', { onnx: { ...ONNX_TABLE, coalesce: ({ graph, plain }) => graph.node('Where', [graph.node('Equal', [plain(0), plain(1)]), plain(1), plain(0)]) } }],
      ['not', { numpy: { ...NUMPY_TABLE, not: ([x]) => `(~(${x ?? ''})[0], (${x ?? ''})[0])` } }],
      ['toNumber', { sql: { ...SQL_TABLE, toNumber: ([x]) => sql`(case when ${x ?? []} then 1.0 else 0.0 end)` } }],
      ['lookup', { onnx: { ...ONNX_TABLE, lookup: ({ graph, plain }) => graph.node('Cast', [graph.node('Equal', [plain(0), plain(0)])], { to: 11 }) } }],
    ];
    for (const [op, tables] of bugs) expect(await isCaught(op, tables), op).toBe(true);
  });

  it('would be looked for in every operation', () => {
    const seen = new Set(inOrder(exprs.map((expr) => new Lowering().lower(expr))).map((expr) => expr.op));
    const front = ['lower', 'trim', 'squeeze', 'nfc', 'window'];
    expect(Object.keys(SQL_TABLE).filter((op) => !seen.has(op as CoreOp))).toEqual(expect.arrayContaining(front));
    expect(seen.size).toBe(Object.keys(SQL_TABLE).length - front.length);
  });
});
