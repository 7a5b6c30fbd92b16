import { describe, expect, it } from 'vitest';
import { loadKernel } from '../train/load-kernel.ts';
import type { TrainingData } from './model.ts';
import { findModel } from './registry.ts';
import { fewestColumns } from './row-space.ts';

const kernel = await loadKernel();
const pause = (): Promise<void> => Promise.resolve();

function randomOf(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + value * (b[j] as number), 0);
}

describe('coordinates of rows', () => {
  const width = 40;
  const random = randomOf(3);
  const free = Array.from({ length: 6 }, () => Float64Array.from({ length: width }, random));
  const near = (row: Float64Array, by: number): Float64Array => row.map((value) => value + by * random());
  const [a, b, c] = free as [Float64Array, Float64Array, Float64Array];

  it.each([
    ['independent', free, 6],
    ['one a mean of others, one there twice, one of zeros', [...free, a.map((value, j) => (value + (b[j] as number)) / 2), c, new Float64Array(width)], 6],
    ['nearly the same', [...free, near(a, 1e-6), near(a, 1e-6), near(b, 1e-9)], 9],
    ['of very different lengths', free.map((row, i) => row.map((value) => value * 10 ** (-2 * i))), 6],
    ['all zeros', [new Float64Array(width)], 1],
  ])('keep their lengths and angles: %s', async (_, rows, directions) => {
    const shift = Array.from({ length: width }, (_, j) => j % 3);
    const roots = shift.map((one) => 1 + one);
    const columns = shift.map((middle, j) => Float64Array.from(rows, (row) => (row[j] as number) * (roots[j] as number) + middle));
    const found = await fewestColumns(kernel, { columns, rows: rows.length, shift }, roots, pause);
    expect(found.columns).toHaveLength(directions);
    // What shift and roots leave of a row by rounding.
    const seen = rows.map((_, i) => Float64Array.from(columns, (column, j) => ((column[i] as number) - (shift[j] as number)) / (roots[j] as number)));
    const coordinates = rows.map((_, i) => Float64Array.from(found.columns, (column) => column[i] as number));
    for (const [i, one] of coordinates.entries()) {
      for (const [j, other] of coordinates.entries()) {
        const size = Math.sqrt(product(seen[i] as Float64Array, seen[i] as Float64Array) * product(seen[j] as Float64Array, seen[j] as Float64Array));
        expect(Math.abs(product(one, other) - product(seen[i] as Float64Array, seen[j] as Float64Array))).toBeLessThanOrEqual(1e-11 * size);
      }
    }
    const coef = Float64Array.from(found.columns, random);
    const back = found.back(coef);
    for (const [i, row] of seen.entries()) {
      const said = row.reduce((sum, value, j) => sum + value * (roots[j] as number) * (back[j] as number), 0);
      expect(Math.abs(said - product(coordinates[i] as Float64Array, coef))).toBeLessThanOrEqual(1e-8 * Math.sqrt(product(row, row)));
    }
  });

  it('are the columns themselves where rows are more', async () => {
    const columns = [Float64Array.of(1, 2, 4), Float64Array.of(3, 5, 4)];
    expect((await fewestColumns(kernel, { columns, rows: 3, shift: [1, 1] }, [1, 1], pause)).columns).toBe(columns);
  });
});

describe('8,750 columns of 84 rows', () => {
  const [rows, width] = [84, 8750];
  const random = randomOf(9);
  const x = Float64Array.from({ length: rows * width }, random);
  const data = (task: TrainingData['task'], classes: readonly string[], y: (i: number) => number): TrainingData => ({
    task, classes, x, rows, features: Array.from({ length: width }, (_, j) => `x${j}`), y: Float64Array.from({ length: rows }, (_, i) => y(i)),
  });
  const regression = data('regression', [], (i) => Math.floor(4 + 4 * (x[i] as number)));
  /** Of Σ row loss + strength / 2 · |coef|²: the slopes of the rows by their scores, and how much the penalty weighs. */
  const cases = [
    ['logistic-regression', data('binary', ['a', 'b'], (i) => i % 2), (p: number, i: number) => p - (i % 2), 1],
    ['ridge', regression, (p: number, i: number) => p - (regression.y[i] as number), 1],
    ['poisson-regression', regression, (p: number, i: number) => (p - (regression.y[i] as number)) / rows, 1],
    ['linear-regression', regression, (p: number, i: number) => p - (regression.y[i] as number), 0],
  ] as const;

  it.each(cases)('%s reaches its optimum, the same bits with any number of threads', async (id, given, slopeOf, strength) => {
    const model = findModel(id);
    const states = [];
    for (const threads of [1, 2]) states.push(await model.fit(kernel, given, model.params.parse({}), { seed: 1, threads }));
    expect(states[1]).toEqual(states[0]);
    const [state = {}] = states;
    const coef = [state['coef']].flat(2) as number[];
    const said = model.predict(state, x, rows);
    const slopes = Float64Array.from({ length: rows }, (_, i) => slopeOf(said[id === 'logistic-regression' ? 2 * i + 1 : i] as number, i));
    for (let j = 0; j < width; j++) expect(Math.abs(product(x.subarray(j * rows, (j + 1) * rows), slopes) + strength * (coef[j] as number))).toBeLessThan(1e-10);
  });
});

describe('equations that would take hours', () => {
  const wide = (rows: number, width: number, of: (i: number, j: number) => number): TrainingData => {
    const x = new Float64Array(rows * width);
    for (let j = 0; j < width; j++) for (let i = 0; i < rows; i++) x[j * rows + i] = of(i, j);
    return { task: 'regression', classes: [], x, rows, features: Array.from({ length: width }, (_, j) => `x${j}`), y: Float64Array.from({ length: rows }, (_, i) => i % 7) };
  };
  const fit = (id: string, data: TrainingData): Promise<unknown> => {
    const model = findModel(id);
    return model.fit(kernel, data, model.params.parse({}), { seed: 1, threads: 1 });
  };

  it.each(['lasso', 'elastic-net'])('are refused at once: %s', async (id) => {
    await expect(fit(id, wide(3, 10_001, (i, j) => i * j))).rejects.toMatchObject({ data: { code: 'TOO_MANY_COEFFICIENTS' } });
  });

  it('are refused where columns follow from others and no penalty holds them', async () => {
    const random = randomOf(11);
    const same = Float64Array.from({ length: 1600 }, random);
    await expect(fit('linear-regression', wide(1600, 1501, (i, j) => (j < 2 ? (same[i] as number) : i === j ? 1 : 0)))).rejects.toMatchObject({ data: { code: 'DEPENDENT_COLUMNS' } });
  });
});
