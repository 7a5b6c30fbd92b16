/*
 * Splits of one node by one column, for trees that draw columns anew at every node. What is known of a row is a pair of
 * whole numbers: derivatives, or (with `classes`) its class and its weight. Sums over rows are `width` whole numbers:
 * of both derivatives, or the weight of each class. Only cells that rows fall into are looked at and emptied, so that
 * small nodes cost little.
 */

/** Pairs of class and weight · scale for the rows of a list. */
export function classPairs(y: usize, weights: usize, index: usize, count: usize, scale: f64, pairs: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const row = <usize>load<u32>(index + (i << 2));
    store<i64>(pairs + (row << 4), <i64>load<f64>(y + (row << 3)));
    store<i64>(pairs + (row << 4), <i64>nearest(load<f64>(weights + (row << 3)) * scale), 8);
  }
}

/** Puts the pairs of the rows of a list one after another, and adds them up in `totals`. */
export function openNode(index: usize, pairs: usize, count: usize, classes: usize, gathered: usize, totals: usize): void {
  memory.fill(totals, 0, width(classes) << 3);
  for (let i: usize = 0; i < count; i++) {
    const pair = v128.load(pairs + (<usize>load<u32>(index + (i << 2)) << 4));
    v128.store(gathered + (i << 4), pair);
    add(totals, pair, classes);
  }
}

/** Whether the rows of a list have one value. */
export function isConstant(values: usize, index: usize, count: usize): bool {
  const first = load<f64>(values + (<usize>load<u32>(index) << 3));
  for (let i: usize = 1; i < count; i++) if (load<f64>(values + (<usize>load<u32>(index + (i << 2)) << 3)) != first) return false;
  return true;
}

/**
 * Weighs every split of a column: between neighbouring bins that rows fall into, and, where values are missing, present ones
 * against missing ones. `work` holds 256 cells of `width` numbers, 32 bytes of marks, all 0 before and after, and
 * `width` numbers. `found` as for bestSplit. Says whether the rows differ in the column.
 */
export function splitNode(codes: usize, index: usize, gathered: usize, count: usize, classes: usize, byEntropy: bool, column: i32, bins: u32, missing: u32, totals: usize, least: f64, work: usize, found: usize): bool {
  const size = width(classes) << 3;
  const marks = work + 256 * size;
  const left = marks + 32;
  for (let i: usize = 0; i < count; i++) {
    const code = <usize>load<u8>(codes + <usize>load<u32>(index + (i << 2)));
    const mark = marks + (code >> 6 << 3);
    store<u64>(mark, load<u64>(mark) | (<u64>1 << <u64>(code & 63)));
    add(work + code * size, v128.load(gathered + (i << 4)), classes);
  }
  memory.fill(left, 0, size);
  const lost = work + <usize>missing * size;
  const anyLost = missing < 256 && (load<u64>(marks + (<usize>missing >> 6 << 3)) >> <u64>(missing & 63) & 1) != 0;
  let before: i32 = -1;
  let differ = false;
  for (let word: u32 = 0; word < 4; word++) {
    let bits = load<u64>(marks + (word << 3));
    store<u64>(marks + (word << 3), 0);
    while (bits) {
      const code = (word << 6) + <u32>ctz(bits);
      bits &= bits - 1;
      if (anyLost && code == missing) continue;
      if (before >= 0) {
        differ = true;
        offer(left, 0, anyLost, totals, classes, byEntropy, least, column, before, code, found);
        if (anyLost) offer(left, lost, true, totals, classes, byEntropy, least, column, before, code, found);
      }
      const cell = work + <usize>code * size;
      for (let k: usize = 0; k < size; k += 8) store<i64>(left + k, load<i64>(left + k) + load<i64>(cell + k));
      memory.fill(cell, 0, size);
      before = <i32>code;
    }
  }
  if (anyLost) {
    if (before >= 0) {
      differ = true;
      offer(left, 0, true, totals, classes, byEntropy, least, column, <i32>bins - 1, bins, found);
    }
    memory.fill(lost, 0, size);
  }
  return differ;
}

