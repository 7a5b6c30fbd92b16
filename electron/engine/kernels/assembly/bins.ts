import { scatter } from './scatter';

/** The bin of every value: how many of 255 ascending edges (padded with infinity) lie below it; `missing` for NaN. */
export function encodeColumn(column: usize, rows: usize, edges: usize, missing: u32, target: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const value = load<f64>(column + (i << 3));
    const edge = beyond(beyond(beyond(beyond(beyond(beyond(beyond(beyond(edges, value, 10), value, 9), value, 8), value, 7), value, 6), value, 5), value, 4), value, 3);
    store<u8>(target + i, value == value ? <u32>(edge - edges) >> 3 : missing);
  }
}

/** The rank of every value, in two bytes: how many of `count` ascending edges, of which there are some, lie below it; `missing` for NaN. */
export function rankColumn(column: usize, rows: usize, edges: usize, count: usize, missing: u32, target: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const value = load<f64>(column + (i << 3));
    let edge = edges;
    for (let left = count; left > 1; ) {
      const half = left >> 1;
      edge += load<f64>(edge + (half << 3) - 8) < value ? half << 3 : 0;
      left -= half;
    }
    edge += load<f64>(edge) < value ? 8 : 0;
    store<u16>(target + (i << 1), value == value ? <u32>(edge - edges) >> 3 : missing);
  }
}

/** Skips 1 << shift bytes of edges where the last of them lies below a value, without a branch. */
// @ts-ignore: decorator
@inline
function beyond(edge: usize, value: f64, shift: usize): usize {
  return edge + (<usize>(load<f64>(edge + (<usize>1 << shift) - 8) < value) << shift);
}

/**
 * Puts the codes of columns, `stride` bytes apart, side by side, four columns at a time: of row r at
 * target + (r << shift). Columns beyond `columns` have the code 0.
 */
export function packColumns(codes: usize, stride: usize, columns: usize, rows: usize, target: usize, shift: usize): void {
  for (let column: usize = 0; column < columns; column += 4) {
    const a = codes + column * stride;
    const b = column + 1 < columns ? a + stride : 0;
    const c = column + 2 < columns ? b + stride : 0;
    const d = column + 3 < columns ? c + stride : 0;
    for (let i: usize = 0; i < rows; i++) {
      let four = <u32>load<u8>(a + i);
      if (b) four |= <u32>load<u8>(b + i) << 8;
      if (c) four |= <u32>load<u8>(c + i) << 16;
      if (d) four |= <u32>load<u8>(d + i) << 24;
      store<u32>(target + (i << shift) + column, four);
    }
  }
}

/** Moves of the last pass that cost as much as sorting by the bits that are left. */
const MOST_MOVES = 8;
/** Fewer values are sorted as fast. */
const LEAST_COUNTED: usize = 4096;
/** Different numbers that are counted at most: their counts stay in the second-level cache. */
const MOST_CELLS: usize = 1 << 18;
/** Decimals times their power of ten stay within 32 bits. */
const MOST_DECIMAL: f64 = 1073741824;
/** Bytes of the values that may still say how many decimals there are. */
const FIRST_DECIMALS: usize = 1 << 12;

/**
 * Sorts doubles ascending, leaves NaN out, and gives how many there are; the result lies in `keys`, `source` (which may be the same) keeps its values. `counts` holds
 * 4 · 256 numbers. Values are sorted by the 32 bits from the first in which any two differ; an insertion pass puts right what those bits leave equal, and where that is
 * much, all 64 are sorted by. Decimals of few digits are counted instead.
 */
export function sortDoubles(source: usize, keys: usize, other: usize, rows: usize, counts: usize): usize {
  const counted = rows < LEAST_COUNTED ? 0 : countDecimals(source, keys, other, rows);
  if (counted > 0) return counted;
  let end = keys;
  let all: u64 = 0;
  let first: u64 = 0;
  for (let at = source; at < source + (rows << 3); at += 8) {
    const bits = load<u64>(at);
    if ((bits & 0x7fffffffffffffff) > 0x7ff0000000000000) continue;
    const key = bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000);
    if (end == keys) first = key;
    all |= key ^ first;
    store<u64>(end, key);
    end += 8;
  }
  const size = end - keys;
  if (all != 0) {
    const top: u64 = 64 - clz(all);
    let sorted = radixPasses(keys, other, size, counts, top > 32 ? top - 32 : 0);
    if (top > 32 && !insertionPass(sorted, size)) {
      const free = sorted == keys ? other : keys;
      sorted = radixPasses(sorted, free, size, counts, 0);
      sorted = radixPasses(sorted, sorted == keys ? other : keys, size, counts, 32);
    }
    if (sorted != keys) memory.copy(keys, sorted, size);
  }
  for (let at = keys; at < end; at += 8) {
    const key = load<u64>(at);
    store<u64>(at, key ^ (key >> 63 ? 0x8000000000000000 : 0xffffffffffffffff));
  }
  return size >> 3;
}

/**
 * Sorts numbers k / 10^d of at most three decimals, where there are fewer different k than rows, by counting each k; the bits are those of the passes below.
 * Gives 0, with nothing in `keys`, where one is no such number. `other` first holds each k, then behind them how often it comes.
 */
