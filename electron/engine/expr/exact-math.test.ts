import { describe, expect, it } from 'vitest';
import { evaluateOnnx } from '../../../test/kit/run-onnx.ts';
import { seeded, type TestTable } from '../../../test/kit/hostile-table.ts';
import { column, cos, exp, ln, log10, log1p, log2, num, pow, pow2, round, sigmoid, sin, tanh, type Expr } from './expression.ts';

const x = column('x', 'number');
const y = column('y', 'number');

function table(xs: readonly number[], ys: readonly number[] = xs): TestTable {
  return { rows: xs.length, columns: new Map([['x', { type: 'number', cells: xs }], ['y', { type: 'number', cells: ys }]]) };
}

async function of(expr: Expr, xs: readonly number[], ys?: readonly number[]): Promise<number[]> {
  const [values] = await evaluateOnnx(table(xs, ys), [expr]);
  return [...(values ?? [])];
}

/** The distance in units of the last place of the wanted value. */
function ulps(found: number, wanted: number): number {
  if (Object.is(found + 0, wanted + 0)) return 0;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, Math.abs(wanted));
  const exponent = Math.max(1, (bits.getUint16(0) >> 4) & 0x7ff);
  return Math.abs(found - wanted) / Math.max(Number.MIN_VALUE, 2 ** (exponent - 1075));
}

const random = seeded(3);
const spread = (low: number, high: number): number[] => Array.from({ length: 20_000 }, () => low + (high - low) * random());
const wide = Array.from({ length: 20_000 }, () => 2 ** (random() * 2090 - 1070));
const signed = [...spread(-800, 800), ...spread(-1, 1), ...spread(-1e-8, 1e-8)];

describe('exact functions', () => {
  // V8's own are fdlibm's, within 1 ulp of the truth.
  it.each<[string, Expr, (x: number) => number, readonly number[], number]>([
    ['exp', exp(x), Math.exp, signed, 2],
    ['ln', ln(x), Math.log, [...wide, ...spread(0.5, 2)], 2],
    ['log1p', log1p(x), Math.log1p, [...signed.filter((value) => value > -1), ...wide], 3],
    ['log2', log2(x), Math.log2, [...wide, ...spread(0.5, 2)], 3],
    ['log10', log10(x), Math.log10, [...wide, ...spread(0.5, 2)], 3],
    ['sigmoid', sigmoid(x), (value) => 1 / (1 + Math.exp(-value)), signed, 3],
    ['tanh', tanh(x), Math.tanh, signed, 4],
    ['sin', sin(x), Math.sin, [...spread(-1e5, 1e5), ...spread(-7, 7), ...spread(-1e-8, 1e-8)], 2],
    ['cos', cos(x), Math.cos, [...spread(-1e5, 1e5), ...spread(-7, 7)], 2],
  ])('%s is right', async (_, expr, truth, values, limit) => {
    const found = await of(expr, values);
    const worst = values.map((value, i) => ({ value, ulps: ulps(found[i] ?? NaN, truth(value)) })).reduce((a, b) => (b.ulps > a.ulps || Number.isNaN(b.ulps) ? b : a));
    expect(worst.ulps, `at ${worst.value}`).toBeLessThanOrEqual(limit);
  });

  it('pow is right', async () => {
    const bases = Array.from({ length: 20_000 }, () => 10 ** (random() * 8 - 4));
    const exponents = spread(-30, 30);
    const found = await of(pow(x, y), bases, exponents);
    expect(Math.max(...bases.map((base, i) => ulps(found[i] ?? NaN, base ** (exponents[i] ?? 0))))).toBeLessThanOrEqual(4);
  });

  it('is exact where the result is', async () => {
    const whole = Array.from({ length: 300 }, (_, i) => i);
    expect(await of(log10(x), whole.map((n) => Number(`1e${n}`)))).toEqual(whole);
    expect(await of(log2(x), whole.map((n) => 2 ** n))).toEqual(whole);
    expect(await of(pow(x, y), [2, 3, 10, 0.5, -2, 4, 0, 0], [10, 4, 15, 3, 3, 0.5, 2, 0])).toEqual([1024, 81, 1e15, 0.125, -8, 2, 0, 1]);
    expect(await of(pow(x, num(3)), [3, -3, 0.5])).toEqual([27, -27, 0.125]);
    expect(await of(round(x, 2), [2.675, 0.125, 0.375, 1e308])).toEqual([2.68, 0.12, 0.38, 1e308]);
    expect(await of(pow2(x), Array.from({ length: 2047 }, (_, i) => i - 1023))).toEqual(Array.from({ length: 2047 }, (_, i) => (i === 0 || i === 2046 ? NaN : 2 ** (i - 1023))));
  });

  it('is missing outside the domain and runs into the limits', async () => {
    const NONE = NaN;
    expect(await of(ln(x), [0, -1, NaN])).toEqual([NONE, NONE, NONE]);
    expect(await of(log1p(x), [-1, -2, NaN])).toEqual([NONE, NONE, NONE]);
    expect(await of(exp(x), [1e308, -1e308, NaN])).toEqual([Infinity, 0, NONE]);
    expect(await of(sin(x), [1e5 + 1, NaN])).toEqual([NONE, NONE]);
    expect(await of(pow(x, y), [-2, 0, NaN, 1e300, 1e300], [0.5, -1, 0, 2, -2])).toEqual([NONE, NONE, NONE, Infinity, 0]);
    expect(await of(tanh(x), [1e308, -1e308])).toEqual([1, -1]);
  });
});
