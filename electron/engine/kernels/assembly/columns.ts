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
 * distance of columns in bytes; `shifts` and `factors` hold k numbers.
 */
export function combineBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, factors: usize, target: usize): void {
  const bytes = rows << 3;
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f64x2.splat(0);
    for (let j: usize = 0; j < k; j++) {
      const centred = f64x2.sub(v128.load(columns + j * stride + at), v128.load64_splat(shifts + (j << 3)));
      sum = f64x2.add(sum, f64x2.mul(centred, v128.load64_splat(factors + (j << 3))));
    }
    v128.store(target + at, sum);
  }
}

/** sums[j] = Σ_i (column_j[i] − shift_j) · vector[i] over `rows` values (even): even and odd rows apart, then both. */
export function dotBlock(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, vector: usize, sums: usize): void {
  const bytes = rows << 3;
  for (let j: usize = 0; j < k; j++) {
    const column = columns + j * stride;
    const shift = v128.load64_splat(shifts + (j << 3));
    let sum = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      sum = f64x2.add(sum, f64x2.mul(f64x2.sub(v128.load(column + at), shift), v128.load(vector + at)));
    }
    store<f64>(sums + (j << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
  }
}