/** Fewer rows are sorted by insertion. */
const FEW: usize = 48;

/**
 * The same by a column of two-byte ranks, of fewer rows than 65,536: they are sorted, and every split between different ranks is weighed.
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
    if (next >> 16 != key >> 16) {
      const a0 = <f64>left0, a1 = <f64>left1, b0 = <f64>(total0 - left0), b1 = <f64>(total1 - left1);
      const leftSum = classes ? a0 + a1 : a1;
      const rightSum = classes ? b0 + b1 : b1;
      const score = classes ? (a0 * a0 + a1 * a1) / leftSum + (b0 * b0 + b1 * b1) / rightSum : (a0 * a0) / leftSum + (b0 * b0) / rightSum;
      if (score > best && leftSum >= least && rightSum >= least) {
        best = score;
        store<f64>(found, score);
        store<i32>(found, column, 8);
        store<u32>(found, key >> 16, 12);
        store<i32>(found, <i32>(leftSum > rightSum), 16);
        store<u32>(found, next >> 16, 20);
      }
    }
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
      store<u32>(cell, load<u32>(cell) + 4);
    }
    let place = <u32>to;
    for (let cell = counts; cell < counts + 1024; cell += 4) {
      const bytes = load<u32>(cell);
      store<u32>(cell, place);
      place += bytes;
    }
    for (let at = from; at < from + (count << 2); at += 4) {
      const key = load<u32>(at);
      const cell = counts + (<usize>(key >> shift & 255) << 2);
      const next = load<u32>(cell);
      store<u32>(cell, next + 4);
      store<u32>(next, key);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from;
}

/** Weighs a split, missing values, their sums at `lost`, on the left (0: on the right); without any they will go where more rows go. */
function offer(left: usize, lost: usize, anyLost: bool, totals: usize, classes: usize, byEntropy: bool, least: f64, column: i32, bin: i32, next: u32, found: usize): void {
  const size = width(classes) << 3;
  let leftSquares = 0.0, rightSquares = 0.0, leftSum = 0.0, rightSum = 0.0;
  for (let k: usize = 0; k < size; k += 8) {
    const onLeft = load<i64>(left + k) + (lost ? load<i64>(lost + k) : 0);
    const a = <f64>onLeft;
    const b = <f64>(load<i64>(totals + k) - onLeft);
    if (byEntropy) {
      leftSquares += timesLog(a);
      rightSquares += timesLog(b);
    } else if (classes || k == 0) {
      leftSquares += a * a;
      rightSquares += b * b;
    }
    if (classes || k == 8) {
      leftSum += a;
      rightSum += b;
    }
  }
  if (leftSum < least || rightSum < least) return;
  const score = byEntropy ? leftSquares - timesLog(leftSum) + (rightSquares - timesLog(rightSum)) : leftSquares / leftSum + rightSquares / rightSum;
  if (!(score > load<f64>(found))) return;
  store<f64>(found, score);
  store<i32>(found, column, 8);
  store<i32>(found, bin, 12);
  store<u32>(found, next, 20);
  store<i32>(found, anyLost ? <i32>(lost != 0) : <i32>(leftSum > rightSum), 16);
}

// @ts-ignore: decorator
@inline
function timesLog(x: f64): f64 {
  return x > 0 ? x * Math.log(x) : 0;
}

// @ts-ignore: decorator
@inline
function width(classes: usize): usize {
  return classes ? classes : 2;
}

// @ts-ignore: decorator
@inline
function add(sums: usize, pair: v128, classes: usize): void {
  if (!classes) {
    v128.store(sums, i64x2.add(v128.load(sums), pair));
    return;
  }
  const cell = sums + (<usize>i64x2.extract_lane(pair, 0) << 3);
  store<i64>(cell, load<i64>(cell) + i64x2.extract_lane(pair, 1));
}
