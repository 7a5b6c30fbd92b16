import { describe, expect, it } from 'vitest';
import { addLeaves, type Forest } from '../models/binned-trees/forest.ts';
import type { KernelColumns, LossRows } from '../models/kernel.ts';
import { loadKernel } from './load-kernel.ts';
import { SpannedSums } from './spanned-sums.ts';

const kernel = await loadKernel();

/** Hostile enough to round everywhere, and the same in every run. */
function values(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.4) * 10 ** (state % 7);
  });
}

/** The order of additions that the kernel promises, in plain JavaScript. */
function blockSums(rows: number, term: (i: number) => number): number {
  let sum = 0;
  let lost = 0;
  for (let from = 0; from < rows; from += 512) {
    let even = 0;
    let odd = 0;
    for (let i = from; i < Math.min(from + 512, rows); i += 2) {
      even += term(i);
      odd += i + 1 < rows ? term(i + 1) : 0;
    }
    const value = even + odd;
    const after = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - after + value : value - after + sum;
    sum = after;
  }
  return sum + lost;
}

/** The same by spans of 16 blocks. */
function spanSums(rows: number, term: (i: number) => number, factor = 1): number {
  let sum = 0;
  let lost = 0;
  for (let from = 0; from < rows; from += 16 * 512) {
    const value = factor * blockSums(Math.min(16 * 512, rows - from), (i) => term(from + i));
    const after = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - after + value : value - after + sum;
    sum = after;
  }
  return sum + lost;
}

describe.each([
  { rows: 1, k: 1 },
  { rows: 7, k: 3 },
  { rows: 512, k: 4 },
  { rows: 1337, k: 6 },
  { rows: 5000, k: 31 },
])('$rows rows of $k columns', ({ rows, k }) => {
  const columns = Array.from({ length: k }, (_, j) => values(rows, j + 1));
  const input: KernelColumns = { columns, rows, shift: values(k, 99) };
  const weights = values(rows, 77);
  const x = (i: number, j: number): number => (columns[j]?.[i] as number) - (input.shift[j] as number);

  it.each([undefined, weights])('Gram matrix as plain JavaScript adds it, to the bit', async (factors) => {
    const gram = await kernel.gram(input, factors);
    for (let a = 0; a < k; a++) {
      for (let b = a; b < k; b++) {
        const expected = blockSums(rows, (i) => (factors ? x(i, a) * (factors[i] as number) : x(i, a)) * x(i, b));
        expect(gram[a * k + b]).toBe(expected);
        expect(gram[b * k + a]).toBe(expected);
      }
    }
  });

  it('combinations and dot products, to the bit', async () => {
    const factors = values(k, 5);
    const combined = await kernel.combine(input, factors);
    for (let i = 0; i < rows; i++) expect(combined[i]).toBe(columns.reduce((sum, _, j) => sum + x(i, j) * (factors[j] as number), 0));
    const dots = await kernel.dots(input, weights);
    columns.forEach((_, j) => expect(dots[j]).toBe(blockSums(rows, (i) => x(i, j) * (weights[i] as number))));
  });
});

const pause = (): Promise<void> => Promise.resolve();

