/*
 * The search for the best split of a node. `rule` is a block of 128 bytes: f64 unit of the first number of a pair, f64
 * unit of the second, f64 penalty λ, f64 least sum of second numbers on a side, f64 rows for a unit of second numbers,
 * f64 least rows on a side, the node's own pair, i64 and i64, f64 penalty α, f64 least and f64 largest value of a side;
 * for categories f64 smoothing, f64 what λ grows by, f64 rows of a group, i32 most categories on a side, i32 most bins
 * of which each is tried alone; f64 what the score must surpass. `found` is a block of 80 bytes: f64 score, i32 column, i32 bin (the last on the left),
 * i32 whether missing goes left, i32 whether `members` count instead of the bin, i64 and i64: the pair on the left,
 * 8 bytes of nothing, then 256 bits: the bins on the left. A split is taken only if its score is larger than the one there.
 */

/** Bounds beyond it are none. */
const WIDEST: f64 = 1.7976931348623157e308;

/** A sum of first numbers, nearer to 0 by α. */
// @ts-ignore: decorator
@inline
function slopeOf(g: i64, unitG: f64, alpha: f64): f64 {
  const slope = <f64>g * unitG;
  if (alpha == 0) return slope;
  const size = abs(slope) - alpha;
  return size > 0 ? copysign(size, slope) : 0;
}

/** The value of a side, within its bounds. */
// @ts-ignore: decorator
@inline
function valueOf(g: i64, h: i64, unitG: f64, unitH: f64, lambda: f64, alpha: f64, lowest: f64, highest: f64): f64 {
  const weight = <f64>h * unitH + lambda;
  return max(lowest, min(highest, weight > 0 ? -slopeOf(g, unitG, alpha) / weight : 0));
}

/** What a side is worth: g² / (h + λ), or less where its value meets a bound. */
// @ts-ignore: decorator
@inline
function worth(g: i64, h: i64, unitG: f64, unitH: f64, lambda: f64, alpha: f64, lowest: f64, highest: f64): f64 {
  const slope = slopeOf(g, unitG, alpha);
  const weight = <f64>h * unitH + lambda;
  if (!(weight > 0)) return 0;
  if (lowest < -WIDEST && highest > WIDEST) return (slope * slope) / weight;
  const value = max(lowest, min(highest, -slope / weight));
  return -(2 * slope * value + weight * value * value);
}

// @ts-ignore: decorator
@inline
function rowsOf(h: i64, perUnit: f64): f64 {
  return Math.floor(<f64>h * perUnit + 0.5);
}

/** The worth of both sides without bounds and α: the same bits as twice `worth`, by one division. */
// @ts-ignore: decorator
@inline
function plainWorths(g: i64, h: i64, restG: i64, restH: i64, unitG: v128, unitH: v128, lambda: v128): f64 {
  const slopes = f64x2.mul(f64x2.replace_lane(f64x2.splat(<f64>g), 1, <f64>restG), unitG);
  const weights = f64x2.add(f64x2.mul(f64x2.replace_lane(f64x2.splat(<f64>h), 1, <f64>restH), unitH), lambda);
  const worths = v128.and(f64x2.div(f64x2.mul(slopes, slopes), weights), f64x2.gt(weights, f64x2.splat(0)));
  return f64x2.extract_lane(worths, 0) + f64x2.extract_lane(worths, 1);
}

/**
 * Weighs every split of one column: `bins` pairs of values, then, if `hasMissing`, the pair of missing ones. With a
 * `direction` the side of larger values is worth at least (1) or at most (−1) as much as the other. Says whether any is
 * worth more than `surpass`.
 */
export function bestSplit(histogram: usize, column: i32, bins: i32, hasMissing: bool, direction: i32, surpass: f64, rule: usize, found: usize): bool {
  const lost = histogram + (<usize>bins << 4);
  const anyLost = hasMissing && (load<i64>(lost) != 0 || load<i64>(lost, 8) != 0);
  const isPlain = direction == 0 && load<f64>(rule, 64) == 0 && load<f64>(rule, 72) < -WIDEST && load<f64>(rule, 80) > WIDEST;
  // From the right missing values are on the left; from the left they are on the right, and without any in the node counts may be rounded otherwise (LightGBM's order).
  if (isPlain) {
    const useful = plainFromRight(histogram, column, bins, anyLost, surpass, rule, found);
    return hasMissing ? plainFromLeft(histogram, column, bins, anyLost, surpass, rule, found) || useful : useful;
  }
  const useful = fromRight(histogram, column, bins, anyLost, direction, surpass, rule, found);
  return hasMissing ? fromLeft(histogram, column, bins, anyLost, direction, surpass, rule, found) || useful : useful;
}

