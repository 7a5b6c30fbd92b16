import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../train/load-kernel.ts';
import type { TrainingData } from '../model.ts';
import { linearRegression } from './linear-regression.ts';

const rows = 50;
const a = Float64Array.from({ length: rows }, (_, i) => Math.sin(i * 7));
const b = Float64Array.from({ length: rows }, (_, i) => Math.cos(i * 3) * 1e5 + 1e8);

function data(columns: readonly Float64Array[], y: Float64Array): TrainingData {
  const x = new Float64Array(columns.length * rows);
  columns.forEach((column, j) => x.set(column, j * rows));
  return { task: 'regression', x, rows, features: columns.map((_, j) => `x${j}`), y, classes: [] };
}

describe('linear regression', () => {
  it('finds the weights of an exact relation, far from 0 too', async () => {
    const y = a.map((value, i) => 3 * value - 2e-5 * ((b[i] as number) - 1e8) + 7);
    const model = await linearRegression.fit(await loadKernel(), data([a, b], y), { fitIntercept: true }, { seed: 1, threads: 1 });
    expect((model.coef as number[])[0]).toBeCloseTo(3, 9);
    expect((model.coef as number[])[1]).toBeCloseTo(-2e-5, 14);
    expect(linearRegression.predict(model, data([a, b], y).x, rows)[5]).toBeCloseTo(y[5] as number, 10);
  });

  it('shares the weight among equal columns', async () => {
    const y = a.map((value) => 3 * value + 1);
    const model = await linearRegression.fit(await loadKernel(), data([a, a, a], y), { fitIntercept: true }, { seed: 1, threads: 1 });
    for (const weight of model.coef as number[]) expect(weight).toBeCloseTo(1, 12);
    expect(model.rank).toBe(1);
  });
});
