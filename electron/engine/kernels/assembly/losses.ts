import { expPair } from './exponential';

/**
 * Log loss of two classes at scores (log odds of class 1), over `rows` (even) rows: its sum, even and odd rows apart;
 * the derivatives row by row go to `slopes` and `curves`. `y` holds 1 for class 1; `weights` 0: all weigh 1.
 */
export function logisticRows(scores: usize, y: usize, weights: usize, rows: usize, slopes: usize, curves: usize): f64 {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const end = rows << 3;
  let sum = zero;
  for (let at: usize = 0; at < end; at += 16) {
    const score = v128.load(scores + at);
    const size = f64x2.abs(score);
    const small = expPair(f64x2.neg(size));
    // The shares of the likelier class and of the other: neither is 1 less something, so that nothing cancels.
    const likely = f64x2.div(one, f64x2.add(one, small));
    const other = f64x2.mul(small, likely);
    const isAbove = f64x2.ge(score, zero);
    const isHit = f64x2.eq(v128.load(y + at), one);
    const slope = v128.bitselect(f64x2.neg(v128.bitselect(other, likely, isAbove)), v128.bitselect(likely, other, isAbove), isHit);
    const curve = f64x2.mul(likely, other);
    const loss = f64x2.add(log1pPair(small), v128.and(size, v128.xor(isHit, isAbove)));
    const weight = weights ? v128.load(weights + at) : one;
    v128.store(slopes + at, f64x2.mul(weight, slope));
    v128.store(curves + at, f64x2.mul(weight, curve));
    sum = f64x2.add(sum, f64x2.mul(weight, loss));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** The same of half the squared error of the scores. */
export function squaredRows(scores: usize, y: usize, weights: usize, rows: usize, slopes: usize, curves: usize): f64 {
  const end = rows << 3;
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const weight = weights ? v128.load(weights + at) : f64x2.splat(1);
    const error = f64x2.sub(v128.load(scores + at), v128.load(y + at));
    const slope = f64x2.mul(weight, error);
    v128.store(slopes + at, slope);
    v128.store(curves + at, weight);
    sum = f64x2.add(sum, f64x2.mul(slope, error));
  }
  return 0.5 * (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** log(1 + z) of two numbers from 0 to 1, by fdlibm's polynomial: below 1 ulp, and the same bits everywhere. */
// @ts-ignore: decorator
@inline
function log1pPair(z: v128): v128 {
  const one = f64x2.splat(1);
  // From √2 on 1 + z is halved: 2 · (1 + f).
  const isLarge = f64x2.gt(z, f64x2.splat(0.41421356237309503));
  const k = v128.and(isLarge, one);
  const f = v128.bitselect(f64x2.mul(f64x2.sub(z, one), f64x2.splat(0.5)), z, isLarge);
  const s = f64x2.div(f, f64x2.add(f64x2.splat(2), f));
  const q = f64x2.mul(s, s);
  const w = f64x2.mul(q, q);
  let even = f64x2.add(f64x2.splat(2.222219843214978396e-1), f64x2.mul(w, f64x2.splat(1.531383769920937332e-1)));
  even = f64x2.mul(w, f64x2.add(f64x2.splat(3.999999999940941908e-1), f64x2.mul(w, even)));
  let odd = f64x2.add(f64x2.splat(1.818357216161805012e-1), f64x2.mul(w, f64x2.splat(1.479819860511658591e-1)));
  odd = f64x2.add(f64x2.splat(2.857142874366239149e-1), f64x2.mul(w, odd));
  odd = f64x2.mul(q, f64x2.add(f64x2.splat(6.666666666666735130e-1), f64x2.mul(w, odd)));
  const half = f64x2.mul(f64x2.splat(0.5), f64x2.mul(f, f));
  const rest = f64x2.add(f64x2.mul(s, f64x2.add(half, f64x2.add(odd, even))), f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10)));
  return f64x2.sub(f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1)), f64x2.sub(f64x2.sub(half, rest), f));
}