function plainFromRight(histogram: usize, column: i32, bins: i32, anyLost: bool, surpass: f64, rule: usize, found: usize): bool {
  return scan(true, true, histogram, column, bins, anyLost, 0, surpass, rule, found);
}

function plainFromLeft(histogram: usize, column: i32, bins: i32, anyLost: bool, surpass: f64, rule: usize, found: usize): bool {
  return scan(false, true, histogram, column, bins, anyLost, 0, surpass, rule, found);
}

function fromRight(histogram: usize, column: i32, bins: i32, anyLost: bool, direction: i32, surpass: f64, rule: usize, found: usize): bool {
  return scan(true, false, histogram, column, bins, anyLost, direction, surpass, rule, found);
}

function fromLeft(histogram: usize, column: i32, bins: i32, anyLost: bool, direction: i32, surpass: f64, rule: usize, found: usize): bool {
  return scan(false, false, histogram, column, bins, anyLost, direction, surpass, rule, found);
}

/** Bins from the last to the second, or from the first to the last. One without rows changes nothing: its split is worth what the one before was. */
// @ts-ignore: decorator
@inline
function scan(isFromRight: bool, isPlain: bool, histogram: usize, column: i32, bins: i32, anyLost: bool, direction: i32, surpass: f64, rule: usize, found: usize): bool {
  const unitG = load<f64>(rule), unitH = load<f64>(rule, 8), leastH = load<f64>(rule, 24), perUnit = load<f64>(rule, 32), leastRows = load<f64>(rule, 40);
  const allG = load<i64>(rule, 48), allH = load<i64>(rule, 56), alpha = load<f64>(rule, 64), lowest = load<f64>(rule, 72), highest = load<f64>(rule, 80);
  const lambda = load<f64>(rule, 16);
  const unitsG = f64x2.splat(unitG), unitsH = f64x2.splat(unitH), lambdas = f64x2.splat(lambda);
  const rows = rowsOf(allH, perUnit);
  const step = isFromRight ? -1 : 1;
  const end = isFromRight ? 0 : bins;
  let best = load<f64>(found);
  let useful = false;
  let g: i64 = 0, h: i64 = 0;
  let n: f64 = 0;
  for (let t = isFromRight ? bins - 1 : 0; isFromRight ? t > end : t < end; t += step) {
    const cell = histogram + (<usize>t << 4);
    const cellH = load<i64>(cell, 8);
    g += load<i64>(cell);
    h += cellH;
    n += rowsOf(cellH, perUnit);
    const restG = allG - g, restH = allH - h;
    if (n < leastRows || <f64>h * unitH < leastH) continue;
    if (rows - n < leastRows || <f64>restH * unitH < leastH) break;
    const score = isPlain
      ? plainWorths(g, h, restG, restH, unitsG, unitsH, lambdas)
      : worth(g, h, unitG, unitH, lambda, alpha, lowest, highest) + worth(restG, restH, unitG, unitH, lambda, alpha, lowest, highest);
    if (!(score > surpass)) continue;
    if (!isPlain && direction) {
      const difference = valueOf(g, h, unitG, unitH, lambda, alpha, lowest, highest) - valueOf(restG, restH, unitG, unitH, lambda, alpha, lowest, highest);
      const rise = isFromRight ? difference : -difference;
      if (direction > 0 ? rise < 0 : rise > 0) continue;
    }
    useful = true;
    if (score > best) {
      best = score;
      if (isFromRight) keep(found, score, column, t - 1, anyLost || rows - n > n, false, restG, restH);
      else keep(found, score, column, t, !anyLost && n > rows - n, false, g, h);
    }
  }
  return useful;
}

/**
 * Weighs splits of a column of categories, a bin each, as LightGBM does: one category alone where there are few, else
 * the first or the last of them in the order of slope / (curvature + smoothing). The others and missing values go right.
 * `work` holds 256 doubles and 256 bytes.
 */
