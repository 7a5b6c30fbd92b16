import { add, BY_SIZE, offer, offerTwo, width } from './offers';
import { scatter } from './scatter';

/** Fewer rows are sorted by insertion. */
const FEW: usize = 48;

/**
 * As splitNode by a column of two-byte ranks, of fewer rows than 65,536: they are sorted, and every split between different ranks is weighed.
 * `keys` and `other` have room for 4 bytes a row, `counts` for 1024, `work` for twice `width` numbers, all 0 before and after.
 */
export function splitRanked(codes: usize, index: usize, gathered: usize, count: usize, classes: usize, byEntropy: bool, column: i32, bins: u32, hasMissing: bool, totals: usize, least: f64, work: usize, keys: usize, other: usize, counts: usize, found: usize): bool {
  const size = width(classes) << 3;
  // The rank of a row above its place in the node: equal ranks stay in order.
  let all: u32 = 0;
  let first: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const code = <u32>load<u16>(codes + (<usize>load<u32>(index + (i << 2)) << 1));
    if (i == 0) first = code;
    all |= code ^ first;
    store<u32>(keys + (i << 2), (code << 16) | <u32>i);
  }
  if (all == 0) return false;
  const sorted = sortKeys(keys, other, count, counts);
  if (!hasMissing && !byEntropy && classes < 3) {
    scanRanks(sorted, count, gathered, classes, column, totals, least, found);
    return true;
  }
  const left = work;
  const lost = work + size;
  let end = sorted + (count << 2);
  while (hasMissing && end > sorted && load<u32>(end - 4) >> 16 == bins) {
    end -= 4;
    add(lost, v128.load(gathered + (<usize>(load<u32>(end) & 0xffff) << 4)), classes);
  }
  const anyLost = end < sorted + (count << 2);
  let key = load<u32>(sorted);
  for (let at = sorted; at < end; ) {
    add(left, v128.load(gathered + (<usize>(key & 0xffff) << 4)), classes);
    at += 4;
    if (at == end) break;
    const next = load<u32>(at);
    if (next >> 16 != key >> 16) {
      offer(left, 0, anyLost, totals, classes, byEntropy, least, column, <i32>(key >> 16), next >> 16, found);
      if (anyLost) offer(left, lost, true, totals, classes, byEntropy, least, column, <i32>(key >> 16), next >> 16, found);
    }
    key = next;
  }
  if (anyLost) offer(left, 0, true, totals, classes, byEntropy, least, column, <i32>bins - 1, bins, found);
  memory.fill(work, 0, size << 1);
  return true;
}

/** Weighs every split between different ranks by two sums: no class or two, no missing value, not by entropy. As `offer` does, to the bit. */
function scanRanks(sorted: usize, count: usize, gathered: usize, classes: usize, column: i32, totals: usize, least: f64, found: usize): void {
  const end = sorted + (count << 2);
  const total0 = load<i64>(totals);
  const total1 = load<i64>(totals, 8);
  let best = load<f64>(found);
  let left0: i64 = 0;
  let left1: i64 = 0;
  let key = load<u32>(sorted);
  for (let at = sorted + 4; at < end; at += 4) {
    const pair = gathered + (<usize>(key & 0xffff) << 4);
    const first = load<i64>(pair);
    const second = load<i64>(pair, 8);
    left0 += classes ? (first ? 0 : second) : first;
    left1 += classes ? (first ? second : 0) : second;
    const next = load<u32>(at);
    if (next >> 16 != key >> 16) best = offerTwo(left0, left1, total0 - left0, total1 - left1, BY_SIZE, classes, least, column, key >> 16, next >> 16, best, found);
    key = next;
  }
}

/** Sorts keys by their upper two bytes, equal ones in their order, and gives where the result lies. */
function sortKeys(keys: usize, other: usize, count: usize, counts: usize): usize {
  const end = keys + (count << 2);
  if (count < FEW) {
    for (let at = keys + 4; at < end; at += 4) {
      const key = load<u32>(at);
      let place = at;
      for (; place > keys && load<u32>(place - 4) > key; place -= 4) store<u32>(place, load<u32>(place - 4));
      store<u32>(place, key);
    }
    return keys;
  }
  let from = keys;
  let to = other;
  for (let shift: u32 = 16; shift < 32; shift += 8) {
    memory.fill(counts, 0, 1024);
    for (let at = from; at < from + (count << 2); at += 4) {
      const cell = counts + (<usize>(load<u32>(at) >> shift & 255) << 2);
      store<u32>(cell, load<u32>(cell) + 1);
    }
    scatter<u32>(from, from + (count << 2), to, shift, counts);
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}
