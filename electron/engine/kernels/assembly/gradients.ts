import { expPair } from './exponential';

/**
 * First and second derivatives of a loss by the score, a pair of doubles a row, times the row's weight (`weights` 0:
 * all weigh 1). Each gives the largest sizes of both by `largest`.
 */
export function squaredSlopes(y: usize, scores: usize, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const weight = weights ? load<f64>(weights + (i << 3)) : 1.0;
    put(pairs, i, weight * (load<f64>(scores + (i << 3)) - load<f64>(y + (i << 3))), weight);
  }
  findLargest(pairs, rows, largest);
}

/** Absolute error, and that of a quantile: −below where the score is too small, above where it is too large, `same` where it is right. */
export function absoluteSlopes(y: usize, scores: usize, below: f64, same: f64, above: f64, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const weight = weights ? load<f64>(weights + (i << 3)) : 1.0;
    const excess = load<f64>(scores + (i << 3)) - load<f64>(y + (i << 3));
    put(pairs, i, weight * (excess > 0 ? above : excess < 0 ? -below : same), weight);
  }
  findLargest(pairs, rows, largest);
}

/** Poisson deviance: scores are logarithms of means; the second derivative times `factor`. */
export function poissonSlopes(y: usize, scores: usize, factor: f64, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < rows; i += 2) {
    // One row alone is followed by room for another.
    const row = i + 1 < rows || rows == 1 ? i : rows - 2;
    const at = row << 3;
    const weight = weights ? v128.load(weights + at) : one;
    const mean = expPair(v128.load(scores + at));
    const slope = f64x2.mul(f64x2.sub(mean, v128.load(y + at)), weight);
    const curve = f64x2.mul(f64x2.mul(mean, f64x2.splat(factor)), weight);
    v128.store(pairs + (row << 4), v128.shuffle<u64>(slope, curve, 0, 2));
    v128.store(pairs + (row << 4) + 16, v128.shuffle<u64>(slope, curve, 1, 3));
  }
  findLargest(pairs, rows, largest);
}

/** y − score of the rows of a list, one after another. */
export function gatherResiduals(y: usize, scores: usize, index: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const row = <usize>load<u32>(index + (i << 2)) << 3;
    store<f64>(target + (i << 3), load<f64>(y + row) - load<f64>(scores + row));
  }
}

/** Log loss of two classes: scores are log odds of class 1. */
export function logisticSlopes(y: usize, scores: usize, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  let i: usize = 0;
  // Four rows at a time hide how long divisions take.
  for (; i + 3 < rows; i += 4) {
    logisticPair(y, scores, weights, i, pairs);
    logisticPair(y, scores, weights, i + 2, pairs);
  }
  // The last pair of an odd number of rows begins one row earlier.
  for (; i < rows; i += 2) logisticPair(y, scores, weights, i + 1 < rows ? i : rows - 2, pairs);
  findLargest(pairs, rows, largest);
}

// @ts-ignore: decorator
@inline
function logisticPair(y: usize, scores: usize, weights: usize, row: usize, pairs: usize): void {
  const one = f64x2.splat(1);
  const at = row << 3;
  const weight = weights ? v128.load(weights + at) : one;
  const label = v128.load(y + at);
  const sign = f64x2.sub(f64x2.add(label, label), one);
  const miss = f64x2.div(one, f64x2.add(one, expPair(f64x2.mul(sign, v128.load(scores + at)))));
  const slope = f64x2.mul(f64x2.neg(f64x2.mul(sign, miss)), weight);
  const curve = f64x2.mul(f64x2.mul(miss, f64x2.sub(one, miss)), weight);
  v128.store(pairs + (row << 4), v128.shuffle<u64>(slope, curve, 0, 2));
  v128.store(pairs + (row << 4) + 16, v128.shuffle<u64>(slope, curve, 1, 3));
}