describe.each([1, 9, 127, 20_001])('%i rows near points', (rows) => {
  const [k, count] = [6, 5];
  const columns = Array.from({ length: k }, (_, j) => values(rows, j + 1));
  const shift = values(k, 9);
  const points = values(count * k, 55);
  const distance = (i: number, p: number, to = points): number => columns.reduce((sum, column, j) => sum + ((column[i] as number) - (to[p * k + j] as number)) ** 2, 0);
  const labelsFor = (to: Float64Array): number[] => Array.from({ length: rows }, (_, i) => [...Array(count).keys()].reduce((best, p) => (distance(i, p, to) < distance(i, best, to) ? p : best), 0));
  const labels = labelsFor(points);

  it.each([1, 3])('go to the nearest and are added up as plain JavaScript does, to the bit, by %i threads', async (threads) => {
    const room = await kernel.clusterRows({ columns, rows, shift }, count, threads, pause);
    const found = await room.nearest(points, pause);
    expect([...found.labels]).toEqual(labels);
    expect([...found.distances]).toEqual(labels.map((p, i) => distance(i, p)));
    expect(found.changed).toBe(rows);
    expect([...found.counts]).toEqual([...Array(count).keys()].map((p) => labels.filter((label) => label === p).length));
    for (let p = 0; p < count; p++) {
      columns.forEach((column, j) => {
        const total = new SpannedSums(1);
        for (let from = 0; from < rows; from += 8192) {
          let sum = 0;
          for (let i = from; i < Math.min(rows, from + 8192); i++) if (labels[i] === p) sum += (column[i] as number) - (shift[j] as number);
          total.add(0, sum);
        }
        expect(found.sums[p * k + j]).toBe(total.values()[0]);
      });
    }
    expect((await room.nearest(points, pause)).changed).toBe(0);
    const others = points.slice();
    others.set(columns.map((column) => column[0] as number));
    const moved = labelsFor(others);
    expect((await room.nearest(others, pause)).changed).toBe(labels.filter((label, i) => label !== moved[i]).length);
    room.close();
  });

  it('are tried as points themselves', async () => {
    const room = await kernel.clusterRows({ columns, rows, shift }, count, 2, pause);
    let closest = new Float64Array(rows).fill(Infinity);
    for (const tried of [[0, 1, 2], [3], [4, 0]]) {
      const totals = await room.tryPoints(Float64Array.from(tried.flatMap((p) => [...points.subarray(p * k, (p + 1) * k)])), pause);
      const wanted = tried.map((p) => closest.map((value, i) => Math.min(value, distance(i, p))));
      wanted.forEach((lesser, c) => expect(Math.abs((totals[c] as number) / lesser.reduce((a, b) => a + b, 0) - 1)).toBeLessThan(1e-12));
      closest = wanted.at(-1) as Float64Array<ArrayBuffer>;
      expect(await room.take(tried.length - 1, pause)).toEqual(closest);
    }
    room.close();
  });
});

describe.each([1, 9, 127, 5001])('%i rows down trees', (rows) => {
  const shape: Forest = { roots: [0, 3, 4], feature: [1, -1, -1, -1, 0, 1, -1, -1, -1], threshold: [0.5, 0, 0, 0, -0.25, 2, 0, 0, 0], missingLeft: [false, false, false, false, true, false, false, false, false], left: [2, 0, 1, 2, 6, 7, 3, 4, 5], right: [1, -1, -1, -1, 5, 8, -1, -1, -1], values: [[0.1], [0.7], [1e-17], [3.3], [-2.1], [5]], gains: [0, 0], sets: [] };

  it.each([false, true])('gather the values of their leaves to the bit, with missing values: %s', async (hasMissing) => {
    const x = Float64Array.from({ length: 2 * rows }, (_, i) => (hasMissing && i % 7 === 3 ? NaN : i % 11 === 5 ? 0.5 : i % 13 === 1 ? Infinity : Math.sin(i) * 3));
    const wanted = new Float64Array(rows);
    addLeaves(shape, x, rows, wanted, 1, () => 0);
    for (const threads of [1, 3]) expect(await kernel.leafSums(shape, x, rows, threads, pause)).toEqual(wanted);
  });
});

describe('a Gram matrix', () => {
  it.each([
    { rows: 20_003, k: 2, sum: spanSums },
    { rows: 9_001, k: 257, sum: blockSums },
  ])('of $rows rows and $k columns, by spans unless there are many columns, to the bit', async ({ rows, k, sum }) => {
    const columns = [values(rows, 1), values(rows, 2)];
    const weights = values(rows, 3);
    const gram = await kernel.gram({ columns: Array.from({ length: k }, (_, j) => columns[j % 2] as Float64Array), rows, shift: new Float64Array(k).fill(0.5) }, weights);
    const x = (i: number, j: number): number => (columns[j]?.[i] as number) - 0.5;
    expect(gram[k * k - 1]).toBe(sum(rows, (i) => x(i, (k - 1) % 2) * (weights[i] as number) * x(i, (k - 1) % 2)));
    expect([gram[1], gram[k]]).toEqual([0, 0].map(() => sum(rows, (i) => x(i, 0) * (weights[i] as number) * x(i, 1))));
  });
});