export function bestCategories(histogram: usize, column: i32, bins: i32, surpass: f64, rule: usize, found: usize, work: usize): bool {
  const unitG = load<f64>(rule), unitH = load<f64>(rule, 8), leastH = load<f64>(rule, 24), perUnit = load<f64>(rule, 32), leastRows = load<f64>(rule, 40);
  const allG = load<i64>(rule, 48), allH = load<i64>(rule, 56), alpha = load<f64>(rule, 64), lowest = load<f64>(rule, 72), highest = load<f64>(rule, 80);
  const smooth = load<f64>(rule, 88), groupRows = load<f64>(rule, 104);
  const most = load<i32>(rule, 112), mostAlone = load<i32>(rule, 116);
  const rows = rowsOf(allH, perUnit);
  let lambda = load<f64>(rule, 16);
  let best = load<f64>(found);
  let useful = false;
  // LightGBM counts a bin for what it does not know.
  if (bins + 1 <= mostAlone) {
    for (let t = 0; t < bins; t++) {
      const g = load<i64>(histogram + (<usize>t << 4)), h = load<i64>(histogram + (<usize>t << 4), 8);
      const n = rowsOf(h, perUnit);
      if (n < leastRows || <f64>h * unitH < leastH || rows - n < leastRows || <f64>(allH - h) * unitH < leastH) continue;
      const score = worth(g, h, unitG, unitH, lambda, alpha, lowest, highest) + worth(allG - g, allH - h, unitG, unitH, lambda, alpha, lowest, highest);
      if (!(score > surpass)) continue;
      useful = true;
      if (score > best) {
        best = score;
        keep(found, score, column, 0, false, true, g, h);
        member(found, t);
      }
    }
    return useful;
  }
  const used = inOrder(histogram, bins, unitG, unitH, perUnit, smooth, work);
  const order = work + 2048;
  const longest = min(most, (used + 1) >> 1);
  lambda += load<f64>(rule, 96);
  let bestCount = 0, fromEnd = false;
  for (let side = 0; side < 2; side++) {
    let g: i64 = 0, h: i64 = 0;
    let n: f64 = 0, group: f64 = 0;
    for (let i = 0; i < longest; i++) {
      const cell = histogram + (<usize>load<u8>(order + (side ? used - 1 - i : i)) << 4);
      const cellH = load<i64>(cell, 8);
      g += load<i64>(cell);
      h += cellH;
      n += rowsOf(cellH, perUnit);
      group += rowsOf(cellH, perUnit);
      if (n < leastRows || <f64>h * unitH < leastH) continue;
      if (rows - n < leastRows || rows - n < groupRows || <f64>(allH - h) * unitH < leastH) break;
      if (group < groupRows) continue;
      group = 0;
      const score = worth(g, h, unitG, unitH, lambda, alpha, lowest, highest) + worth(allG - g, allH - h, unitG, unitH, lambda, alpha, lowest, highest);
      if (!(score > surpass)) continue;
      useful = true;
      if (score > best) {
        best = score;
        bestCount = i + 1;
        fromEnd = side == 1;
        keep(found, score, column, 0, false, true, g, h);
      }
    }
  }
  for (let i = 0; i < bestCount; i++) member(found, load<u8>(order + (fromEnd ? used - 1 - i : i)));
  return useful;
}

/** The categories of enough rows, in the order of their slopes: their bins, bytes at work + 2048. Gives their number. */
function inOrder(histogram: usize, bins: i32, unitG: f64, unitH: f64, perUnit: f64, smooth: f64, work: usize): i32 {
  const order = work + 2048;
  let used = 0;
  for (let t = 0; t < bins; t++) {
    const g = load<i64>(histogram + (<usize>t << 4)), h = load<i64>(histogram + (<usize>t << 4), 8);
    if ((g == 0 && h == 0) || rowsOf(h, perUnit) < smooth) continue;
    const slope = (<f64>g * unitG) / (<f64>h * unitH + smooth);
    let place = used++;
    for (; place > 0 && load<f64>(work + (<usize>(place - 1) << 3)) > slope; place--) {
      store<f64>(work + (<usize>place << 3), load<f64>(work + (<usize>(place - 1) << 3)));
      store<u8>(order + place, load<u8>(order + place - 1));
    }
    store<f64>(work + (<usize>place << 3), slope);
    store<u8>(order + place, <u8>t);
  }
  return used;
}

function keep(found: usize, score: f64, column: i32, bin: i32, missingLeft: bool, hasMembers: bool, g: i64, h: i64): void {
  store<f64>(found, score);
  store<i32>(found, column, 8);
  store<i32>(found, bin, 12);
  store<i32>(found, missingLeft, 16);
  store<i32>(found, hasMembers, 20);
  store<i64>(found, g, 24);
  store<i64>(found, h, 32);
  if (hasMembers) memory.fill(found + 48, 0, 32);
}

function member(found: usize, bin: i32): void {
  const at = found + 48 + (bin >> 3);
  store<u8>(at, load<u8>(at) | (<u8>1 << <u8>(bin & 7)));
}
