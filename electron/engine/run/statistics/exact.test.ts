import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dyadic, exponentOf, nearest, plus, powerOfTwo, whole } from './exact.ts';

const RUNS = { numRuns: 5000, seed: 1 };
const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('nearest', () => {
  it('rounds as the language reads decimals, to the last bit', () => {
    const digits = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });
    fc.assert(
      fc.property(digits, fc.integer({ min: -360, max: 300 }), (n, e) => {
        const found = e < 0 ? nearest({ over: whole(n), under: 10n ** BigInt(-e) }) : nearest({ over: whole(n * 10n ** BigInt(e)), under: 1n });
        expect(found).toBe(Number(`${n}e${e}`) + 0);
      }),
      RUNS,
    );
  });

  it('rounds halves to the even one, down to denormals and up to infinity', () => {
    const half = (n: bigint, e: number) => nearest({ over: { n, e }, under: 1n });
    expect(half(2n ** 53n + 1n, 0)).toBe(2 ** 53);
    expect(half(2n ** 53n + 3n, 0)).toBe(2 ** 53 + 4);
    expect(half(2n ** 54n - 1n, 0)).toBe(2 ** 54);
    expect(half(1n, -1075)).toBe(0);
    expect(half(3n, -1075)).toBe(1e-323);
    expect(nearest({ over: { n: 1n, e: -1074 }, under: 3n })).toBe(0);
    expect(half(2n ** 54n - 1n, 970)).toBe(Infinity);
    expect(half(-(2n ** 54n - 2n), 970)).toBe(-Number.MAX_VALUE);
    expect(half(1n, 5000)).toBe(Infinity);
  });

  it('gives back every double, also halved and doubled as a ratio', () => {
    fc.assert(
      fc.property(anyDouble, fc.bigInt({ min: 1n, max: 10n ** 20n }), (x, under) => {
        const { n, e } = dyadic(x);
        expect(nearest({ over: { n: n * under, e }, under })).toBe(x + 0);
      }),
      RUNS,
    );
  });
});

describe('doubles in parts', () => {
  it('add up to what a single rounding gives', () => {
    fc.assert(fc.property(anyDouble, anyDouble, (x, y) => {
      expect(nearest({ over: plus(dyadic(x), dyadic(y)), under: 1n })).toBe(x + y + 0);
    }), RUNS);
  });

  it('have the exponent of their leading bit', () => {
    for (let k = -1074; k <= 1023; k++) expect(exponentOf(powerOfTwo(k))).toBe(k);
    expect(exponentOf(-Number.MAX_VALUE)).toBe(1023);
    expect(exponentOf(2 ** -1022 - 5e-324)).toBe(-1023);
  });
});
