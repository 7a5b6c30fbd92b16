/**
 * Adds a block of rows to a Gram matrix: for every a ≤ b, Σ left_a · right_b over the block, rows in two lanes (even
 * and odd), lanes added last. `left` and `right` hold k columns of `rows` values (even) with so many bytes between
 * columns. `sum` and `rest` are [k, k]: a sum over blocks and the rounding errors that it lost (Neumaier). Of the
 * matrix the rows [first, end) are made, from a multiple of 4 on.
 * Tiles of 4 × 2 columns keep eight sums in registers.
 */
export function gramBlock(left: usize, leftStride: usize, right: usize, stride: usize, k: usize, rows: usize, sum: usize, rest: usize, first: usize, end: usize): void {
  const bytes = rows << 3;
  for (let a: usize = first; a < end; a += 4) {
    const a0 = left + a * leftStride;
    const a1 = a + 1 < k ? a0 + leftStride : a0;
    const a2 = a + 2 < k ? a0 + 2 * leftStride : a0;
    const a3 = a + 3 < k ? a0 + 3 * leftStride : a0;
    for (let b: usize = a; b < k; b += 2) {
      const b0 = right + b * stride;
      const b1 = b + 1 < k ? b0 + stride : b0;
      let s00 = f64x2.splat(0), s01 = f64x2.splat(0), s10 = f64x2.splat(0), s11 = f64x2.splat(0);
      let s20 = f64x2.splat(0), s21 = f64x2.splat(0), s30 = f64x2.splat(0), s31 = f64x2.splat(0);
      for (let at: usize = 0; at < bytes; at += 16) {
        const y0 = v128.load(b0 + at);
        const y1 = v128.load(b1 + at);
        let x = v128.load(a0 + at);
        s00 = f64x2.add(s00, f64x2.mul(x, y0));
        s01 = f64x2.add(s01, f64x2.mul(x, y1));
        x = v128.load(a1 + at);
        s10 = f64x2.add(s10, f64x2.mul(x, y0));
        s11 = f64x2.add(s11, f64x2.mul(x, y1));
        x = v128.load(a2 + at);
        s20 = f64x2.add(s20, f64x2.mul(x, y0));
        s21 = f64x2.add(s21, f64x2.mul(x, y1));
        x = v128.load(a3 + at);
        s30 = f64x2.add(s30, f64x2.mul(x, y0));
        s31 = f64x2.add(s31, f64x2.mul(x, y1));
      }
      put(sum, rest, k, a, b, s00);
      put(sum, rest, k, a, b + 1, s01);
      put(sum, rest, k, a + 1, b, s10);
      put(sum, rest, k, a + 1, b + 1, s11);
      put(sum, rest, k, a + 2, b, s20);
      put(sum, rest, k, a + 2, b + 1, s21);
      put(sum, rest, k, a + 3, b, s30);
      put(sum, rest, k, a + 3, b + 1, s31);
    }
  }
}

/** Adds both lanes to the cell (a, b), if it lies in the upper triangle. */
// @ts-ignore: decorator
@inline
function put(sum: usize, rest: usize, k: usize, a: usize, b: usize, lanes: v128): void {
  if (b >= k || a > b) return;
  const cell = (a * k + b) << 3;
  const value = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
  const before = load<f64>(sum + cell);
  const after = before + value;
  const lost = abs(before) >= abs(value) ? (before - after) + value : (value - after) + before;
  store<f64>(sum + cell, after);
  store<f64>(rest + cell, load<f64>(rest + cell) + lost);
}
