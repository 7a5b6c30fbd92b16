import { abs, add, and, ceil, div, eq, exponentGuess, floor, isMissing, le, lt, max, min, missing, mul, neg, num, or, pow2, rem, round, sub, when, type Expr, type ExprOf } from './expression.ts';

/*
 * The functions that engines compute with other last bits, written once as arithmetic that IEEE 754 fixes to the bit.
 * Polynomials and constants are those of fdlibm (FreeBSD msun, Sun Microsystems 1993); the errors that the tests
 * hold are below 1 ulp for exp, ln, sin and cos, and below 2 ulp for the others.
 */

const NOTHING = missing('number');
const SQRT_HALF = Math.SQRT1_2;
const SMALLEST_NORMAL = 2 ** -1022;
const LARGEST = Number.MAX_VALUE;

/** c0 + z·(c1 + z·(c2 + …)). */
function polynomial(z: Expr, [first = 0, ...rest]: readonly number[]): Expr {
  return rest.length === 0 ? num(first) : add(num(first), mul(z, polynomial(z, rest)));
}

const half = (x: Expr): Expr => mul(num(0.5), x);

/** exp by k = round(x / ln 2) and a rational approximation of what remains; ±745 and beyond run into 0 and inf. */
export function exactExp(x: Expr): Expr {
  const clamped = max(min(x, num(710)), num(-746));
  const k = floor(add(mul(clamped, num(1.44269504088896338700)), num(0.5)));
  const high = sub(clamped, mul(k, num(6.93147180369123816490e-1)));
  const low = mul(k, num(1.90821492927058770002e-10));
  return scaled(expOfRest(high, low), k);
}

/** e^(high - low) for a small argument. */
function expOfRest(high: Expr, low: Expr): Expr {
  const r = sub(high, low);
  const z = mul(r, r);
  const p = mul(z, polynomial(z, [1.66666666666666019037e-1, -2.77777777770155933842e-3, 6.61375632143793436117e-5, -1.65339022054652515390e-6, 4.13813679705723846039e-8]));
  const c = sub(r, p);
  return add(add(sub(div(mul(r, c), sub(num(2), c)), low), high), num(1));
}

/** y·2^k in two steps, so that the result rounds once where it is denormal. */
function scaled(y: Expr, k: Expr): Expr {
  const first = floor(half(k));
  return mul(mul(y, pow2(first)), pow2(sub(k, first)));
}

interface Split {
  /** Whole. */
  readonly exponent: Expr;
  /** Mantissa - 1: within √½ - 1 and √2 - 1. */
  readonly f: Expr;
}

/** x = 2^exponent · (1 + f) for a positive finite x; missing elsewhere. */
function split(x: Expr): Split {
  const tiny = lt(x, num(SMALLEST_NORMAL));
  const normal = when(tiny, mul(x, num(2 ** 54)), x);
  // Two comparisons repair the guess: a mantissa at or above √2 goes one up, below √½ one down. The guess is taken
  // down to 1022 because 2^1023 times 2^-1023 needs no more.
  const guess = min(max(exponentGuess(normal), num(-1022)), num(1022));
  const m0 = mul(normal, pow2(neg(guess)));
  const up1 = le(num(Math.SQRT2), m0);
  const m1 = when(up1, half(m0), m0);
  const k1 = when(up1, add(guess, num(1)), guess);
  const up2 = le(num(Math.SQRT2), m1);
  const down = lt(m1, num(SQRT_HALF));
  const m = when(up2, half(m1), when(down, mul(num(2), m1), m1));
  const k = when(up2, add(k1, num(1)), when(down, sub(k1, num(1)), k1));
  return { exponent: when(tiny, sub(k, num(54)), k), f: sub(m, num(1)) };
}

/** s·(f²/2 + R), where ln(1 + f) = f - f²/2 + it. */
function logTail(f: Expr): { readonly halfSquare: Expr; readonly tail: Expr } {
  const s = div(f, add(num(2), f));
  const z = mul(s, s);
  const w = mul(z, z);
  const even = mul(w, polynomial(w, [3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1]));
  const odd = mul(z, polynomial(w, [6.666666666666735130e-1, 2.857142874366239149e-1, 1.818357216161805012e-1, 1.479819860511658591e-1]));
  const halfSquare = half(mul(f, f));
  return { halfSquare, tail: mul(s, add(halfSquare, add(odd, even))) };
}

/** A logarithm of positive finite numbers as the logarithm of all: inf of inf, missing at 0 and below. */
function onPositive(x: Expr, result: Expr): Expr {
  return when(lt(num(0), x), when(le(x, num(LARGEST)), result, x), NOTHING);
}

export function exactLn(x: Expr): Expr {
  const { exponent, f } = split(x);
  const { halfSquare, tail } = logTail(f);
  const low = add(tail, mul(exponent, num(1.90821492927058770002e-10)));
  return onPositive(x, add(add(sub(low, halfSquare), f), mul(exponent, num(6.93147180369123816490e-1))));
}