describe('losses', () => {
  it.each([1, 7, 33_000])('squared error, its slopes and its curvature over %i rows, to the bit', async (rows) => {
    const columns = [values(rows, 1), values(rows, 2)];
    const [y, weights] = [values(rows, 3), values(rows, 4)];
    const input: LossRows = { columns, rows, shift: [3, -0.5], loss: 'squared', y, weights };
    const { loss, gradient, curvature } = await kernel.lossAt(input, [0.25, -4], true);
    const x = (i: number, j: number): number => (columns[j]?.[i] as number) - (input.shift[j] as number);
    const error = (i: number): number => x(i, 0) * 0.25 + x(i, 1) * -4 - (y[i] as number);
    const slope = (i: number): number => (weights[i] as number) * error(i);
    expect(loss).toBe(spanSums(rows, (i) => slope(i) * error(i), 0.5));
    expect([...gradient]).toEqual([0, 1].map((j) => spanSums(rows, (i) => x(i, j) * slope(i))));
    expect([...(curvature ?? [])]).toEqual([0, 1, 2, 3].map((cell) => spanSums(rows, (i) => x(i, cell === 3 ? 1 : 0) * (weights[i] as number) * x(i, cell === 0 ? 0 : 1))));
    expect((await kernel.lossAt(input, [0.25, -4], false)).curvature).toBeNull();
  });

  it('log loss at likely, unlikely and extreme scores, as the formulas say', async () => {
    for (const score of [0, -0, 1e-300, -1e-9, 0.3, 0.88, -0.89, 2, -17, 36, -41, 690, -690]) {
      for (const y of [0, 1]) {
        const { loss, gradient, curvature } = await kernel.lossAt({ columns: [Float64Array.of(1)], rows: 1, shift: [0], loss: 'logistic', y: Float64Array.of(y) }, [score], true);
        const toward = y === 1 ? score : -score;
        const wanted = [toward > 0 ? Math.log1p(Math.exp(-toward)) : Math.log1p(Math.exp(toward)) - toward, (y === 1 ? -1 : 1) / (1 + Math.exp(toward)), 1 / (1 + Math.exp(score)) / (1 + Math.exp(-score))];
        [loss, gradient[0], curvature?.[0]].forEach((value, i) => expect(Math.abs((value as number) - (wanted[i] as number))).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(wanted[i] as number)));
      }
    }
  });

  it.each([1, 7, 33_000])('moments of columns over %i rows', async (rows) => {
    const columns = [values(rows, 1), new Float64Array(rows).fill(-7)];
    const weights = values(rows, 4);
    const shift = columns.map((column) => column[0] as number);
    const [first, constant] = await kernel.moments({ columns, rows, shift }, weights);
    const d = (i: number): number => (columns[0]?.[i] as number) - (shift[0] as number);
    expect(first).toEqual({ sum: spanSums(rows, (i) => d(i) * (weights[i] as number)), squares: spanSums(rows, (i) => d(i) * (weights[i] as number) * d(i)), low: Math.min(...Array.from({ length: rows }, (_, i) => d(i))), high: Math.max(...Array.from({ length: rows }, (_, i) => d(i))) });
    expect(constant).toEqual({ sum: 0, squares: 0, low: 0, high: 0 });
  });
});

describe('the kernel', () => {
  it('keeps calls apart that are made at once, and grows its memory between them', async () => {
    const make = (k: number): KernelColumns => ({ columns: Array.from({ length: k }, (_, j) => values(3000, j + 1)), rows: 3000, shift: new Float64Array(k) });
    const sizes = [2, 120, 5, 300];
    const pause = async (): Promise<void> => new Promise((resume) => setImmediate(resume));
    const atOnce = await Promise.all(sizes.map((k) => kernel.gram(make(k), undefined, pause)));
    for (const [i, k] of sizes.entries()) expect(atOnce[i]).toEqual(await kernel.gram(make(k)));
  });

  it('passes on what a pause throws, and works on', async () => {
    const input: KernelColumns = { columns: Array.from({ length: 100 }, () => values(20_000, 1)), rows: 20_000, shift: new Float64Array(100) };
    await expect(kernel.gram(input, undefined, () => Promise.reject(new Error('stop')))).rejects.toThrow('stop');
    expect((await kernel.gram({ ...input, rows: 10 })).length).toBe(10_000);
  });

  it('says what to do where it is not built', async () => {
    await expect(loadKernel('/nowhere/kernels.wasm')).rejects.toMatchObject({ data: { code: 'KERNELS_MISSING' } });
  });
});
