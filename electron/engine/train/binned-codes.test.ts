import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { loadKernel } from './load-kernel.ts';

const kernel = await loadKernel();
/** Sorts and merges pieces of 512 rows. */
const fine = await loadKernel(undefined, 2 ** 12);

async function edgesOf(values: Float64Array, by = kernel, threads = 1): Promise<Float64Array> {
  const rows = by.treeRows(values.length, 1, threads);
  const [edges] = await rows.bin(0, [{ values }], async () => undefined);
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
  it('lie half way between all values where these are few', async () => {
    expect([...(await edgesOf(Float64Array.of(2, -3, 1, 0, -3, 1)))]).toEqual([-1.5, 0.5, 1.5]);
    expect([...(await edgesOf(Float64Array.of(7, 7)))]).toEqual([]);
    expect([...(await edgesOf(Float64Array.of(NaN, NaN)))]).toEqual([]);
    expect([...(await edgesOf(Float64Array.of(1 + Number.EPSILON, 1)))]).toEqual([1]);
  });

  it('leave room for the bin of missing values', async () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => i * i);
    const withMissing = (count: number): Float64Array => Float64Array.of(...values.subarray(0, count), NaN);
    expect((await edgesOf(values)).length).toBe(254);
    expect((await edgesOf(withMissing(5000))).length).toBe(253);
    expect((await edgesOf(values.subarray(0, 255))).length).toBe(254);
    expect((await edgesOf(withMissing(255))).length).toBeLessThanOrEqual(253);
  });

  it('part equally many rows, give frequent values a bin of their own, and are never a value', async () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i < 8000 ? 5 : Math.sqrt(i)));
    const edges = await edgesOf(values);
    const all = new Set(values);
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const value of values) counts[edges.filter((edge) => edge < value).length]! += 1;
    expect(counts[0]).toBe(8000);
    expect(Math.max(...counts.slice(1))).toBeLessThan(60);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    for (const edge of edges) expect(all.has(edge)).toBe(false);
  });

  it('are those of the rule in plain words, for any mix of frequent, rare and missing values', async () => {
    const draws = random(3);
    for (let turn = 0; turn < 40; turn++) {
      const rows = 1 + draws.below(6000);
      const levels = 1 + draws.below(1000);
      const skew = 1 + draws.below(4);
      const missing = draws.below(2) * draws.next();
      const values = Float64Array.from({ length: rows }, () => (draws.next() < missing ? NaN : draws.next() < 0.3 ? draws.normal() : Math.floor(levels * draws.next() ** skew) / 8 - 20));
      expect([...(await edgesOf(values))]).toEqual(plainEdges(values));
      for (const threads of [1, 3]) expect([...(await edgesOf(values, fine, threads))]).toEqual(plainEdges(values));
    }
  });
});

describe('codes of many rows', () => {
  it('are those of few, and are worked out with pauses between', async () => {
    const draws = random(4);
    const rows = 5000;
    const columns = Array.from({ length: 5 }, (_, j) => Float64Array.from({ length: rows }, () => (j % 2 === 1 && draws.next() < 0.1 ? NaN : draws.normal())));
    const totals = async (by: typeof kernel, threads: number): Promise<{ found: unknown; pauses: number }> => {
      let pauses = 0;
      const pause = async (): Promise<void> => void pauses++;
      const tree = by.treeRows(rows, columns.length, threads);
      for (let first = 0; first < columns.length; first += tree.atOnce) await tree.bin(first, columns.slice(first, first + tree.atOnce).map((values) => ({ values })), pause);
      await tree.open(columns[0] as Float64Array, undefined, [0], 31, pause);
      const all = tree.list();
      tree.slopes({ loss: 'squared' });
      const sums = tree.fix([2 ** 20, 1], all);
      tree.add(0, all);
      const rule = { units: [2 ** -20, 1], penalty: 1, lasso: 0, leastSecond: 1, leastRows: 1 } as const;
      const splits = columns.map((_, j) => tree.search(0, undefined, [{ slot: 0, sums, rows, bounds: [-Infinity, Infinity], surpass: -1 }], rule, [j]));
      tree.close();
      return { found: [splits, sums], pauses };
    };
    const few = await totals(kernel, 1);
    for (const threads of [1, 2]) {
      const many = await totals(fine, threads);
      expect(many.found).toEqual(few.found);
      expect(many.pauses).toBeGreaterThan(few.pauses + 30);
    }
  });
});