/** ln(1 + x): the rounding of 1 + x is made good to first order. */
export function exactLog1p(x: Expr): Expr {
  const u = add(num(1), x);
  const correction = div(sub(x, sub(u, num(1))), u);
  return when(lt(abs(x), num(2 ** -54)), x, when(lt(x, num(2 ** 54)), add(exactLn(u), correction), exactLn(x)));
}

/** The 21 leading bits of a number of moderate size, so that products with a 32-bit constant are exact. */
function leading(x: Expr): Expr {
  const c = mul(x, num(2 ** 32 + 1));
  return sub(c, sub(c, x));
}

/** The sum of two doubles that a logarithm is, for a base given by 1 / ln(base) in two parts and log(2) in two. */
function logParts({ exponent, f }: Split, [inverseHigh, inverseLow, twoHigh, twoLow]: readonly [number, number, number, number]): { high: Expr; low: Expr } {
  const { halfSquare, tail } = logTail(f);
  const top = leading(sub(f, halfSquare));
  const rest = add(sub(sub(f, top), halfSquare), tail);
  const valueHigh = mul(top, num(inverseHigh));
  const valueLow = add(add(mul(exponent, num(twoLow)), mul(add(rest, top), num(inverseLow))), mul(rest, num(inverseHigh)));
  const base = mul(exponent, num(twoHigh));
  const high = add(base, valueHigh);
  return { high, low: add(valueLow, add(sub(base, high), valueHigh)) };
}

const BASE_2 = [1.44269504072144627571, 1.67517131648865118353e-10, 1, 0] as const;
const BASE_10 = [4.34294481878168880939e-1, 2.50829467116452752298e-11, 3.01029995663611771306e-1, 3.69423907715893078616e-13] as const;

/** Exact at the powers of two. */
export function exactLog2(x: Expr): Expr {
  const { high, low } = logParts(split(x), BASE_2);
  return onPositive(x, add(low, high));
}

/** Exact at the powers of ten that doubles hold. */
export function exactLog10(x: Expr): Expr {
  const { high, low } = logParts(split(x), BASE_10);
  return onPositive(x, add(low, high));
}

export const exactSigmoid = (x: Expr): Expr => div(num(1), add(num(1), exactExp(neg(x))));

/** Near 0 by a rational approximation (Cephes), beyond by exp. */
export function exactTanh(x: Expr): Expr {
  const size = abs(x);
  const z = mul(x, x);
  const p = polynomial(z, [-1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1]);
  const q = polynomial(z, [4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1]);
  const large = sub(num(1), div(num(2), add(exactExp(add(size, size)), num(1))));
  return when(lt(size, num(0.625)), add(x, mul(mul(x, z), div(p, q))), when(lt(x, num(0)), neg(large), large));
}

/**
 * x^y by 2^(y·log2 x), the logarithm and the product carried in two doubles. A negative x needs a whole y; 0 to a
 * negative power is missing, as division by zero is; what is not finite follows from the limits.
 */
export function exactPow(x: Expr, y: Expr): Expr {
  const size = abs(x);
  const parts = logParts(split(size), BASE_2);
  const high = add(parts.high, parts.low);
  const low = add(sub(parts.high, high), parts.low);
  const bounded = max(min(y, num(2 ** 66)), num(-(2 ** 66)));
  const [a, b] = halves(high);
  const [c, d] = halves(bounded);
  const product = mul(high, bounded);
  const error = add(add(add(sub(mul(a, c), product), mul(a, d)), mul(b, c)), mul(b, d));
  const rest = add(error, mul(low, bounded));
  const inRange = when(lt(abs(product), num(1100)), product, num(0));
  const k = round(inRange);
  const r = add(sub(inRange, k), when(lt(abs(product), num(1100)), rest, num(0)));
  const LN2 = [6.93147180369123816490e-1, 1.90821492927058770002e-10] as const;
  const finitePower = scaled(expOfRest(mul(r, num(LN2[0])), neg(mul(r, num(LN2[1])))), k);
  const power = when(lt(abs(product), num(1100)), finitePower, when(lt(product, num(0)), num(0), mul(num(LARGEST), num(2))));
  const whole = eq(y, floor(y));
  const odd = eq(abs(rem(y, num(2))), num(1));
  return when(
    eq(y, num(0)),
    when(le(abs(x), abs(x)), num(1), NOTHING),
    when(
      and(le(size, num(LARGEST)), le(abs(y), num(LARGEST))),
      when(eq(x, num(0)), when(lt(num(0), y), num(0), NOTHING), when(lt(num(0), x), power, when(whole, when(odd, neg(power), power), NOTHING))),
      NOTHING,
    ),
  );
}

