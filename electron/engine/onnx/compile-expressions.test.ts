import { describe, expect, it } from 'vitest';
import { add, and, bins, coalesce, column, div, eq, exp, isMissing, ln, lookup, lower, lt, max, mul, num, or, rem, sub, text, toNumber, when, type Expr } from '../expr/expression.ts';
import { hostileTable } from '../../../test/kit/hostile-table.ts';
import { evaluateOnnx, onnxFile } from '../../../test/kit/run-onnx.ts';
import { SqlRunner } from '../../../test/kit/run-sql.ts';
import { compileExpressions } from './compile-expressions.ts';
import { GraphBuilder } from './graph-builder.ts';

const table = hostileTable(300);
const x = column('x', 'number');
const y = column('y', 'number');
const z = column('z', 'number');
const p = column('p', 'boolean');
const s = column('s', 'text');

function nodeCount(exprs: readonly Expr[], columns: readonly string[]): number {
  const ops: string[] = [];
  class Counting extends GraphBuilder {
    override node(op: string, ...rest: [readonly string[], Record<string, never>?, string?]): string {
      ops.push(op);
      return super.node(op, ...rest);
    }
  }
  const graph = new Counting('count');
  const numeric = { tensor: graph.input('numeric', 'double', ['N', columns.length]), columns: new Map(columns.map((name, i) => [name, i])) };
  const texts = { tensor: graph.input('text', 'string', ['N', 1]), columns: new Map([['s', 0]]) };
  compileExpressions(graph, exprs, { numeric, text: texts });
  return ops.length;
}

describe('compileExpressions', () => {
  it('gives what SQL gives', { timeout: 60_000 }, async () => {
    const exprs = [
      add(x, num(1e-50)), mul(x, num(1.00000002)), sub(num(0), div(x, y)), rem(x, y), max(x, mul(x, x)), coalesce(coalesce(z, x), num(2)),
      when(lt(x, y), z, num(1)), when(eq(s, text('a')), num(1), num(0)), when(eq(s, column('t', 'text')), x, y), toNumber(or(and(p, lt(x, num(1))), eq(s, text('ß')))),
      toNumber(isMissing(s)), toNumber(isMissing(p)), lookup(s, ['a', 'b', ''], [1, 2, 3], null), lookup(coalesce(s, text('b')), ['b'], [0.1], 7), bins(x, [-1, 0, 0.5, 1e308]), bins(z, []), bins(y, [1]),
      num(3), x, x, exp(z), ln(x), exp(num(1)), column('w', 'number'), column('i', 'number'),
    ];
    const runner = await SqlRunner.open(table);
    const expected = await runner.evaluate(exprs);
    const found = await evaluateOnnx(table, exprs);
    const single = await evaluateOnnx(table, exprs, { oneByOne: true });
    runner.close();
    exprs.forEach((_, i) => {
      const wanted = expected[i]?.map((value) => (value === null ? NaN : Number(value) + 0));
      expect([...(found[i] ?? [])].map((value) => value + 0), `expression ${i}`).toEqual(wanted);
      expect(single[i], `expression ${i}, row by row`).toEqual(found[i]);
    });
  });

  it('makes one node of what has one shape', () => {
    const columns = Array.from({ length: 30 }, (_, i) => `c${i}`);
    const scaled = columns.map((name, i) => div(sub(coalesce(column(name, 'number'), num(i)), num(i / 7)), num(1 + i)));
    expect(nodeCount(scaled, columns)).toBeLessThanOrEqual(6);
    const hot = ['a', 'b', 'c', 'd'].map((level) => when(eq(s, text(level)), num(1), num(0)));
    expect(nodeCount(hot, columns)).toBeLessThanOrEqual(3);
  });

  it('computes shared parts once, however deep', () => {
    let deep: Expr = x;
    for (let i = 0; i < 40; i++) deep = add(mul(deep, deep), num(1));
    expect(onnxFile(table, [deep]).length).toBeLessThan(20_000);
  });

  it('refuses what the file cannot hold', () => {
    expect(() => onnxFile(table, [when(eq(lower(s), text('a')), num(1), num(0))])).toThrow('ONNX');
  });
});
