/*
 * What a split of a node is worth by the sums of its sides: `width` whole numbers each, of both derivatives, or the weight
 * of each class. `found` is as for bestSplit.
 */

/** Where missing values go: to the right, to the left, or where more rows go. */
export const ON_RIGHT: i32 = 0;
export const ON_LEFT: i32 = 1;
export const BY_SIZE: i32 = 2;

/** Weighs a split, missing values, their sums at `lost`, on the left (0: on the right); without any they will go where more rows go. */
export function offer(left: usize, lost: usize, anyLost: bool, totals: usize, classes: usize, byEntropy: bool, least: f64, column: i32, bin: i32, next: u32, found: usize): void {
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
export function width(classes: usize): usize {
  return classes ? classes : 2;
}

// @ts-ignore: decorator
@inline
export function add(sums: usize, pair: v128, classes: usize): void {
  if (!classes) {
    v128.store(sums, i64x2.add(v128.load(sums), pair));
    return;
  }
  const cell = sums + (<usize>i64x2.extract_lane(pair, 0) << 3);
  store<i64>(cell, load<i64>(cell) + i64x2.extract_lane(pair, 1));
}

/** `offer` of two sums on either side against the best score so far; gives the better one. */
// @ts-ignore: decorator
@inline
export function offerTwo(left0: i64, left1: i64, right0: i64, right1: i64, missing: i32, classes: usize, least: f64, column: i32, bin: u32, next: u32, best: f64, found: usize): f64 {
  const a0 = <f64>left0, a1 = <f64>left1, b0 = <f64>right0, b1 = <f64>right1;
  const leftSum = classes ? a0 + a1 : a1;
  const rightSum = classes ? b0 + b1 : b1;
  const score = classes ? (a0 * a0 + a1 * a1) / leftSum + (b0 * b0 + b1 * b1) / rightSum : (a0 * a0) / leftSum + (b0 * b0) / rightSum;
  if (!(score > best) || leftSum < least || rightSum < least) return best;
  store<f64>(found, score);
  store<i32>(found, column, 8);
  store<u32>(found, bin, 12);
  store<i32>(found, missing == BY_SIZE ? <i32>(leftSum > rightSum) : missing, 16);
  store<u32>(found, next, 20);
  return score;
}
