import { add, BY_SIZE, offer, offerTwo, ON_LEFT, ON_RIGHT, width } from './offers';

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

/** Puts the codes of the rows of a list one after another, of two bytes each if they are `wide`. */
export function gatherCodes(index: usize, count: usize, codes: usize, wide: bool, target: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const row = <usize>load<u32>(index + (i << 2));
    if (wide) store<u16>(target + (i << 1), load<u16>(codes + (row << 1)));
    else store<u8>(target + i, load<u8>(codes + row));
  }
}

/** Puts the numbers of the rows of a list one after another. */
export function gatherDoubles(index: usize, count: usize, values: usize, target: usize): void {
  for (let i: usize = 0; i < count; i++) store<f64>(target + (i << 3), load<f64>(values + (<usize>load<u32>(index + (i << 2)) << 3)));
}

/** Puts the pairs of the rows of a list one after another, adds them up in `totals`, as doubles in `sums`, and empties `found`. */
export function openNode(index: usize, pairs: usize, count: usize, classes: usize, gathered: usize, totals: usize, sums: usize, found: usize): void {
  memory.fill(totals, 0, width(classes) << 3);
  for (let i: usize = 0; i < count; i++) {
    const pair = v128.load(pairs + (<usize>load<u32>(index + (i << 2)) << 4));
    v128.store(gathered + (i << 4), pair);
    add(totals, pair, classes);
  }
  for (let k: usize = 0; k < width(classes) << 3; k += 8) store<f64>(sums + k, <f64>load<i64>(totals + k));
  store<f64>(found, -Infinity);
  store<i32>(found, -1, 8);
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
  const lost = work + <usize>missing * size;
  const anyLost = missing < 256 && (load<u64>(marks + (<usize>missing >> 6 << 3)) >> <u64>(missing & 63) & 1) != 0;
  if (!byEntropy && classes < 3) return scanBins(work, marks, classes, bins, anyLost ? lost : 0, column, totals, least, found);
  memory.fill(left, 0, size);
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

/** No bin has this number. */
const NO_BIN: u32 = 256;

/** The same for two sums, not by entropy, between the bins that are marked, with missing values at `lost`, if not 0; empties them. As `offer` does, to the bit. */
function scanBins(work: usize, marks: usize, classes: usize, bins: u32, lost: usize, column: i32, totals: usize, least: f64, found: usize): bool {
  const zero = i64x2.splat(0);
  const total0 = load<i64>(totals);
  const total1 = load<i64>(totals, 8);
  let best = load<f64>(found);
  let left0: i64 = 0;
  let left1: i64 = 0;
  let before: u32 = NO_BIN;
  let differ = false;
  let lost0: i64 = 0;
  let lost1: i64 = 0;
  if (lost) {
    lost0 = load<i64>(lost);
    lost1 = load<i64>(lost, 8);
    v128.store(lost, zero);
  }
  for (let word: u32 = 0; word < 4; word++) {
    let bits = load<u64>(marks + (word << 3));
    store<u64>(marks + (word << 3), 0);
    if (lost && bins >> 6 == word) bits &= ~(<u64>1 << <u64>(bins & 63));
    while (bits) {
      const code = (word << 6) + <u32>ctz(bits);
      bits &= bits - 1;
      if (before != NO_BIN) {
        differ = true;
        best = offerTwo(left0, left1, total0 - left0, total1 - left1, lost ? ON_RIGHT : BY_SIZE, classes, least, column, before, code, best, found);
        if (lost) best = offerTwo(left0 + lost0, left1 + lost1, total0 - left0 - lost0, total1 - left1 - lost1, ON_LEFT, classes, least, column, before, code, best, found);
      }
      const cell = work + (<usize>code << 4);
      left0 += load<i64>(cell);
      left1 += load<i64>(cell, 8);
      v128.store(cell, zero);
      before = code;
    }
  }
  if (!lost || before == NO_BIN) return differ;
  offerTwo(left0, left1, total0 - left0, total1 - left1, ON_RIGHT, classes, least, column, bins - 1, bins, best, found);
  return true;
}