function countDecimals(source: usize, keys: usize, other: usize, rows: usize): usize {
  const end = source + (rows << 3);
  const negativeZero = i64x2.splat(0x8000000000000000);
  let scale: f64 = 1;
  let scales = f64x2.splat(scale);
  let lows = f64x2.splat(MOST_DECIMAL);
  let highs = f64x2.splat(-MOST_DECIMAL);
  let next = other;
  let look = source + FIRST_DECIMALS;
  for (let at = source; at < end; ) {
    if (at >= look) {
      look = at + FIRST_DECIMALS;
      if (!isNarrow(lows, highs, rows)) return 0;
    }
    if (at + 16 <= end) {
      const x = v128.load(at);
      const k = f64x2.nearest(f64x2.mul(x, scales));
      if (!v128.any_true(v128.or(f64x2.ne(f64x2.div(k, scales), x), i64x2.eq(x, negativeZero)))) {
        lows = f64x2.pmin(lows, k);
        highs = f64x2.pmax(highs, k);
        v128.store64_lane(next, i32x4.trunc_sat_f64x2_s_zero(k), 0);
        next += 8;
        at += 16;
        continue;
      }
    }
    const value = load<f64>(at);
    if (value == value) {
      const k = nearest(value * scale);
      if (k / scale != value) {
        // A larger scale is tried for the first values alone: they are read again.
        while (scale < 1000 && nearest(value * scale) / scale != value) scale *= 10;
        if (at - source > FIRST_DECIMALS || nearest(value * scale) / scale != value) return 0;
        scales = f64x2.splat(scale);
        lows = f64x2.splat(MOST_DECIMAL);
        highs = f64x2.splat(-MOST_DECIMAL);
        next = other;
        at = source;
        continue;
      }
      if (load<u64>(at) == 0x8000000000000000 || !(abs(k) <= MOST_DECIMAL)) return 0;
      lows = f64x2.pmin(lows, f64x2.splat(k));
      highs = f64x2.pmax(highs, f64x2.splat(k));
      store<i32>(next, <i32>k);
      next += 4;
    }
    at += 8;
  }
  if (next == other || !isNarrow(lows, highs, rows)) return 0;
  const least = <i32>min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  const cells = <usize>(<i32>max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1)) - least + 1);
  if (cells > MOST_CELLS || cells >= rows) return 0;
  const table = other + (rows << 2);
  memory.fill(table, 0, cells << 2);
  for (let at = other; at < next; at += 4) add(table + (<usize>(load<i32>(at) - least) << 2));
  let to = keys;
  for (let cell: usize = 0; cell < cells; cell++) {
    const value = <f64>(<i32>cell + least) / scale;
    for (let left = load<u32>(table + (cell << 2)); left > 0; left--) {
      store<f64>(to, value);
      to += 8;
    }
  }
  return (to - keys) >> 3;
}

/** Merges two runs of ascending numbers, of equal ones the first run's first. */
export function mergeSorted(first: usize, firstCount: usize, second: usize, secondCount: usize, target: usize): void {
  const firstEnd = first + (firstCount << 3);
  const secondEnd = second + (secondCount << 3);
  while (first < firstEnd && second < secondEnd) {
    const a = load<f64>(first);
    const b = load<f64>(second);
    const takesFirst = a <= b;
    store<f64>(target, takesFirst ? a : b);
    first += <usize>takesFirst << 3;
    second += <usize>!takesFirst << 3;
    target += 8;
  }
  memory.copy(target, first, firstEnd - first);
  memory.copy(target + (firstEnd - first), second, secondEnd - second);
}

/** Whether numbers within these bounds can be counted. */
function isNarrow(lows: v128, highs: v128, rows: usize): bool {
  const low = min(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
  const high = max(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  return high - low <= <f64>rows && -MOST_DECIMAL <= low && high <= MOST_DECIMAL;
}

/** Four passes by 8 bits each from `shift` on (places of 256 cells stay in the first-level cache); gives where the result lies. A digit that is the same everywhere needs no pass. */
function radixPasses(keys: usize, other: usize, size: usize, counts: usize, shift: u64): usize {
  memory.fill(counts, 0, 4 << 10);
  for (let at = keys; at < keys + size; at += 8) {
    const bits = <u32>(load<u64>(at) >> shift);
    add(counts + ((bits & 255) << 2));
    add(counts + (1 << 10) + (((bits >> 8) & 255) << 2));
    add(counts + (2 << 10) + (((bits >> 16) & 255) << 2));
    add(counts + (3 << 10) + ((bits >> 24) << 2));
  }
  let from = keys;
  let to = other;
  for (let pass: usize = 0; pass < 4; pass++) {
    const cells = counts + (pass << 10);
    const right = shift + 8 * <u64>pass;
    if (load<u32>(cells + ((<usize>(load<u64>(from) >> right) & 255) << 2)) == <u32>(size >> 3)) continue;
    scatter<u64>(from, from + size, to, right, cells);
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

// @ts-ignore: decorator
@inline
function add(cell: usize): void {
  store<u32>(cell, load<u32>(cell) + 1);
}

/** False where it gave up, with the same keys in another order. */
function insertionPass(keys: usize, size: usize): bool {
  let left = size * MOST_MOVES;
  for (let at = keys + 8; at < keys + size; at += 8) {
    const key = load<u64>(at);
    let place = at;
    while (place > keys && load<u64>(place - 8) > key) {
      store<u64>(place, load<u64>(place - 8));
      place -= 8;
    }
    if (place == at) continue;
    store<u64>(place, key);
    if (left < at - place) return false;
    left -= at - place;
  }
  return true;
}
