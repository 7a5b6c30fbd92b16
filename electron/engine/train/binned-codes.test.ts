import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { loadKernel } from './load-kernel.ts';

const kernel = await loadKernel();

function edgesOf(values: Float64Array): Float64Array {
  const rows = kernel.treeRows(values.length, 1, 1);
  const [edges] = rows.bin(0, [{ values }]);
  rows.close();
  return edges as Float64Array;
}

/** The rule in plain words: few distinct values have a bin each, else bins fill up, and what is frequent is alone. */
function plainEdges(values: Float64Array): number[] {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  const most = present.length < values.length ? 254 : 255;
  const runs = [...present.reduce((all, value) => all.set(value, (all.get(value) ?? 0) + 1), new Map<number, number>())];
  const edge = (i: number): number => {
    const [low, high] = [runs[i]?.[0] as number, runs[i + 1]?.[0] as number];
    const middle = low / 2 + high / 2;
    return middle < high && middle >= low ? middle : low;
  };
  if (runs.length <= most) return runs.slice(1).map((_, i) => edge(i));
  const isFrequent = (i: number): boolean => (runs[i]?.[1] as number) >= present.length / most;
  const others = runs.filter((_, i) => !isFrequent(i));
  let [rest, bins] = [others.reduce((sum, [, count]) => sum + count, 0), most - (runs.length - others.length)];
  let [size, filled] = [rest / bins, 0];
  const edges: number[] = [];
  for (let i = 0; i < runs.length - 1 && edges.length < most - 1; i++) {
    const count = runs[i]?.[1] as number;
    if (!isFrequent(i)) rest -= count;
    filled += count;
    if (!isFrequent(i) && filled < size && !(isFrequent(i + 1) && filled >= Math.max(1, size / 2))) continue;
    edges.push(edge(i));
    filled = 0;
    if (!isFrequent(i)) size = rest / --bins;
  }
  return edges;
}

describe('edges between bins', () => {
  it('lie half way between all values where these are few', () => {
    expect([...edgesOf(Float64Array.of(2, -3, 1, 0, -3, 1))]).toEqual([-1.5, 0.5, 1.5]);
    expect([...edgesOf(Float64Array.of(7, 7))]).toEqual([]);
    expect([...edgesOf(Float64Array.of(NaN, NaN))]).toEqual([]);
    expect([...edgesOf(Float64Array.of(1 + Number.EPSILON, 1))]).toEqual([1]);
  });

  it('leave room for the bin of missing values', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => i * i);
    const withMissing = (count: number): Float64Array => Float64Array.of(...values.subarray(0, count), NaN);
    expect(edgesOf(values).length).toBe(254);
    expect(edgesOf(withMissing(5000)).length).toBe(253);
    expect(edgesOf(values.subarray(0, 255)).length).toBe(254);
    expect(edgesOf(withMissing(255)).length).toBeLessThanOrEqual(253);
  });

  it('part equally many rows, give frequent values a bin of their own, and are never a value', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i < 8000 ? 5 : Math.sqrt(i)));
    const edges = edgesOf(values);
    const all = new Set(values);
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const value of values) counts[edges.filter((edge) => edge < value).length]! += 1;
    expect(counts[0]).toBe(8000);
    expect(Math.max(...counts.slice(1))).toBeLessThan(60);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    for (const edge of edges) expect(all.has(edge)).toBe(false);
  });

  it('are those of the rule in plain words, for any mix of frequent, rare and missing values', () => {
    const draws = random(3);
    for (let turn = 0; turn < 40; turn++) {
      const rows = 1 + draws.below(6000);
      const levels = 1 + draws.below(1000);
      const skew = 1 + draws.below(4);
      const missing = draws.below(2) * draws.next();
      const values = Float64Array.from({ length: rows }, () => (draws.next() < missing ? NaN : draws.next() < 0.3 ? draws.normal() : Math.floor(levels * draws.next() ** skew) / 8 - 20));
      expect([...edgesOf(values)]).toEqual(plainEdges(values));
    }
  });
});
