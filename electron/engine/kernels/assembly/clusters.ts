/**
 * For every one of `rows` (a multiple of 8) rows the nearest of `count` points by squared distance, added up left to
 * right over the columns: its number, of equals the first, and the distance. `points` holds `k` numbers a point.
 */
export function nearestBlock(columns: usize, stride: usize, k: usize, rows: usize, points: usize, count: i32, labels: usize, distances: usize): void {
  for (let at: usize = 0; at < rows << 3; at += 64) {
    let d0 = f64x2.splat(Infinity), d1 = d0, d2 = d0, d3 = d0;
    let n0 = f64x2.splat(0), n1 = n0, n2 = n0, n3 = n0;
    for (let p: i32 = 0; p < count; p++) {
      const point = points + (<usize>p * k << 3);
      let a = f64x2.splat(0), b = a, c = a, d = a;
      for (let j: usize = 0; j < k; j++) {
        const from = columns + j * stride + at;
        const middle = v128.load64_splat(point + (j << 3));
        let off = f64x2.sub(v128.load(from), middle);
        a = f64x2.add(a, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 16), middle);
        b = f64x2.add(b, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 32), middle);
        c = f64x2.add(c, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 48), middle);
        d = f64x2.add(d, f64x2.mul(off, off));
      }
      const number = f64x2.splat(<f64>p);
      n0 = v128.bitselect(number, n0, f64x2.lt(a, d0));
      n1 = v128.bitselect(number, n1, f64x2.lt(b, d1));
      n2 = v128.bitselect(number, n2, f64x2.lt(c, d2));
      n3 = v128.bitselect(number, n3, f64x2.lt(d, d3));
      d0 = f64x2.pmin(d0, a);
      d1 = f64x2.pmin(d1, b);
      d2 = f64x2.pmin(d2, c);
      d3 = f64x2.pmin(d3, d);
    }
    v128.store(distances + at, d0);
    v128.store(distances + at, d1, 16);
    v128.store(distances + at, d2, 32);
    v128.store(distances + at, d3, 48);
    store4(labels + (at >> 1), n0, n1);
    store4(labels + (at >> 1) + 16, n2, n3);
  }
}

/** Adds rows, taken relative to the shifts, to the sums of their points, k numbers each, and counts them. Two columns at a time, so that no sum waits for itself. */
export function addToClusters(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, labels: usize, sums: usize, counts: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const count = counts + (<usize>load<i32>(labels + (i << 2)) << 3);
    store<f64>(count, load<f64>(count) + 1);
  }
  for (let j: usize = 0; j < k; j += 2) {
    const next = j + 1 < k;
    const first = columns + j * stride, second = next ? first + stride : first;
    const s0 = load<f64>(shifts + (j << 3)), s1 = next ? load<f64>(shifts + (j << 3), 8) : 0;
    for (let i: usize = 0; i < rows; i++) {
      const sum = sums + ((<usize>load<i32>(labels + (i << 2)) * k + j) << 3);
      const a = load<f64>(first + (i << 3)) - s0;
      const b = load<f64>(second + (i << 3)) - s1;
      store<f64>(sum, load<f64>(sum) + a);
      if (next) store<f64>(sum, load<f64>(sum, 8) + b, 8);
    }
  }
}

// @ts-ignore: decorator
@inline
function store4(to: usize, low: v128, high: v128): void {
  v128.store(to, v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5));
}
