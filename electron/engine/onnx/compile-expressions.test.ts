import { describe, expect, it } from 'vitest';
import { add, and, bins, coalesce, column, div, eq, exp, isMissing, ln, lookup, lower, lt, max, mul, num, or, rem, sub, text, toNumber, when, type Expr } from '../expr/expression.ts';
import { hostileTable, type TestTable } from '../../../test/kit/hostile-table.ts';
import { evaluateOnnxTwice, onnxFile } from '../../../test/kit/run-onnx.ts';
import { SqlRunner } from '../../../test/kit/run-sql.ts';
import { compileExpressions } from './compile-expressions.ts';
import { GraphBuilder, type Attributes } from './graph-builder.ts';
import type { TensorData } from './tensor.ts';

const table = hostileTable(300);
const x = column('x', 'number');
const y = column('y', 'number');
const z = column('z', 'number');
const p = column('p', 'boolean');
const s = column('s', 'text');

/** Arithmetic nodes that read one number that does not depend on a row. */
function lonelyConstants(exprs: readonly Expr[]): string[] {
  const found: string[] = [];
  const lonely = new Set<string>();
  class Scanning extends GraphBuilder {
    override constant(tensor: TensorData): string {
      const name = super.constant(tensor);
      if (tensor.type === 'double' && tensor.data.length === 1) lonely.add(name);
      return name;
    }

    override node(op: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
      const name = super.node(op, inputs, attributes, domain);
      if (inputs.length > 0 && inputs.every((input) => lonely.has(input))) lonely.add(name);
      if (['Add', 'Sub', 'Mul', 'Div', 'Mod', 'Min', 'Max'].includes(op) && inputs.some((input) => lonely.has(input))) found.push(`${op} ${inputs.join(' ')}`);
      return name;
    }
  }
  const graph = new Scanning('scan');
  compileExpressions(graph, exprs, { numeric: { tensor: graph.input('numeric', 'double', ['N', 1]), columns: new Map([['x', 0]]) } });
  return found;
}

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
      toNumber(isMissing(s)), toNumber(isMissing(p)), lookup(s, ['a', 'b', ''], [1, 2, 3], null), lookup(coalesce(s, text('b')), ['b'], [0.1], 7), lookup(s, ['ß'], [4], 0), lookup(s, [''], [5], 6), lookup(s, ['a'], [2], null), lookup(s, [], [], 8), lookup(s, ['b', 'a'], [1, 9], 0), bins(x, [-1, 0, 0.5, 1e308]), bins(z, []), bins(y, [1]),
      num(3), x, x, exp(z), ln(x), exp(num(1)), column('w', 'number'), column('i', 'number'),
    ];
    const runner = await SqlRunner.open(table);
    const expected = await runner.evaluate(exprs);
    const { batch: found, single } = await evaluateOnnxTwice(table, exprs, table.rows);
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

  it('compares all tables of one text at once: the runtime takes minutes over a file of thousands of nodes', () => {
    const ofOne = Array.from({ length: 500 }, (_, i) => lookup(s, [`level ${i}`], [1], 0));
    expect(nodeCount(ofOne, [])).toBeLessThan(5);
    expect(nodeCount([...ofOne, lookup(s, ['a', 'b'], [1, 2], 0)], [])).toBeLessThan(10);
  });

  it('computes shared parts once, however deep', () => {
    let deep: Expr = x;
    for (let i = 0; i < 40; i++) deep = add(mul(deep, deep), num(1));
    expect(onnxFile(table, [deep]).length).toBeLessThan(20_000);
  });

  it('reads no lonely constant in arithmetic: ONNX Runtime drops x + 1e-50 as x', async () => {
    const risky = [1e-50, -1e-50, 5e-324, 1.00000002, 0.99999999, 1];
    const exprs = risky.flatMap((value) => [add, sub, mul, div, rem, max].flatMap((make) => [make(x, num(value)), make(num(value), x)]));
    const one = [exp(ln(num(1.5))), add(x, mul(num(1e-25), num(1e-25))), sub(mul(x, num(2)), div(num(1), num(1e50)))];
    for (const list of [exprs, ...exprs.map((expr) => [expr]), ...one.map((expr) => [expr])]) expect(lonelyConstants(list)).toEqual([]);
    const tiny: TestTable = { rows: 3, columns: new Map([['x', { type: 'number', cells: [1e-50, 3e-51, 1] }]]) };
    const { batch } = await evaluateOnnxTwice(tiny, [add(x, num(1e-50))], 0);
    expect([...(batch[0] ?? [])]).toEqual([2e-50, 3e-51 + 1e-50, 1]);
  });

  it('refuses what the file cannot hold', () => {
    expect(() => onnxFile(table, [when(eq(lower(s), text('a')), num(1), num(0))])).toThrow('ONNX');
  });
});
