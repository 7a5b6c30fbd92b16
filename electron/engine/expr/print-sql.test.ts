import { describe, expect, it } from 'vitest';
import { rowsOf, hostileTable } from '../../../test/kit/hostile-table.ts';
import { SqlRunner } from '../../../test/kit/run-sql.ts';
import { identifier } from '../sql/sql.ts';
import { add, coalesce, column, eq, ln, lookup, lower, max, min, mul, nfc, num, rem, round, squeeze, text, trim, when, type Expr } from './expression.ts';
import { layeredSelect } from './print-sql.ts';

const x = column('x', 'number');
const y = column('y', 'number');
const s = column('s', 'text');
const columns = new Map([['x', 'number'], ['y', 'number'], ['s', 'text']] as const);

function sizeOf(expr: Expr): number {
  return layeredSelect({ from: identifier('t'), keep: [], outputs: [{ name: 'o', expr }], columns }).text.length;
}

function repeated(times: number, step: (expr: Expr) => Expr, start: Expr = x): Expr {
  let expr = start;
  for (let i = 0; i < times; i++) expr = step(expr);
  return expr;
}

/** Steps that repeat what they are applied to. */
const STEPS: Record<string, (expr: Expr) => Expr> = {
  square: (expr) => add(mul(expr, expr), num(1)),
  extremes: (expr) => rem(max(min(expr, y), add(expr, num(1))), num(7)),
  ln: (expr) => ln(add(expr, num(2))),
  round: (expr) => add(round(expr, 1), round(expr)),
  comparison: (expr) => when(eq(expr, coalesce(expr, y)), add(expr, num(1)), num(2)),
};

describe('layeredSelect', () => {
  it.each(Object.entries(STEPS))('grows with the graph: %s', async (_, step) => {
    const growth = (from: number, to: number): number => (sizeOf(repeated(to, step)) - sizeOf(repeated(from, step))) / (to - from);
    expect(growth(20, 40)).toBeLessThan(growth(3, 6) * 1.4);
    const runner = await SqlRunner.open(hostileTable(20));
    expect((await runner.evaluate([repeated(12, step)]))[0]).toHaveLength(20);
    runner.close();
  });

  it('prints long sums', async () => {
    const runner = await SqlRunner.open(hostileTable(20));
    const [one] = await runner.evaluate([repeated(1_500, (expr) => add(expr, num(0.1)), num(0))]);
    expect(one?.[0]).toBe(Array.from({ length: 1_500 }, () => 0.1).reduce((a, b) => a + b, 0));
    runner.close();
  });

  it('works on texts and long tables', async () => {
    const cells = [' A\tB ', 'İx', 'é', 'e\u0301', 'ΑΣ', '\n \t', "o'x", null];
    const runner = await SqlRunner.open({ rows: cells.length, columns: new Map([['s', { type: 'text', cells }]]) });
    const keys = Array.from({ length: 200 }, (_, i) => `k${i}`).concat("o'x", 'é');
    const found = await runner.evaluate([lower(s), trim(s), squeeze(s), nfc(s), lower(trim(squeeze(nfc(s)))), lookup(s, keys, keys.map((_, i) => i), -1), coalesce(trim(s), text('none'))]);
    expect(found).toEqual([
      [' a\tb ', 'i̇x', 'é', 'e\u0301', 'ας'.replace('ς', 'σ'), '\n \t', "o'x", null],
      ['A\tB', 'İx', 'é', 'e\u0301', 'ΑΣ', null, "o'x", null],
      [' A B ', 'İx', 'é', 'e\u0301', 'ΑΣ', ' ', "o'x", null],
      [' A\tB ', 'İx', 'é', 'é', 'ΑΣ', '\n \t', "o'x", null],
      ['a b', 'i̇x', 'é', 'é', 'ας'.replace('ς', 'σ'), null, "o'x", null],
      [-1, -1, 201, -1, -1, -1, 200, -1],
      ['A\tB', 'İx', 'é', 'e\u0301', 'ΑΣ', 'none', "o'x", 'none'],
    ]);
    const twice = lookup(when(eq(lookup(s, keys, keys.map((_, i) => i), null), num(200)), text('k7'), s), keys, keys.map((_, i) => -i), null);
    expect(await runner.evaluate([add(twice, num(1)), twice])).toEqual([[null, null, -200, null, null, null, -6, null], [null, null, -201, null, null, null, -7, null]]);
    runner.close();
  });

  it.each([false, true])('reads a long table to the bit, whatever its texts (U+0000 among them: %s)', async (withNul) => {
    const texts = ['', ' a', 'a ', 'A', 'a', "o'x", 'é', 'e\u0301', '[1, 2]', '\n', '🜚', 'null', ...(withNul ? ['a\0', '\0'] : [])];
    const numbers = [0.1, 5e-324, -1.7976931348623157e308, 1 / 3, 1e-7, 123456789012345680000, 4.35, 2 ** -1022, -2.5, 1e22, 9007199254740993, 7, 8, 9];
    const filler = Array.from({ length: 40 }, (_, i) => `filler ${i}`);
    const runner = await SqlRunner.open({ rows: texts.length + 2, columns: new Map([['s', { type: 'text', cells: [...texts, 'b', null] }]]) });
    const [found] = await runner.evaluate([lookup(s, [...texts, ...filler], [...texts.map((_, i) => numbers[i] ?? 0), ...filler.map(() => 1)], null)]);
    expect(found).toEqual([...texts.map((_, i) => numbers[i]), null, numbers[0]]);
    runner.close();
  });

  it('gives nothing where there are no rows', async () => {
    const runner = await SqlRunner.open(rowsOf(hostileTable(5), []));
    expect((await runner.evaluate([ln(x)])).flat()).toEqual([]);
    runner.close();
  });

  it('says which column is not there', () => {
    expect(() => sizeOf(column('nowhere', 'number'))).toThrow('nowhere');
  });
});
