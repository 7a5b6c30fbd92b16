import { describe, expect, it } from 'vitest';
import { binEdges } from './bin-edges.ts';

describe('bin edges', () => {
  it('lie half way between all values where these are few', () => {
    expect([...binEdges(Float64Array.of(-3, -3, 0, 1, 1, 2), false)]).toEqual([-1.5, 0.5, 1.5]);
    expect([...binEdges(Float64Array.of(7, 7), false)]).toEqual([]);
    expect([...binEdges(new Float64Array(), true)]).toEqual([]);
    expect([...binEdges(Float64Array.of(1, 1 + Number.EPSILON), false)]).toEqual([1]);
  });

  it('leave room for the bin of missing values', () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => i * i);
    expect(binEdges(values, false).length).toBe(254);
    expect(binEdges(values, true).length).toBe(253);
    expect(binEdges(values.subarray(0, 255), false).length).toBe(254);
    expect(binEdges(values.subarray(0, 255), true).length).toBeLessThanOrEqual(253);
  });

  it('part equally many rows, give frequent values a bin of their own, and are never a value', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => (i < 8000 ? 5 : Math.sqrt(i))).sort();
    const edges = binEdges(values, false);
    const all = new Set(values);
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const value of values) counts[edges.filter((edge) => edge < value).length]! += 1;
    expect(counts[0]).toBe(8000);
    expect(Math.max(...counts.slice(1))).toBeLessThan(60);
    expect(Math.min(...counts)).toBeGreaterThan(0);
    for (const edge of edges) expect(all.has(edge)).toBe(false);
  });
});
