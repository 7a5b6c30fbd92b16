/** Exact arithmetic on doubles: numbers of the form n·2^e, and one rounding at the end. */
export interface Dyadic {
  readonly n: bigint;
  readonly e: number;
}

export const ZERO: Dyadic = { n: 0n, e: 0 };

const view = new DataView(new ArrayBuffer(8));

function bitsOf(value: number): bigint {
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

/** The exponent of the leading bit of a finite number: floor(log2 |x|); denormals reach down to -1074. */
export function exponentOf(value: number): number {
  const bits = bitsOf(value);
  const biased = Number((bits >> 52n) & 0x7ffn);
  if (biased > 0) return biased - 1023;
  return bitLength(bits & ((1n << 52n) - 1n)) - 1075;
}

/** 2^k, for k from -1074 to 1023. */
export function powerOfTwo(k: number): number {
  if (k < -1074 || k > 1023) throw new RangeError(`2^${k} is not a double`);
  view.setBigUint64(0, k >= -1022 ? BigInt(k + 1023) << 52n : 1n << BigInt(k + 1074));
  return view.getFloat64(0);
}

/** A finite double as it is. */
export function dyadic(value: number): Dyadic {
  const bits = bitsOf(value);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const n = biased > 0 ? fraction | (1n << 52n) : fraction;
  return { n: bits >> 63n ? -n : n, e: Math.max(biased, 1) - 1075 };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.n === 0n) return b;
  if (b.n === 0n) return a;
  const e = Math.min(a.e, b.e);
  return { n: (a.n << BigInt(a.e - e)) + (b.n << BigInt(b.e - e)), e };
}

export const times = (a: Dyadic, b: Dyadic): Dyadic => ({ n: a.n * b.n, e: a.e + b.e });
export const minus = (a: Dyadic, b: Dyadic): Dyadic => plus(a, { n: -b.n, e: b.e });
export const whole = (n: bigint): Dyadic => ({ n, e: 0 });

/** A dyadic over a positive whole number. */
export interface Ratio {
  readonly over: Dyadic;
  readonly under: bigint;
}

export function plusRatio(a: Ratio, b: Ratio): Ratio {
  if (a.over.n === 0n) return b;
  if (b.over.n === 0n) return a;
  if (a.under === b.under) return { over: plus(a.over, b.over), under: a.under };
  return { over: plus(times(a.over, whole(b.under)), times(b.over, whole(a.under))), under: a.under * b.under };
}

function bitLength(n: bigint): number {
  if (n === 0n) return 0;
  const hex = n.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] ?? '0', 16)));
}

/** The double nearest to a ratio, halves to the even one; ±Infinity past the largest double; zero has no sign. */
export function nearest({ over, under }: Ratio): number {
  const n = over.n < 0n ? -over.n : over.n;
  if (n === 0n) return 0;
  // The leading bit is `lead` or the one above; `unit` is the last bit that a double of that size keeps.
  const lead = bitLength(n) - bitLength(under) + over.e - 1;
  const first = Math.max(lead - 52, -1074);
  const unit = divide(n, under, over.e - first)[0] >> 53n ? first + 1 : first;
  const [quotient, rest, divisor] = divide(n, under, over.e - unit);
  const twice = 2n * rest;
  const up = twice > divisor || (twice === divisor && (quotient & 1n) === 1n);
  const kept = up ? quotient + 1n : quotient;
  // kept ≤ 2^53 and the product is a double or past the largest: no second rounding.
  const value = unit > 971 ? Infinity : Number(kept) * powerOfTwo(unit);
  return value === 0 ? 0 : over.n < 0n ? -value : value;
}

function divide(n: bigint, under: bigint, shift: number): [quotient: bigint, rest: bigint, divisor: bigint] {
  const top = shift > 0 ? n << BigInt(shift) : n;
  const divisor = shift < 0 ? under << BigInt(-shift) : under;
  const quotient = top / divisor;
  return [quotient, top - quotient * divisor, divisor];
}
