/** A seeded source of random numbers: the same sequence on every machine. */
export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** Normal with mean 0 and standard deviation 1, as a sum of uniforms: no logarithm, so the same bits everywhere. */
  normal(): number;
}

/** sfc32 (Chris Doty-Humphrey), seeded through splitmix32 from any whole number. */
export function random(seed: number): Random {
  let state = seed % 2 ** 32 | 0;
  const high = Math.floor(seed / 2 ** 32) | 0;
  const mix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = mix() ^ high;
  let b = mix();
  let c = mix();
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) word();
  const next = (): number => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
  return {
    next,
    below: (limit) => Math.floor(next() * limit),
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += next();
      return sum;
    },
  };
}
