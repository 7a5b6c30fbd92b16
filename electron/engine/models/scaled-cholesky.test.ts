import { describe, expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { ScaledCholesky } from './scaled-cholesky.ts';

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

describe('the scaled Cholesky factor', () => {
  it('solves equations of very different sizes, and leaves an empty row at 0', async () => {
    const scale = [1e8, 1e-8, 0, 1];
    const matrix = Float64Array.from({ length: 16 }, (_, at) => (Math.floor(at / 4) === at % 4 ? 2 : 1) * (scale[at % 4] as number) * (scale[Math.floor(at / 4)] as number));
    const wanted = [1e-8, 2e8, 0, 3];
    const right = scale.map((_, i) => wanted.reduce((sum, value, j) => sum + (matrix[i * 4 + j] as number) * value, 0));
    const solution = (await ScaledCholesky.of(matrix, 4, 1e-12))?.solve(right) ?? [];
    wanted.forEach((value, i) => expect(Math.abs((solution[i] as number) - value)).toBeLessThanOrEqual(1e-14 * value));
  });

  it.each([31, 33, 71, 130])('solves %i equations', async (n) => {
    const source = random(n);
    const factor = Array.from({ length: n }, () => Float64Array.from({ length: n }, () => source.normal()));
    const matrix = Float64Array.from({ length: n * n }, (_, at) => dot(factor[Math.floor(at / n)] as Float64Array, factor[at % n] as Float64Array) + (Math.floor(at / n) === at % n ? n : 0));
    const wanted = Float64Array.from({ length: n }, () => source.normal());
    const right = wanted.map((_, i) => dot(matrix.subarray(i * n, (i + 1) * n), wanted));
    const solution = (await ScaledCholesky.of(matrix, n, 1e-12))?.solve(right) ?? [];
    wanted.forEach((value, i) => expect(Math.abs((solution[i] as number) - value)).toBeLessThanOrEqual(1e-12));
  });

  it('is none of a matrix whose last column depends on others', async () => {
    const n = 70;
    const matrix = Float64Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) === at % n ? 2 : 1));
    for (let i = 0; i < n; i++) matrix[(n - 1) * n + i] = matrix[i * n + n - 1] = matrix[(n - 2) * n + i] as number;
    matrix[n * n - 1] = 2;
    expect(await ScaledCholesky.of(matrix, n, 1e-12)).toBeNull();
  });

  it('is none of a matrix whose columns depend, or that holds what is no number', async () => {
    expect(await ScaledCholesky.of(Float64Array.of(1, 1, 1, 1), 2, 1e-12)).toBeNull();
    expect(await ScaledCholesky.of(Float64Array.of(1, NaN, NaN, 1), 2, 1e-12)).toBeNull();
    expect(await ScaledCholesky.of(Float64Array.of(Infinity, 0, 0, 1), 2, 1e-12)).toBeNull();
  });
});
