import { describe, expect, it } from 'vitest';
import { loadKernel } from '../train/load-kernel.ts';
import { elasticNet } from './coordinate-descent.ts';
import type { TrainingData } from './model.ts';

const kernel = await loadKernel();

/** Columns of one common part and little of their own: what zigzags most. */
function problem(rows: number, k: number, own: number, seed: number): TrainingData {
  let state = seed;
  const normal = (): number => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    return sum;
  };
  const common = Float64Array.from({ length: rows }, normal);
  const x = Float64Array.from({ length: rows * k }, (_, at) => (common[at % rows] as number) + own * normal());
  const y = common.map((value, i) => 2 * value + (x[i] as number) / own - (x[rows + i] as number) / own + normal());
  return { task: 'regression', x, rows, features: Array.from({ length: k }, (_, j) => `x${j}`), y, classes: [] };
}

/** How far the slopes are from those of an optimum, as a share of the penalty on absolute values. */
function distance({ x, y, rows, features }: TrainingData, coef: readonly number[], intercept: number, alpha: number, l1Ratio: number): number {
  const residual = y.map((value, i) => value - intercept - coef.reduce((sum, weight, j) => sum + weight * (x[j * rows + i] as number), 0));
  const l1 = alpha * l1Ratio;
  return Math.max(
    ...features.map((_, j) => {
      const weight = coef[j] as number;
      const slope = residual.reduce((sum, value, i) => sum + value * (x[j * rows + i] as number), 0) / rows - alpha * (1 - l1Ratio) * weight;
      return weight === 0 ? Math.max(0, Math.abs(slope) - l1) / l1 : Math.abs(slope - l1 * Math.sign(weight)) / l1;
    }),
  );
}

describe('coordinate descent', () => {
  it.each([
    { rows: 50, k: 6, own: 1, alpha: 0.1, l1Ratio: 1 },
    { rows: 50, k: 6, own: 1e-4, alpha: 0.01, l1Ratio: 1 },
    { rows: 20, k: 60, own: 0.1, alpha: 0.01, l1Ratio: 1 },
    { rows: 20, k: 60, own: 0.01, alpha: 0.001, l1Ratio: 0.7 },
    { rows: 300, k: 100, own: 0.05, alpha: 0.001, l1Ratio: 1 },
  ])('reaches the optimum: $rows × $k, own part $own, alpha $alpha, l1Ratio $l1Ratio', async ({ alpha, l1Ratio, ...sizes }) => {
    for (let seed = 1; seed <= 10; seed++) {
      const data = problem(sizes.rows, sizes.k, sizes.own, seed);
      const { coef, intercept } = await elasticNet(kernel, data, { alpha, l1Ratio, fitIntercept: true, maxIter: 1000 }, 'Lasso', { seed: 1, threads: 1 });
      expect(coef.some((weight) => weight !== 0)).toBe(true);
      expect(distance(data, coef, intercept, alpha, l1Ratio)).toBeLessThan(1e-7);
    }
  });

  it('says so when the passes do not suffice', async () => {
    const fit = elasticNet(kernel, problem(50, 6, 1e-4, 1), { alpha: 0.01, l1Ratio: 1, fitIntercept: true, maxIter: 1 }, 'Lasso', { seed: 1, threads: 1 });
    await expect(fit).rejects.toMatchObject({ data: { code: 'NOT_CONVERGED', place: { field: 'maxIter' }, next: expect.stringContaining('alpha') as unknown } });
  });
});
