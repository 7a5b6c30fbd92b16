/*
 * Splits of one node by a threshold that is drawn. What rows weigh and their targets are doubles: classes, or weighted
 * distances from a centre, and lie one after another, as do the values of a column. Sums over rows are `width` doubles, in
 * the order of the rows.
 */

/** Puts weights and targets of the rows of a list one after another, and adds them to `sums`. */
export function openDrawn(index: usize, y: usize, weights: usize, count: usize, classes: usize, center: f64, nodeWeights: usize, nodeTargets: usize, sums: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const row = <usize>load<u32>(index + (i << 2)) << 3;
    const weight = load<f64>(weights + row);
    const target = classes ? load<f64>(y + row) : weight * (center - load<f64>(y + row));
    store<f64>(nodeWeights + (i << 3), weight);
    store<f64>(nodeTargets + (i << 3), target);
    addTo(sums, weight, target, classes);
  }
}

/** What is `found` of values, doubles of the least and the largest and how many are missing, with `count` more of them. */
export function rangeOf(values: usize, count: usize, found: usize): void {
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(-Infinity);
  let missing = i64x2.splat(0);
  const end = values + ((count & ~1) << 3);
  let at = values;
  for (; at < end; at += 16) {
    const value = v128.load(at);
    low = f64x2.pmin(low, value);
    high = f64x2.pmax(high, value);
    missing = i64x2.sub(missing, f64x2.ne(value, value));
  }
  let least = min(load<f64>(found), min(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1)));
  let most = max(load<f64>(found, 8), max(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1)));
  let lost = i64x2.extract_lane(missing, 0) + i64x2.extract_lane(missing, 1);
  if (count & 1) {
    const value = load<f64>(at);
    if (value != value) lost++;
    else {
      least = min(least, value);
      most = max(most, value);
    }
  }
  store<f64>(found, least);
  store<f64>(found, most, 8);
  store<f64>(found, load<f64>(found, 16) + <f64>lost, 16);
}

/** Adds the rows whose values go left to `sums`. A row on the right adds 0: which way the next one goes cannot be foreseen, so that a branch would cost more. */
export function sumLeft(values: usize, nodeWeights: usize, nodeTargets: usize, count: usize, classes: usize, threshold: f64, missingLeft: bool, sums: usize): void {
  for (let i: usize = 0; i < count << 3; i += 8) {
    const isLeft = goesLeft(load<f64>(values + i), threshold, missingLeft);
    const target = load<f64>(nodeTargets + i);
    addTo(sums, select(load<f64>(nodeWeights + i), 0.0, isLeft), classes ? target : select(target, 0.0, isLeft), classes);
  }
}

/** Orders a list of rows so that those whose values go left come first, both in their order; gives their number. */
export function partDrawn(index: usize, values: usize, count: usize, threshold: f64, missingLeft: bool, buffer: usize): usize {
  let left = index;
  let right = buffer;
  for (let i: usize = 0; i < count; i++) {
    const row = load<u32>(index + (i << 2));
    const isLeft = <usize>goesLeft(load<f64>(values + (i << 3)), threshold, missingLeft);
    store<u32>(left, row);
    store<u32>(right, row);
    left += isLeft << 2;
    right += (1 - isLeft) << 2;
  }
  memory.copy(left, buffer, right - buffer);
  return (left - index) >>> 2;
}

// @ts-ignore: decorator
@inline
function goesLeft(value: f64, threshold: f64, missingLeft: bool): bool {
  return <bool>(<i32>(value <= threshold) | (<i32>missingLeft & <i32>(value != value)));
}

// @ts-ignore: decorator
@inline
function addTo(sums: usize, weight: f64, target: f64, classes: usize): void {
  if (classes) {
    const cell = sums + (<usize>target << 3);
    store<f64>(cell, load<f64>(cell) + weight);
  } else {
    store<f64>(sums, load<f64>(sums) + target);
    store<f64>(sums, load<f64>(sums, 8) + weight, 8);
  }
}
