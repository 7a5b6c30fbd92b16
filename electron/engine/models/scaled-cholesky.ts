import type { Pause } from './kernel.ts';

/** Multiply-adds between two pauses: some 30 ms. */
const WORK = 20_000_000;
/** Rows that are worked on together: they stay in the cache. */
const ROWS = 32;

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
    for (let from = 0; from < n; from += ROWS) {
      const to = Math.min(n, from + ROWS);
      let j = 0;
      for (; j + 1 < from; j += 2) {
        let i = from;
        for (; i + 3 < to; i += 4) setEight(L, n, i, j);
        for (; i < to; i++) for (const at of [j, j + 1]) setOne(L, n, i, at);
        work += 2 * j * ROWS;
        if (work < WORK || !pause) continue;
        work = 0;
        await pause();
      }
      for (let i = from; i < to; i++) {
        for (let at = j; at < i; at++) setOne(L, n, i, at);
        const pivot = inverse[i] === 0 ? 1 : 1 - partOf(L, n, i, i, i);
        // Written so that NaN is refused as well.
        if (!(pivot > least)) return null;
        smallest = Math.min(smallest, pivot);
        L[i * n + i] = Math.sqrt(pivot);
      }
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

/** Element i, j of the factor, when those before it in its row are there. */
function setOne(L: Float64Array, n: number, i: number, j: number): void {
  L[i * n + j] = ((L[i * n + j] as number) - partOf(L, n, i, j, j)) / (L[j * n + j] as number);
}

/** {@link setOne} of columns j and j + 1 in rows i to i + 3: eight sums at a time, each in its own order, so that none waits for another. */
function setEight(L: Float64Array, n: number, i: number, j: number): void {
  const [a, b, c, d] = [i * n, (i + 1) * n, (i + 2) * n, (i + 3) * n];
  const [p, q] = [j * n, (j + 1) * n];
  let [a0, b0, c0, d0, a1, b1, c1, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let m = 0; m < j; m++) {
    const x = L[p + m] as number;
    const y = L[q + m] as number;
    const inA = L[a + m] as number;
    a0 += inA * x;
    a1 += inA * y;
    const inB = L[b + m] as number;
    b0 += inB * x;
    b1 += inB * y;
    const inC = L[c + m] as number;
    c0 += inC * x;
    c1 += inC * y;
    const inD = L[d + m] as number;
    d0 += inD * x;
    d1 += inD * y;
  }
  setTwo(L, a + j, a0, a1, p + j, q + j);
  setTwo(L, b + j, b0, b1, p + j, q + j);
  setTwo(L, c + j, c0, c1, p + j, q + j);
  setTwo(L, d + j, d0, d1, p + j, q + j);
}

/** Two neighbours of a row from their sums; the second one's lacks the first. `diagonal` is the place of the first column's diagonal element, `below` the one under it. */
function setTwo(L: Float64Array, at: number, first: number, second: number, diagonal: number, below: number): void {
  const value = ((L[at] as number) - first) / (L[diagonal] as number);
  L[at] = value;
  L[at + 1] = ((L[at + 1] as number) - (second + value * (L[below] as number))) / (L[below + 1] as number);
}
