/** column[i] -= shift over `rows` values; `rows` is even. */
export function shiftColumn(column: usize, rows: usize, shift: f64): void {
  const by = f64x2.splat(shift);
  const end = column + (rows << 3);
  for (let at = column; at < end; at += 16) v128.store(at, f64x2.sub(v128.load(at), by));
}

/** target[i] = column[i] · weights[i] over `rows` values; `rows` is even. */
export function weightColumn(target: usize, column: usize, weights: usize, rows: usize): void {
  const end = rows << 3;
  for (let at: usize = 0; at < end; at += 16) {
    v128.store(target + at, f64x2.mul(v128.load(column + at), v128.load(weights + at)));
  }
}

/**
 * target[i] = Σ_j (column_j[i] − shift_j) · factor_j over `rows` values (even), added left to right. `stride` is the
 * distance of columns in bytes; `shifts` and `factors` hold k numbers. Eight rows at a time keep their sums in registers.
 */
export function combineBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, factors: usize, target: usize): void {
  const bytes = rows << 3;
  let at: usize = 0;
  for (; at + 64 <= bytes; at += 64) {
    let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
    for (let j: usize = 0; j < k; j++) {
      const from = columns + j * stride + at;
      const shift = v128.load64_splat(shifts + (j << 3));
      const factor = v128.load64_splat(factors + (j << 3));
      a = f64x2.add(a, f64x2.mul(f64x2.sub(v128.load(from), shift), factor));
      b = f64x2.add(b, f64x2.mul(f64x2.sub(v128.load(from, 16), shift), factor));
      c = f64x2.add(c, f64x2.mul(f64x2.sub(v128.load(from, 32), shift), factor));
      d = f64x2.add(d, f64x2.mul(f64x2.sub(v128.load(from, 48), shift), factor));
    }
    v128.store(target + at, a);
    v128.store(target + at, b, 16);
    v128.store(target + at, c, 32);
    v128.store(target + at, d, 48);
  }
  for (; at < bytes; at += 16) {
    let sum = f64x2.splat(0);
    for (let j: usize = 0; j < k; j++) {
      const centred = f64x2.sub(v128.load(columns + j * stride + at), v128.load64_splat(shifts + (j << 3)));
      sum = f64x2.add(sum, f64x2.mul(centred, v128.load64_splat(factors + (j << 3))));
    }
    v128.store(target + at, sum);
  }
}

/**
 * sums[j] = Σ_i (column_j[i] − shift_j) · vector[i] over `rows` values (even): even and odd rows apart, then both. Four
 * columns at a time, so that no sum waits for another; past the last column the last comes again.
 */
export function dotBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, vector: usize, sums: usize): void {
  const bytes = rows << 3;
  const last = k - 1;
  for (let j: usize = 0; j < k; j += 4) {
    const j1 = min(j + 1, last), j2 = min(j + 2, last), j3 = min(j + 3, last);
    const c0 = columns + j * stride, c1 = columns + j1 * stride, c2 = columns + j2 * stride, c3 = columns + j3 * stride;
    const s0 = v128.load64_splat(shifts + (j << 3)), s1 = v128.load64_splat(shifts + (j1 << 3));
    const s2 = v128.load64_splat(shifts + (j2 << 3)), s3 = v128.load64_splat(shifts + (j3 << 3));
    let a = f64x2.splat(0), b = f64x2.splat(0), c = f64x2.splat(0), d = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const by = v128.load(vector + at);
      a = f64x2.add(a, f64x2.mul(f64x2.sub(v128.load(c0 + at), s0), by));
      b = f64x2.add(b, f64x2.mul(f64x2.sub(v128.load(c1 + at), s1), by));
      c = f64x2.add(c, f64x2.mul(f64x2.sub(v128.load(c2 + at), s2), by));
      d = f64x2.add(d, f64x2.mul(f64x2.sub(v128.load(c3 + at), s3), by));
    }
    put(sums, j3, d);
    put(sums, j2, c);
    put(sums, j1, b);
    put(sums, j, a);
  }
}

/**
 * Of every column, with d = value − its shift: Σ d, Σ d² (weighted; even and odd rows apart, then both), the least and
 * the largest d, into four numbers a column. `weights` 0: all weigh 1. An infinite or missing value makes the sums NaN or infinite.
 */
export function momentBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, weights: usize, moments: usize): void {
  const bytes = rows << 3;
  for (let j: usize = 0; j < k; j++) {
    const column = columns + j * stride;
    const shift = v128.load64_splat(shifts + (j << 3));
    let low = f64x2.sub(v128.load(column), shift);
    let high = low;
    let sum = f64x2.splat(0), squares = sum;
    for (let at: usize = 0; at < bytes; at += 16) {
      const d = f64x2.sub(v128.load(column + at), shift);
      const share = weights ? f64x2.mul(d, v128.load(weights + at)) : d;
      sum = f64x2.add(sum, share);
      squares = f64x2.add(squares, f64x2.mul(share, d));
      low = f64x2.pmin(low, d);
      high = f64x2.pmax(high, d);
    }
    const to = moments + (j << 5);
    put(to, 0, sum);
    put(to, 1, squares);
    store<f64>(to + 16, min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)));
    store<f64>(to + 24, max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)));
  }
}

// @ts-ignore: decorator
@inline
function put(sums: usize, j: usize, lanes: v128): void {
  store<f64>(sums + (j << 3), f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1));
}
