import type { Pause } from './kernel.ts';

/** Multiply-adds between two pauses: some 30 ms. */
const WORK = 20_000_000;

/**
 * The Cholesky factor of a symmetric positive definite matrix, its diagonal scaled to 1 first, so that columns of very
 * different sizes do no harm. A row and column of zeros has the solution 0.
 */
export class ScaledCholesky {
  readonly #factor: Float64Array;
  readonly #inverse: Float64Array;
  /** The least that was left of a diagonal element of 1: a column's share of its own. */
  readonly least: number;

  private constructor(factor: Float64Array, inverse: Float64Array, least: number) {
    this.least = least;
    this.#factor = factor;
    this.#inverse = inverse;
  }

  /** Of a row-major [n, n] matrix; null where what is left of a diagonal element of 1 is `least` or under. */
  static async of(matrix: Float64Array, n: number, least: number, pause?: Pause): Promise<ScaledCholesky | null> {
    const inverse = Float64Array.from({ length: n }, (_, i) => {
      const size = Math.sqrt(matrix[i * n + i] as number);
      return size === 0 ? 0 : 1 / size;
    });
    if (!inverse.every((value, i) => Number.isFinite(value) && Number.isFinite(matrix[i * n + i]))) return null;
    const L = matrix.map((value, at) => value * (inverse[Math.floor(at / n)] as number) * (inverse[at % n] as number));
    let work = 0;
    let smallest = 1;
    for (let j = 0; j < n; j++) {
      const pivot = inverse[j] === 0 ? 1 : 1 - partOf(L, n, j, j, j);
      // Written so that NaN is refused as well.
      if (!(pivot > least)) return null;
      smallest = Math.min(smallest, pivot);
      const root = Math.sqrt(pivot);
      L[j * n + j] = root;
      for (let i = j + 1; i < n; i++) L[i * n + j] = ((L[i * n + j] as number) - partOf(L, n, i, j, j)) / root;
      work += (n - j) * j;
      if (work < WORK || !pause) continue;
      work = 0;
      await pause();
    }
    return new ScaledCholesky(L, inverse, smallest);
  }

  /** The x of matrix · x = right. */
  solve(right: ArrayLike<number>): Float64Array<ArrayBuffer> {
    const [L, inverse] = [this.#factor, this.#inverse];
    const n = inverse.length;
    const x = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      let sum = (right[i] as number) * (inverse[i] as number);
      for (let k = 0; k < i; k++) sum -= (L[i * n + k] as number) * (x[k] as number);
      x[i] = sum / (L[i * n + i] as number);
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[i] as number;
      for (let k = i + 1; k < n; k++) sum -= (L[k * n + i] as number) * (x[k] as number);
      x[i] = sum / (L[i * n + i] as number);
    }
    return x.map((value, i) => value * (inverse[i] as number));
  }
}

/** Σ L[i, m] · L[j, m] over m < count. */
function partOf(L: Float64Array, n: number, i: number, j: number, count: number): number {
  let sum = 0;
  for (let m = 0; m < count; m++) sum += (L[i * n + m] as number) * (L[j * n + m] as number);
  return sum;
}
