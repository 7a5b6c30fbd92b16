import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../train/load-kernel.ts';
import type { TrainingData } from '../model.ts';
import { logisticRegression } from './logistic-regression.ts';

const context = { seed: 1, threads: 1 };

/** Enough rows that the search starts from a sample. */
function manyRows(classOf: (noise: number, x: number) => number, classes: readonly string[]): TrainingData {
  const rows = 120_001;
  let state = 7;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const x = Float64Array.from({ length: 3 * rows }, () => next() - 0.5);
  const y = Float64Array.from({ length: rows }, (_, i) => classOf(next(), x[i] as number));
  return { task: classes.length === 2 ? 'binary' : 'multiclass', x, rows, features: ['a', 'b', 'c'], y, classes };
}

/** The derivatives of the objective that must vanish at the optimum, as shares of the largest possible. */
function worstSlope({ x, y, rows, classes }: TrainingData, p: Float64Array, coef: readonly (readonly number[])[]): number {
  let worst = 0;
  coef.forEach((row, s) => {
    const k = coef.length === 1 ? 1 : s;
    [...row, null].forEach((weight, j) => {
      let slope = weight ?? 0;
      for (let i = 0; i < rows; i++) slope += (weight === null ? 1 : (x[j * rows + i] as number)) * ((p[i * classes.length + k] as number) - (y[i] === k ? 1 : 0));
      worst = Math.max(worst, Math.abs(slope) / rows);
    });
  });
  return worst;
}

describe('logistic regression over many rows', () => {
  it.each([
    ['two classes', manyRows((noise, x) => (noise + 2 * x > 0.5 ? 1 : 0), ['n', 'y'])],
    ['a class that a sample misses', manyRows((noise) => (noise < 0.00002 ? 1 : 0), ['n', 'y'])],
    ['three classes', manyRows((noise, x) => Math.max(0, Math.min(2, Math.floor(3 * (noise + x)))), ['a', 'b', 'c'])],
  ])('reaches the optimum: %s', async (_, data) => {
    const model = await logisticRegression.fit(await loadKernel(), data, logisticRegression.params.parse({}), context);
    const p = logisticRegression.predict(model, data.x, data.rows);
    expect(worstSlope(data, p, model.coef as number[][])).toBeLessThan(1e-10);
  });

  it('refuses what would take too long', async () => {
    const data = { ...manyRows(() => 0, []), classes: Array.from({ length: 700 }, (_, c) => `c${c}`) };
    const few: TrainingData = { ...data, rows: 700, x: data.x.slice(0, 2100), y: Float64Array.from({ length: 700 }, (_, i) => i), task: 'multiclass' };
    await expect(logisticRegression.fit(await loadKernel(), few, logisticRegression.params.parse({}), context)).rejects.toMatchObject({ data: { code: 'TOO_MANY_COEFFICIENTS' } });
  });
});
