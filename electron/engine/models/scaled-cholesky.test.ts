import { describe, expect, it } from 'vitest';
import { ScaledCholesky } from './scaled-cholesky.ts';

describe('the scaled Cholesky factor', () => {
  it('solves equations of very different sizes, and leaves an empty row at 0', async () => {
    const scale = [1e8, 1e-8, 0, 1];
    const matrix = Float64Array.from({ length: 16 }, (_, at) => (Math.floor(at / 4) === at % 4 ? 2 : 1) * (scale[at % 4] as number) * (scale[Math.floor(at / 4)] as number));
    const wanted = [1e-8, 2e8, 0, 3];
    const right = scale.map((_, i) => wanted.reduce((sum, value, j) => sum + (matrix[i * 4 + j] as number) * value, 0));
    const solution = (await ScaledCholesky.of(matrix, 4, 1e-12))?.solve(right) ?? [];
    wanted.forEach((value, i) => expect(Math.abs((solution[i] as number) - value)).toBeLessThanOrEqual(1e-14 * value));
  });

  it('is none of a matrix whose columns depend, or that holds what is no number', async () => {
    expect(await ScaledCholesky.of(Float64Array.of(1, 1, 1, 1), 2, 1e-12)).toBeNull();
    expect(await ScaledCholesky.of(Float64Array.of(1, NaN, NaN, 1), 2, 1e-12)).toBeNull();
    expect(await ScaledCholesky.of(Float64Array.of(Infinity, 0, 0, 1), 2, 1e-12)).toBeNull();
  });
});
