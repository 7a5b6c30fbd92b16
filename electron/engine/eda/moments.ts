import type { NumericProfile } from '../../contract/profile.ts';
import type { ColumnRows } from '../models/kernel.ts';

/** Values of which the kernel makes the moments at a time, and their figures. */
export const BLOCK = 4096;
const FIGURES = 5;

/** The power of two at or above a size, within what a double can be divided by without loss. */
export function powerAbove(size: number): number {
  if (size === 0) return 0;
  const exponent = Math.ceil(Math.log2(size));
  return 2 ** Math.max(-1022, Math.min(1023, exponent));
}

/**
 * Mean, standard deviation, skewness and excess kurtosis of values that come in ascending order, so that the bits depend on the values alone. Central moments of
 * blocks of 4,096 values around the block's own mean are put together by the formulas of Pébay (Sandia SAND2008-6212). Before, the middle of the range is taken off and
 * the rest is scaled to within ±1, so that a small spread far from zero keeps its digits and nothing overflows.
 */
export class Moments {
  readonly #origin: number;
  readonly #size: number;
  #n = 0;
  #mean = 0;
  #m2 = 0;
  #m3 = 0;
  #m4 = 0;
  #first = Number.NaN;
  #last = Number.NaN;

  /** The least and the greatest of the values that come. */
  constructor(min: number, max: number) {
    this.#origin = min / 2 + max / 2;
    this.#size = powerAbove(Math.max(max - this.#origin, this.#origin - min)) || 1;
  }

  /** Takes the next values, which lie in `rows`: whole blocks, but for the last ones. */
  add(values: Float64Array, rows: ColumnRows): void {
    if (values.length === 0) return;
    if (this.#n % BLOCK !== 0) throw new Error('Moments are made of whole blocks');
    if (this.#n === 0) this.#first = values[0] as number;
    this.#last = values[values.length - 1] as number;
    // Powers of two: exact, as far as the result is a normal number.
    const figures = rows.blockMoments(values, this.#origin, 1 / this.#size);
    for (let at = 0, block = 0; at < values.length; at += BLOCK, block += FIGURES) this.#merge(Math.min(BLOCK, values.length - at), figures, block);
  }

  #merge(length: number, figures: Float64Array, at: number): void {
    const [mean, rest] = [figures[at] as number, figures[at + 1] as number];
    const [m2, m3, m4] = [figures[at + 2] as number, figures[at + 3] as number, figures[at + 4] as number];
    // The block's mean is rounded: what is left of it is taken out.
    const left = rest / length;
    const q2 = m2 - rest * left;
    const q3 = m3 - 3 * left * m2 + 2 * length * left ** 3;
    const q4 = m4 - 4 * left * m3 + 6 * left * left * m2 - 3 * length * left ** 4;
    const [na, nb] = [this.#n, length];
    const n = na + nb;
    const d = mean + left - this.#mean;
    const step = d / n;
    const [a2, a3] = [this.#m2, this.#m3];
    this.#m4 += q4 + d * step * step * step * na * nb * (na * na - na * nb + nb * nb) + 6 * step * step * (na * na * q2 + nb * nb * a2) + 4 * step * (na * q3 - nb * a3);
    this.#m3 += q3 + d * step * step * na * nb * (na - nb) + 3 * step * (na * q2 - nb * a2);
    this.#m2 += q2 + d * step * na * nb;
    this.#mean += step * nb;
    this.#n = n;
  }

  finish(): Pick<NumericProfile, 'mean' | 'std' | 'skewness' | 'kurtosis'> {
    const n = this.#n;
    const none = { std: null, skewness: null, kurtosis: null };
    if (n === 0) return { mean: null, ...none };
    if (this.#first === this.#last) return { mean: this.#first + 0, ...none, std: n > 1 ? 0 : null };
    const mean = this.#origin + this.#mean * this.#size;
    const [m2, m3, m4] = [this.#m2 / n, this.#m3 / n, this.#m4 / n];
    if (!(m2 > 0)) return { mean, ...none };
    const std = Math.sqrt((m2 * n) / (n - 1)) * this.#size;
    return { mean, std: Number.isFinite(std) ? std : null, skewness: m3 / (m2 * Math.sqrt(m2)), kurtosis: m4 / (m2 * m2) - 3 };
  }
}
