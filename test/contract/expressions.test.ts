import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { column, rollingMean, type Expr } from '../../electron/engine/expr/expression.ts';
import * as e from '../../electron/engine/expr/expression.ts';
import { Engines } from '../kit/compare-engines.ts';
import { hostileTable, seeded, type TestTable } from '../kit/hostile-table.ts';
import { randomExpression } from '../kit/random-expression.ts';
import { NumpyRunner } from '../kit/run-numpy.ts';
import { SqlRunner } from '../kit/run-sql.ts';

let engines: Engines;
beforeAll(async () => {
  engines = await Engines.open(hostileTable(200));
});
afterAll(() => engines.close());

const BATCH = 25;

describe('row expressions', () => {
  it('are the same bits in SQL, ONNX and NumPy, one row or many', { timeout: 120_000 }, async () => {
    const { number, boolean } = randomExpression(5);
    const exprs: Expr[] = fc.sample(fc.oneof({ weight: 3, arbitrary: number }, { weight: 1, arbitrary: boolean }), { numRuns: 1_000, seed: 1 });
    for (let from = 0; from < exprs.length; from += BATCH) expect(await engines.differences(exprs.slice(from, from + BATCH))).toEqual([]);
  });
});

/** SQL and NumPy, as texts that show every bit but the sign of zero. */
async function inFront(table: TestTable, exprs: readonly Expr[]): Promise<{ sql: string[][]; numpy: string[][] }> {
  const runner = await SqlRunner.open(table);
  const python = new NumpyRunner();
  const sql = (await runner.evaluate(exprs)).map((values) => values.map((value) => (value === null ? 'missing' : typeof value === 'number' ? String(value) : value)));
  const numpy = (await python.evaluate(table, exprs)).map((values) => Array.from<number | string, string>(values, (value) => (value === '' || Number.isNaN(value) ? 'missing' : typeof value === 'number' ? String(value) : value)));
  runner.close();
  python.close();
  return { sql, numpy };
}

describe('what stands in front of the ONNX file', () => {
  it('changes texts alike in SQL and NumPy', async () => {
    const table = hostileTable(300, 5);
    const { text, boolean } = randomExpression(2);
    const steps = [e.lower, e.trim, e.squeeze, e.nfc, (x: Expr): Expr => x];
    const exprs = fc.sample(
      fc.tuple(text, boolean, fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 4 })).map(([x, c, list]) => list.reduce((y, step) => step(e.when(c, y, step(y))), x)),
      { numRuns: 200, seed: 5 },
    );
    const { sql, numpy } = await inFront(table, exprs);
    expect(numpy).toEqual(sql);
  });

  it('takes means over earlier rows alike, in the order of time and row', async () => {
    const random = seeded(9);
    const cells = (make: () => number | string | null): (number | string | null)[] => Array.from({ length: 2_000 }, make);
    const pick = <T>(...values: T[]): T => values[Math.floor(random() * values.length)] as T;
    const table: TestTable = {
      rows: 2_000,
      columns: new Map([
        ['v', { type: 'number', cells: cells(() => (random() < 0.2 ? null : (random() - 0.5) * 10 ** Math.floor(random() * 20))) }],
        ['big', { type: 'number', cells: cells(() => pick(1e308, -1e308, 1, null)) }],
        ['machine', { type: 'text', cells: cells(() => pick('a', 'b', 'c', null)) }],
        ['line', { type: 'integer', cells: cells(() => pick(0, 1, null)) }],
        ['at', { type: 'timestamp', cells: cells(() => (random() < 0.1 ? null : Math.floor(random() * 50) * 1e6)) }],
      ]),
    };
    const [v, big, machine, line, at] = [column('v', 'number'), column('big', 'number'), column('machine', 'text'), column('line', 'number'), column('at', 'number')];
    const exprs = [1, 2, 3, 7, 60, 3_000].flatMap((rows) => [rollingMean(v, machine, at, rows, 1), rollingMean(e.add(v, e.num(1)), line, at, rows, Math.min(rows, 3)), rollingMean(big, machine, e.neg(at), rows, 2)]);
    exprs.push(rollingMean(rollingMean(v, machine, at, 3, 1), machine, at, 5, 2), e.sub(v, rollingMean(e.div(v, e.num(0)), machine, at, 3, 1)));
    const { sql, numpy } = await inFront(table, exprs);
    expect(numpy).toEqual(sql);
    expect(sql[0]?.filter((value) => value !== 'missing').length).toBeGreaterThan(1_000);
  });

  it('takes a mean that is known', async () => {
    const table: TestTable = {
      rows: 6,
      columns: new Map([
        ['v', { type: 'number', cells: [1, 2, null, 4, 10, 6] }],
        ['m', { type: 'text', cells: ['a', 'a', 'a', 'a', null, 'a'] }],
        ['t', { type: 'number', cells: [3, 1, 2, null, 0, 1] }],
      ]),
    };
    const [v, m, t] = [column('v', 'number'), column('m', 'text'), column('t', 'number')];
    // The order of a: 2 (time 1, row 1), 6 (time 1, row 5), missing (2), 1 (3), 4 (no time).
    const { sql, numpy } = await inFront(table, [rollingMean(v, m, t, 3, 1), rollingMean(v, m, t, 3, 3)]);
    expect(sql).toEqual([['3.5', '2', '4', '2.5', '10', '4'], Array.from({ length: 6 }, () => 'missing')]);
    expect(numpy).toEqual(sql);
  });
});
