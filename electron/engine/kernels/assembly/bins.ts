/** The bin of every value: how many of 255 ascending edges (padded with infinity) lie below it; `missing` for NaN. */
export function encodeColumn(column: usize, rows: usize, edges: usize, missing: u32, target: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const value = load<f64>(column + (i << 3));
    let below: usize = 0;
    for (let step: usize = 128; step > 0; step >>= 1) below += load<f64>(edges + ((below + step - 1) << 3)) < value ? step : 0;
    store<u8>(target + i, value == value ? <u32>below : missing);
  }
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
 * Sorts doubles ascending, leaves NaN out, and gives how many there are; the result lies in `keys`. `counts` holds 3 · 2048 numbers. Values are sorted by the 33 bits
 * from the first in which any two differ, 11 at a time; an insertion pass puts right what those bits leave equal, and where that is much, all 64 are sorted by.
 * Decimals of few digits are counted instead.
 */
export function sortDoubles(keys: usize, other: usize, rows: usize, counts: usize): usize {
  const counted = rows < LEAST_COUNTED ? 0 : countDecimals(keys, other, rows);
  if (counted > 0) return counted;
  let end = keys;
  let all: u64 = 0;
  let first: u64 = 0;
  for (let at = keys; at < keys + (rows << 3); at += 8) {
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
    let sorted = radixPasses(keys, other, size, counts, top > 33 ? top - 33 : 0);
    if (top > 33 && !insertionPass(sorted, size)) {
      const free = sorted == keys ? other : keys;
      sorted = radixPasses(sorted, free, size, counts, 0);
      sorted = radixPasses(sorted, sorted == keys ? other : keys, size, counts, 33);
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
 * Gives 0, with the values as they were, where one is no such number. `other` first holds each k, then behind them how often it comes.
 */
function countDecimals(values: usize, other: usize, rows: usize): usize {
  const end = values + (rows << 3);
  let scale: f64 = 1;
  let low: f64 = MOST_DECIMAL;
  let high: f64 = -MOST_DECIMAL;
  let next = other;
  for (let at = values; at < end; at += 8) {
    const value = load<f64>(at);
    if (value != value) continue;
    let k = nearest(value * scale);
    if (k / scale != value) {
      // A larger scale is tried for the first values alone: they are read again.
      while (scale < 1000 && nearest(value * scale) / scale != value) scale *= 10;
      if (at - values > FIRST_DECIMALS || nearest(value * scale) / scale != value) return 0;
      low = MOST_DECIMAL;
      high = -MOST_DECIMAL;
      next = other;
      at = values - 8;
      continue;
    }
    if (load<u64>(at) == 0x8000000000000000) return 0;
    low = min(low, k);
    high = max(high, k);
    if (high - low > <f64>rows || abs(k) > MOST_DECIMAL) return 0;
    store<i32>(next, <i32>k);
    next += 4;
  }
  const least = <i32>low;
  const cells = <usize>(<i32>high - least + 1);
  if (next == other || cells > MOST_CELLS || cells >= rows) return 0;
  const table = other + (rows << 2);
  memory.fill(table, 0, cells << 2);
  for (let at = other; at < next; at += 4) add(table + (<usize>(load<i32>(at) - least) << 2));
  let to = values;
  for (let cell: usize = 0; cell < cells; cell++) {
    const value = <f64>(<i32>cell + least) / scale;
    for (let left = load<u32>(table + (cell << 2)); left > 0; left--) {
      store<f64>(to, value);
      to += 8;
    }
  }
  return (to - values) >> 3;
}

/** Three passes by 11 bits each from `shift` on; gives where the result lies. A digit that is the same everywhere needs no pass. */
function radixPasses(keys: usize, other: usize, size: usize, counts: usize, shift: u64): usize {
  memory.fill(counts, 0, 3 << 13);
  for (let at = keys; at < keys + size; at += 8) {
    const bits = load<u64>(at) >> shift;
    add(counts + ((<usize>bits & 2047) << 2));
    add(counts + (1 << 13) + ((<usize>(bits >> 11) & 2047) << 2));
    add(counts + (2 << 13) + ((<usize>(bits >> 22) & 2047) << 2));
  }
  let from = keys;
  let to = other;
  for (let pass: usize = 0; pass < 3; pass++) {
    const cells = counts + (pass << 13);
    const right = shift + 11 * <u64>pass;
    if (load<u32>(cells + ((<usize>(load<u64>(from) >> right) & 2047) << 2)) == <u32>(size >> 3)) continue;
    let place = <u32>to;
    for (let cell = cells; cell < cells + (1 << 13); cell += 4) {
      const count = load<u32>(cell);
      store<u32>(cell, place);
      place += count << 3;
    }
    for (let at = from; at < from + size; at += 8) {
      const key = load<u64>(at);
      const cell = cells + ((<usize>(key >> right) & 2047) << 2);
      const next = load<u32>(cell);
      store<u32>(cell, next + 8);
      store<u64>(next, key);
    }
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