/** A literal exponent that makes a power a product. */
export function isSmallWhole(y: Expr): y is ExprOf<'number'> {
  return y.op === 'number' && Number.isInteger(y.payload.value) && Math.abs(y.payload.value) <= 16;
}

/** The product of n times x by squaring, from the lowest bit of n up; its reciprocal for a negative n. */
export function wholePower(x: Expr, n: number): Expr {
  if (n === 0) return when(isMissing(x), NOTHING, num(1));
  let product: Expr | undefined;
  let square = x;
  for (let rest = Math.abs(n); rest > 0; rest >>= 1) {
    if (rest & 1) product = product ? mul(product, square) : square;
    if (rest > 1) square = mul(square, square);
  }
  return n < 0 ? div(num(1), product ?? x) : (product ?? x);
}

/** Veltkamp's split: two halves of 26 bits. */
function halves(x: Expr): [Expr, Expr] {
  const c = mul(x, num(2 ** 27 + 1));
  const high = sub(c, sub(c, x));
  return [high, sub(x, high)];
}

/** Sine and cosine are missing beyond: the reduction is good to here. */
const LARGEST_ANGLE = 1e5;

interface Reduced {
  readonly quadrant: Expr;
  readonly head: Expr;
  readonly tail: Expr;
}

/** x less a multiple of π/2, in two doubles (Cody and Waite in three steps). */
function reduced(x: Expr): Reduced {
  const n = round(mul(x, num(6.36619772367581382433e-1)));
  const t0 = sub(x, mul(n, num(1.57079632673412561417)));
  const w1 = mul(n, num(6.07710050630396597660e-11));
  const r1 = sub(t0, w1);
  const w2 = mul(n, num(2.02226624871116645580e-21));
  const r2 = sub(r1, w2);
  const w3 = sub(mul(n, num(8.47842766036889956997e-32)), add(sub(sub(t0, r1), w1), sub(sub(r1, r2), w2)));
  const head = sub(r2, w3);
  return { quadrant: rem(n, num(4)), head, tail: sub(sub(r2, head), w3) };
}

function sineKernel({ head, tail }: Reduced): Expr {
  const z = mul(head, head);
  const r = polynomial(z, [8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6, -2.50507602534068634195e-8, 1.58969099521155010221e-10]);
  const v = mul(z, head);
  return sub(head, sub(sub(mul(z, sub(half(tail), mul(v, r))), tail), mul(v, num(-1.66666666666666324348e-1))));
}

function cosineKernel({ head, tail }: Reduced): Expr {
  const z = mul(head, head);
  const r = mul(z, polynomial(z, [4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7, 2.08757232129817482790e-9, -1.13596475577881948265e-11]));
  const h = half(z);
  const w = sub(num(1), h);
  return add(w, add(sub(sub(num(1), w), h), sub(mul(z, r), mul(head, tail))));
}

/** The kernel of a quadrant that is counted from -3 to 3. */
function byQuadrant(q: Expr, zero: Expr, one: Expr): Expr {
  const is = (a: number, b: number): Expr => or(eq(q, num(a)), eq(q, num(b)));
  return when(eq(q, num(0)), zero, when(is(1, -3), one, when(is(2, -2), neg(zero), neg(one))));
}

const withinRange = (x: Expr, result: Expr): Expr => when(le(abs(x), num(LARGEST_ANGLE)), result, NOTHING);

export function exactSin(x: Expr): Expr {
  const parts = reduced(x);
  return withinRange(x, byQuadrant(parts.quadrant, sineKernel(parts), cosineKernel(parts)));
}

export function exactCos(x: Expr): Expr {
  const parts = reduced(x);
  return withinRange(x, byQuadrant(parts.quadrant, cosineKernel(parts), neg(sineKernel(parts))));
}

export const exactTrunc = (x: Expr): Expr => when(lt(x, num(0)), ceil(x), floor(x));

export function exactSign(x: Expr): Expr {
  return when(lt(num(0), x), num(1), when(lt(x, num(0)), num(-1), when(eq(x, num(0)), num(0), NOTHING)));
}

export function exactMod(x: Expr, y: Expr): Expr {
  const r = rem(x, y);
  const otherSign = or(and(lt(r, num(0)), lt(num(0), y)), and(lt(num(0), r), lt(y, num(0))));
  return when(otherSign, add(r, y), r);
}

/** Numbers of 2^52 and above have no decimals; without this, the product could overflow. */
export function exactRound(x: Expr, digits: number): Expr {
  if (digits < 0) return mul(round(div(x, num(10 ** -digits))), num(10 ** -digits));
  return when(lt(abs(x), num(2 ** 52)), div(round(mul(x, num(10 ** digits))), num(10 ** digits)), x);
}

export const exactFinite = (x: Expr): Expr => when(le(abs(x), num(LARGEST)), x, NOTHING);
