/**
 * The bin of every value: how many of 255 ascending edges (padded with infinity) lie below it; `missing` for NaN.
 * Codes go to every fourth byte from `target` on: four columns lie side by side.
 */
export function encodeColumn(column: usize, rows: usize, edges: usize, missing: u32, target: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const value = load<f64>(column + (i << 3));
    let below: usize = 0;
    for (let step: usize = 128; step > 0; step >>= 1) below += load<f64>(edges + ((below + step - 1) << 3)) < value ? step : 0;
    store<u8>(target + (i << 2), value == value ? <u32>below : missing);
  }
}

/** Sorts the bits of doubles, without NaN, ascending, by 11 bits at a time; the result lies in `keys`. `counts` holds 2048 numbers. */
export function sortDoubles(keys: usize, other: usize, rows: usize, counts: usize): void {
  const end = rows << 3;
  for (let at: usize = 0; at < end; at += 8) {
    const bits = load<u64>(keys + at);
    store<u64>(keys + at, bits ^ (<u64>(<i64>bits >> 63) | 0x8000000000000000));
  }
  let from = keys;
  let to = other;
  for (let shift: u64 = 0; shift < 64; shift += 11) {
    memory.fill(counts, 0, 2048 << 2);
    for (let at: usize = 0; at < end; at += 8) {
      const cell = counts + ((<usize>(load<u64>(from + at) >> shift) & 2047) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
    let place: u32 = 0;
    for (let digit: usize = 0; digit < 2048; digit++) {
      const count = load<u32>(counts + (digit << 2));
      store<u32>(counts + (digit << 2), place);
      place += count;
    }
    for (let at: usize = 0; at < end; at += 8) {
      const key = load<u64>(from + at);
      const cell = counts + ((<usize>(key >> shift) & 2047) << 2);
      const next = load<u32>(cell);
      store<u32>(cell, next + 1);
      store<u64>(to + (<usize>next << 3), key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  for (let at: usize = 0; at < end; at += 8) {
    const key = load<u64>(keys + at);
    store<u64>(keys + at, key ^ (key >> 63 ? 0x8000000000000000 : 0xffffffffffffffff));
  }
}
