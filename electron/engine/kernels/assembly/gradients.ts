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

/** Log loss of two classes: scores are log odds of class 1. */
export function logisticSlopes(y: usize, scores: usize, weights: usize, rows: usize, pairs: usize, largest: usize): void {
  for (let i: usize = 0; i < rows; i++) {
    const weight = weights ? load<f64>(weights + (i << 3)) : 1.0;
    const sign = load<f64>(y + (i << 3)) > 0 ? 1.0 : -1.0;
    const miss = 1 / (1 + Math.exp(sign * load<f64>(scores + (i << 3))));
    put(pairs, i, -sign * miss * weight, miss * (1 - miss) * weight);
  }
  findLargest(pairs, rows, largest);
}

/** Shares of classes by softmax: `scores` and `shares` hold a column of `rows` values a class. */
export function softmaxShares(scores: usize, classes: usize, rows: usize, shares: usize): void {
  const stride = rows << 3;
  for (let i: usize = 0; i < stride; i += 8) {
    let top = load<f64>(scores + i);
    for (let k: usize = 1; k < classes; k++) top = max(top, load<f64>(scores + k * stride + i));
    let total = 0.0;
    for (let k: usize = 0; k < classes; k++) {
      const share = Math.exp(load<f64>(scores + k * stride + i) - top);
      total += share;
      store<f64>(shares + k * stride + i, share);
    }
    for (let k: usize = 0; k < classes; k++) store<f64>(shares + k * stride + i, load<f64>(shares + k * stride + i) / total);
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

/** values[row] += by, for `count` rows of a list. */
export function addToRows(values: usize, index: usize, count: usize, by: f64): void {
  for (let i: usize = 0; i < count; i++) {
    const at = values + (<usize>load<u32>(index + (i << 2)) << 3);
    store<f64>(at, load<f64>(at) + by);
  }
}

// @ts-ignore: decorator
@inline
function put(pairs: usize, i: usize, first: f64, second: f64): void {
  store<f64>(pairs + (i << 4), first);
  store<f64>(pairs + (i << 4) + 8, second);
}

function findLargest(pairs: usize, rows: usize, largest: usize): void {
  let top = f64x2.splat(0);
  const end = pairs + (rows << 4);
  for (let at = pairs; at < end; at += 16) top = f64x2.max(top, f64x2.abs(v128.load(at)));
  v128.store(largest, top);
}
