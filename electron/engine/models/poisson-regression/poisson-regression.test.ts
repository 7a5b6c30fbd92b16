import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../train/load-kernel.ts';
import type { ModelState, TrainingData } from '../model.ts';
import { poissonRegression } from './poisson-regression.ts';

const kernel = await loadKernel();
const rows = 40;

function data(y: (i: number) => number): TrainingData {
  return { task: 'regression', x: Float64Array.from({ length: rows }, (_, i) => Math.sin(i)), rows, features: ['x'], y: Float64Array.from({ length: rows }, (_, i) => y(i)), classes: [] };
}

function fit(rowsOf: TrainingData, params: Record<string, unknown> = {}): Promise<ModelState> {
  return poissonRegression.fit(kernel, rowsOf, poissonRegression.params.parse(params), { seed: 1, threads: 1 });
}

describe('Poisson regression', () => {
  it('finds the factors of an exact relation', async () => {
    const model = await fit(data((i) => 5 * Math.exp(0.7 * Math.sin(i))), { alpha: 0 });
    expect((model['coef'] as number[])[0]).toBeCloseTo(0.7, 12);
    expect(model['intercept'] as number).toBeCloseTo(Math.log(5), 12);
  });

  it('predicts the same when columns that depend on others are added, without a penalty too', async () => {
    const plain = data((i) => i % 5);
    const x = Float64Array.from({ length: 3 * rows }, (_, at) => (plain.x[at % rows] as number) * ([1, 1, -3][Math.floor(at / rows)] as number));
    const [one, three] = [await fit(plain, { alpha: 0 }), await fit({ ...plain, x, features: ['x', 'y', 'z'] }, { alpha: 0 })];
    const wanted = poissonRegression.predict(one, plain.x, rows);
    poissonRegression.predict(three, x, rows).forEach((value, i) => expect(value).toBeCloseTo(wanted[i] as number, 12));
  });

  it('names the column and row of a negative target, and one that is 0 throughout', async () => {
    const negative = { ...data((i) => (i === 7 ? -2 : 1)), origin: { target: 'sold', rowIds: Float64Array.from({ length: rows }, (_, i) => i + 100) } };
    await expect(fit(negative)).rejects.toMatchObject({ data: { code: 'TARGET_NEGATIVE', place: { column: 'sold', row: 107 }, message: expect.stringMatching(/"sold" is -2 in row 107/) as unknown } });
    await expect(fit(data(() => 0))).rejects.toMatchObject({ data: { code: 'TARGET_ZERO' } });
  });

  it('says so when the steps do not suffice', async () => {
    await expect(fit(data((i) => i), { maxIter: 1 })).rejects.toMatchObject({ data: { code: 'NOT_CONVERGED', place: { field: 'maxIter' } } });
  });

  it('gives no number where the product is past all numbers', async () => {
    const model = await fit(data((i) => 5 * Math.exp(0.7 * Math.sin(i))), { alpha: 0 });
    expect(poissonRegression.predict(model, Float64Array.of(2000, -2000), 2)).toEqual(Float64Array.of(NaN, 0));
  });
});
