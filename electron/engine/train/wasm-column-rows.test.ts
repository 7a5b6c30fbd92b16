import { describe, expect, it } from 'vitest';
import { loadKernel } from './load-kernel.ts';

const kernel = await loadKernel();
const rows = 9001;
/** Ascending, with runs of every length, the longest of equal length among them, and a spread far from 0. */
const ascending = Float64Array.from({ length: rows }, (_, i) => 1e6 + Math.floor(Math.sqrt(i)) / 7 + (i > 6000 ? i / 3 : 0));

/** The figures of a block in the order of additions that the kernel promises. */
function figuresOf(block: Float64Array, origin: number, factor: number): number[] {
  const x = Array.from(block, (value) => (value - origin) * factor);
  const fours = x.length - (x.length % 4);
  const total = (term: (value: number) => number): number => {
    const lanes = [0, 0, 0, 0];
    for (let i = 0; i < fours; i++) lanes[i % 4] = (lanes[i % 4] as number) + term(x[i] as number);
    const [a = 0, b = 0, c = 0, d = 0] = lanes;
    return x.slice(fours).reduce((sum, value) => sum + term(value), a + b + (c + d));
  };
  const mean = total((value) => value) / x.length;
  const square = (value: number): number => (value - mean) * (value - mean);
  return [mean, total((value) => value - mean), total(square), total((value) => square(value) * (value - mean)), total((value) => square(value) * square(value))];
}

function bitsOf(values: Float64Array): Buffer {
  return Buffer.from(Float64Array.from(values).buffer);
}

function sortedBits(values: Float64Array): Buffer {
  const room = kernel.columnRows(values.length, 1);
  room.columns[0]?.set(values);
  const bits = bitsOf(room.ascending(0));
  room.close();
  return bits;
}

describe('columns of numbers in memory', () => {
  it('are sorted without what is missing, and stay as they are', () => {
    const room = kernel.columnRows(rows, 3);
    room.columns.forEach((column, j) => column.set(ascending.map((value, i) => (i % 11 === j ? Number.NaN : -value * (j - 1)))));
    for (const [j, column] of room.columns.entries()) {
      const before = [...column];
      expect([...room.ascending(j)]).toEqual(before.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b));
      expect([...column]).toEqual(before);
    }
    room.close();
  });

  it('are sorted with negative zero and extremes included', () => {
    const values = Float64Array.of(3, NaN, -0, 5e-324, -1e308, 0, -2, 1e308, NaN, 3);
    expect([...sortedBits(values)]).toEqual([...bitsOf(Float64Array.of(-1e308, -2, -0, 0, 5e-324, 3, 3, 1e308))]);
    const spread = Float64Array.from({ length: 3000 }, (_, i) => (((i * 1664525) % 4093) / 4093 - 0.4) * 10 ** (i % 7));
    expect([...sortedBits(spread)]).toEqual([...bitsOf(spread.toSorted())]);
  });

  it('are counted where they are decimals of few digits, to the same bits', () => {
    const many = 20_000;
    for (const scale of [1, 10, 100, 1000]) {
      const values = Float64Array.from({ length: many }, (_, i) => (i % 7 === 3 ? NaN : (((i * 7919) % 5003) - 2001) / scale + 0));
      const odd = [[2e9 + 0.5], [1 / 3], [-0], [0.5 / 1000], [Infinity, -Infinity]];
      for (const others of [[], ...odd]) {
        const all = values.map((value, i) => (i > 600 && others.length > 0 && i % 2500 === 0 ? (others[(i / 2500) % others.length] as number) : value));
        expect(sortedBits(all).equals(bitsOf(all.filter((value) => !Number.isNaN(value)).sort()))).toBe(true);
      }
    }
  });

  it.each([[[rows]], [[1, 5, 0, 4094, rows - 4100]]])('have runs of equal values, also where they come in parts of %j', (parts) => {
    const counts = new Map<number, number>();
    for (const value of ascending) counts.set(value, (counts.get(value) ?? 0) + 1);
    const longest = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || a.value - b.value);
    const room = kernel.columnRows(rows, 1);
    for (const most of [0, 1, 20, 64]) {
      room.openRuns(most);
      let at = 0;
      for (const part of parts) {
        const values = (room.columns[0] as Float64Array).subarray(0, part);
        values.set(ascending.subarray(at, (at += part)));
        room.addRuns(values);
      }
      expect(room.endRuns()).toEqual({ distinct: counts.size, longest: longest.slice(0, most) });
    }
    room.openRuns(20);
    expect(room.endRuns()).toEqual({ distinct: 0, longest: [] });
    room.close();
  });

  it('have moments by blocks, to the bit', () => {
    const room = kernel.columnRows(rows, 1);
    const values = room.columns[0] as Float64Array;
    values.set(ascending);
    for (const count of [0, 1, 3, 4096, rows]) {
      const [origin, factor] = [1.001e6, 2 ** -11];
      const expected = Array.from({ length: Math.ceil(count / 4096) }, (_, b) => figuresOf(ascending.subarray(4096 * b, Math.min(count, 4096 * (b + 1))), origin, factor));
      expect([...room.blockMoments(values.subarray(0, count), origin, factor)]).toEqual(expected.flat());
    }
    room.close();
  });
});