/** Shares of classes by softmax: `scores` and `shares` hold a column of `rows` values, two at least, a class, `stride` bytes apart. */
export function softmaxShares(scores: usize, classes: usize, rows: usize, stride: usize, shares: usize): void {
  const end = rows << 3;
  for (let i: usize = 0; i < end; i += 16) {
    const at = i + 8 < end ? i : end - 16;
    let top = v128.load(scores + at);
    for (let k: usize = 1; k < classes; k++) top = f64x2.max(top, v128.load(scores + k * stride + at));
    let total = f64x2.splat(0);
    for (let k: usize = 0; k < classes; k++) {
      const share = expPair(f64x2.sub(v128.load(scores + k * stride + at), top));
      total = f64x2.add(total, share);
      v128.store(shares + k * stride + at, share);
    }
    for (let k: usize = 0; k < classes; k++) v128.store(shares + k * stride + at, f64x2.div(v128.load(shares + k * stride + at), total));
  }
}

/** Softmax log loss by the score of class `k`; the second derivative times `factor`. */
export function softmaxSlopes(y: usize, shares: usize, k: f64, factor: f64, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const weight = weights ? load<f64>(weights + (i << 3)) : 1.0;
    const share = load<f64>(shares + (i << 3));
    const slope = load<f64>(y + (i << 3)) == k ? share - 1 : share;
    put(pairs, i, slope * weight, factor * share * (1 - share) * weight);
  }
  findLargest(pairs, rows, largest);
}

/** Turns the pairs of the rows of a list, doubles, in place into whole numbers, pair · (a, b), and adds them up. */
export function fixPairs(index: usize, pairs: usize, count: usize, a: f64, b: f64, totals: usize): void {
  let sumA: i64 = 0;
  let sumB: i64 = 0;
  for (let i: usize = 0; i < count; i++) {
    const at = pairs + (<usize>load<u32>(index + (i << 2)) << 4);
    const first = <i64>nearest(load<f64>(at) * a);
    const second = <i64>nearest(load<f64>(at + 8) * b);
    store<i64>(at, first);
    store<i64>(at + 8, second);
    sumA += first;
    sumB += second;
  }
  store<i64>(totals, sumA);
  store<i64>(totals + 8, sumB);
}

/** Rows whose values stay in the second-level cache while all leaves add to them. */
const NEAR: u32 = 16384;

/**
 * values[row] += by for the rows [first, end) of leaves: 16 bytes each, u32 where its ascending list of rows begins, u32
 * how many there are, f64 by.
 */
export function addLeaves(values: usize, leaves: usize, count: usize, first: u32, end: u32): void {
  for (let from = first; from < end; from += NEAR) {
    const to = min(end, from + NEAR);
    for (let leaf = leaves; leaf < leaves + (count << 4); leaf += 16) {
      const index = load<u32>(leaf);
      const stop = index + (load<u32>(leaf, 4) << 2);
      const by = load<f64>(leaf, 8);
      for (let at = firstNotBelow(index, load<u32>(leaf, 4), from); at < stop; at += 4) {
        const row = load<u32>(at);
        if (row >= to) break;
        const value = values + (<usize>row << 3);
        store<f64>(value, load<f64>(value) + by);
      }
    }
  }
}

/** Where the first row of an ascending list lies that is not below another. */
function firstNotBelow(index: usize, count: usize, row: u32): usize {
  let rest = count;
  while (rest > 0) {
    const half = rest >> 1;
    if (load<u32>(index + (half << 2)) < row) {
      index += (half + 1) << 2;
      rest -= half + 1;
    } else {
      rest = half;
    }
  }
  return index;
}

// @ts-ignore: decorator
@inline
function put(pairs: usize, i: usize, first: f64, second: f64): void {
  store<f64>(pairs + (i << 4), first);
  store<f64>(pairs + (i << 4) + 8, second);
}

function findLargest(pairs: usize, rows: usize, largest: usize): void {
  let top = i64x2.splat(0);
  const end = pairs + (rows << 4);
  for (let at = pairs; at < end; at += 16) {
    // Sizes are in the order of their bits, and what is not a number is above all.
    const size = f64x2.abs(v128.load(at));
    top = v128.bitselect(size, top, i64x2.gt_s(size, top));
  }
  v128.store(largest, top);
}
