/**
 * Rows by their nearest points. Rows lie in panels, column after column, `panel` bytes each, from the first row of one
 * on; points are `k` numbers each. Of every row the number of its point goes to `labels`, of equals the first, and the
 * squared distance, added up left to right over the columns, to `distances`. Then the rows, less `shifts`, are added to
 * the `sums` of their points row by row, k numbers each and the count after those of all. Returns how many rows changed
 * their point. Labels and distances have room up to the next multiple of 8.
 */
export function assignPanels(panels: usize, panel: usize, rowsOfPanel: usize, k: usize, rows: usize, points: usize, count: i32, shifts: usize, labels: usize, distances: usize, sums: usize): i32 {
  let changed: i32 = 0;
  for (let from: usize = 0; from < rows; from += rowsOfPanel) {
    const here = min(rowsOfPanel, rows - from);
    changed += nearestBlock(panels, rowsOfPanel << 3, k, here, points, count, labels, distances);
    addToClusters(panels, rowsOfPanel << 3, k, here, shifts, labels, sums, sums + (<usize>count * k << 3));
    panels += panel;
    labels += rowsOfPanel << 2;
    distances += rowsOfPanel << 3;
  }
  return changed;
}

function nearestBlock(columns: usize, stride: usize, k: usize, rows: usize, points: usize, count: i32, labels: usize, distances: usize): i32 {
  let changed: i32 = 0;
  for (let at: usize = 0; at < rows << 3; at += 64) {
    let d0 = f64x2.splat(Infinity), d1 = d0, d2 = d0, d3 = d0;
    let n0 = f64x2.splat(0), n1 = n0, n2 = n0, n3 = n0;
    for (let p: i32 = 0; p < count; p++) {
      const point = points + (<usize>p * k << 3);
      let a = f64x2.splat(0), b = a, c = a, d = a;
      let from = columns + at;
      for (let j: usize = 0; j < k << 3; j += 8) {
        const middle = v128.load64_splat(point + j);
        let off = f64x2.sub(v128.load(from), middle);
        a = f64x2.add(a, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 16), middle);
        b = f64x2.add(b, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 32), middle);
        c = f64x2.add(c, f64x2.mul(off, off));
        off = f64x2.sub(v128.load(from, 48), middle);
        d = f64x2.add(d, f64x2.mul(off, off));
        from += stride;
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
    const to = distances + at;
    v128.store(to, d0);
    v128.store(to, d1, 16);
    v128.store(to, d2, 32);
    v128.store(to, d3, 48);
    // Rows past the last are looked at, for eights, and not counted.
    const here = min<usize>(8, rows - (at >> 3));
    changed += keep(labels + (at >> 1), n0, n1, here);
    if (here > 4) changed += keep(labels + (at >> 1) + 16, n2, n3, here - 4);
  }
  return changed;
}

/** Stores four labels, and says how many of the first `rows` are others than before. */
// @ts-ignore: decorator
@inline
function keep(to: usize, low: v128, high: v128, rows: usize): i32 {
  const labels = v128.shuffle<i32>(i32x4.trunc_sat_f64x2_s_zero(low), i32x4.trunc_sat_f64x2_s_zero(high), 0, 1, 4, 5);
  const differ = i32x4.bitmask(i32x4.ne(labels, v128.load(to)));
  v128.store(to, labels);
  return popcnt(rows < 4 ? differ & ((1 << <i32>rows) - 1) : differ);
}

/** Four columns at a time, so that no sum waits for itself: what is added to one number keeps the order of the rows. */
function addToClusters(columns: usize, stride: usize, k: usize, rows: usize, shifts: usize, labels: usize, sums: usize, counts: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const count = counts + (<usize>load<i32>(labels + (i << 2)) << 3);
    store<f64>(count, load<f64>(count) + 1);
  }
  const width = k << 3;
  let j: usize = 0;
  for (; j + 4 <= k; j += 4) {
    const s0 = v128.load(shifts + (j << 3)), s1 = v128.load(shifts + (j << 3), 16);
    let first = columns + j * stride;
    let second = first + 2 * stride;
    const ofColumns = sums + (j << 3);
    for (let label = labels, end = labels + (rows << 2); label < end; label += 4) {
      const sum = ofColumns + <usize>load<i32>(label) * width;
      const a = v128.load64_lane(first + stride, v128.load64_zero(first), 1);
      const b = v128.load64_lane(second + stride, v128.load64_zero(second), 1);
      v128.store(sum, f64x2.add(v128.load(sum), f64x2.sub(a, s0)));
      v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.sub(b, s1)), 16);
      first += 8;
      second += 8;
    }
  }
  for (; j < k; j++) {
    const column = columns + j * stride;
    const shift = load<f64>(shifts + (j << 3));
    for (let i: usize = 0; i < rows; i++) {
      const sum = sums + <usize>load<i32>(labels + (i << 2)) * width + (j << 3);
      store<f64>(sum, load<f64>(sum) + (load<f64>(column + (i << 3)) - shift));
    }
  }
}

/**
 * What rows would be away from the nearest of some points, with one more: of every one of `count` candidates the lesser
 * of `closest` and its squared distance is summed up over the rows of a panel, even and odd ones apart, then both, and
 * added to its place in `sums`. Those of the last candidate stay in `found`, which may be `closest` itself; the next
 * panel's go `step` bytes behind them.
 */
export function tryPanels(panels: usize, panel: usize, rowsOfPanel: usize, k: usize, rows: usize, points: usize, count: i32, closest: usize, found: usize, step: usize, sums: usize): void {
  const stride = rowsOfPanel << 3;
  for (let from: usize = 0; from < rows; from += rowsOfPanel) {
    const here = min(rowsOfPanel, rows - from);
    for (let p: i32 = 0; p < count; p++) {
      distancesTo(panels, stride, k, here, points + (<usize>p * k << 3), closest, found);
      let sum = f64x2.splat(0);
      let i: usize = 0;
      for (; i + 2 <= here; i += 2) sum = f64x2.add(sum, v128.load(found + (i << 3)));
      let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
      if (i < here) total += load<f64>(found + (i << 3));
      store<f64>(sums + (<usize>p << 3), load<f64>(sums + (<usize>p << 3)) + total);
    }
    panels += panel;
    closest += stride;
    found += step;
  }
}

function distancesTo(columns: usize, stride: usize, k: usize, rows: usize, point: usize, closest: usize, found: usize): void {
  for (let at: usize = 0; at < rows << 3; at += 64) {
    let a = f64x2.splat(0), b = a, c = a, d = a;
    let from = columns + at;
    for (let j: usize = 0; j < k << 3; j += 8) {
      const middle = v128.load64_splat(point + j);
      let off = f64x2.sub(v128.load(from), middle);
      a = f64x2.add(a, f64x2.mul(off, off));
      off = f64x2.sub(v128.load(from, 16), middle);
      b = f64x2.add(b, f64x2.mul(off, off));
      off = f64x2.sub(v128.load(from, 32), middle);
      c = f64x2.add(c, f64x2.mul(off, off));
      off = f64x2.sub(v128.load(from, 48), middle);
      d = f64x2.add(d, f64x2.mul(off, off));
      from += stride;
    }
    const before = closest + at;
    v128.store(found + at, f64x2.pmin(v128.load(before), a));
    v128.store(found + at, f64x2.pmin(v128.load(before, 16), b), 16);
    v128.store(found + at, f64x2.pmin(v128.load(before, 32), c), 32);
    v128.store(found + at, f64x2.pmin(v128.load(before, 48), d), 48);
  }
}
