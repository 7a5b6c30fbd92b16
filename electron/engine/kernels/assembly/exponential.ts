/** e^x of two numbers within ±700 (beyond, of ±700), by fdlibm's polynomial: below 1 ulp, and the same bits everywhere. */
// @ts-ignore: decorator
@inline
export function expPair(value: v128): v128 {
  const x = f64x2.pmax(f64x2.pmin(value, f64x2.splat(700)), f64x2.splat(-700));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.44269504088896338700)));
  const high = f64x2.sub(x, f64x2.mul(k, f64x2.splat(6.93147180369123816490e-1)));
  const low = f64x2.mul(k, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(high, low);
  const z = f64x2.mul(r, r);
  let p = f64x2.add(f64x2.splat(-1.65339022054652515390e-6), f64x2.mul(z, f64x2.splat(4.13813679705723846039e-8)));
  p = f64x2.add(f64x2.splat(6.61375632143793436117e-5), f64x2.mul(z, p));
  p = f64x2.add(f64x2.splat(-2.77777777770155933842e-3), f64x2.mul(z, p));
  p = f64x2.mul(z, f64x2.add(f64x2.splat(1.66666666666666019037e-1), f64x2.mul(z, p)));
  const c = f64x2.sub(r, p);
  const fraction = f64x2.div(f64x2.mul(r, c), f64x2.sub(f64x2.splat(2), c));
  const y = f64x2.add(f64x2.add(f64x2.sub(fraction, low), high), f64x2.splat(1));
  // The low bits of k + 1.5 · 2^52 are those of the whole number k: shifted, they add k to the exponent.
  return i64x2.add(y, i64x2.shl(f64x2.add(k, f64x2.splat(6755399441055744)), 52));
}
