import type { NumericProfile } from '../../contract/profile.ts';

const BLOCK = 4096;

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
  readonly #block = new Float64Array(BLOCK);
  #filled = 0;
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

  add(values: Float64Array): void {
    if (values.length === 0) return;
    if (this.#n + this.#filled === 0) this.#first = values[0] as number;
    this.#last = values[values.length - 1] as number;
    for (let at = 0; at < values.length; ) {
      const taken = Math.min(BLOCK - this.#filled, values.length - at);
      this.#block.set(values.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === BLOCK) this.#merge();
    }
  }

  #merge(): void {
    const length = this.#filled;
    if (length === 0) return;
    const [block, origin] = [this.#block, this.#origin];
    // Powers of two: exact, as far as the result is a normal number.
    const factor = 1 / this.#size;
    let sum = 0;
    for (let i = 0; i < length; i++) sum += block[i] = ((block[i] as number) - origin) * factor;
    const mean = sum / length;
    let [rest, m2, m3, m4] = [0, 0, 0, 0];
    for (let i = 0; i < length; i++) {
      const d = (block[i] as number) - mean;
      const dd = d * d;
      rest += d;
      m2 += dd;
      m3 += dd * d;
      m4 += dd * dd;
    }
    this.#filled = 0;
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
    this.#merge();
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
