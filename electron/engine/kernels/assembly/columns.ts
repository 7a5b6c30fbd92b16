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
