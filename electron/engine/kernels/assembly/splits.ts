/*
 * The search for the best split of a node. `rule` is a block of 64 bytes: f64 unit of the first number of a pair, f64 unit
 * of the second, f64 penalty λ, f64 least sum of second numbers on a side, f64 rows for a unit of second numbers,
 * f64 least rows on a side, then the node's own pair, i64 and i64. `found` is a block of 48 bytes: f64 score, i32 column,
 * i32 bin (the last on the left), i32 whether missing goes left, 4 bytes of nothing, i64 and i64: the pair on the left.
 * The caller sets the score to what must be surpassed; a split is taken only if its score is larger.
 */

/** g² / (h + λ): what a side is worth. */
// @ts-ignore: decorator
@inline
function worth(g: i64, h: i64, unitG: f64, unitH: f64, penalty: f64): f64 {
  const slope = <f64>g * unitG;
  const weight = <f64>h * unitH + penalty;
  return weight > 0 ? (slope * slope) / weight : 0;
}

// @ts-ignore: decorator
@inline
function rowsOf(h: i64, perUnit: f64): f64 {
  return Math.floor(<f64>h * perUnit + 0.5);
}

/**
 * Weighs every split of one column: `bins` pairs of values, then, if `hasMissing`, the pair of missing ones. Says whether
 * any is worth more than `surpass`.
 */
export function bestSplit(histogram: usize, column: i32, bins: i32, hasMissing: bool, surpass: f64, rule: usize, found: usize): bool {
  const unitG = load<f64>(rule), unitH = load<f64>(rule, 8), penalty = load<f64>(rule, 16), leastH = load<f64>(rule, 24);
  const perUnit = load<f64>(rule, 32), leastRows = load<f64>(rule, 40);
  const allG = load<i64>(rule, 48), allH = load<i64>(rule, 56);
  const rows = rowsOf(allH, perUnit);
  let best = load<f64>(found);
  let useful = false;
  const lostG: i64 = hasMissing ? load<i64>(histogram + (<usize>bins << 4)) : 0;
  const lostH: i64 = hasMissing ? load<i64>(histogram + (<usize>bins << 4), 8) : 0;
  const anyLost = lostH != 0 || lostG != 0;

  // From the right, missing values on the left.
  let g: i64 = 0, h: i64 = 0;
  let n: f64 = 0;
  for (let t = bins - 1; t > 0; t--) {
    const cell = histogram + (<usize>t << 4);
    const cellG = load<i64>(cell), cellH = load<i64>(cell, 8);
    if (cellG == 0 && cellH == 0) continue;
    g += cellG;
    h += cellH;
    n += rowsOf(cellH, perUnit);
    if (n < leastRows || <f64>h * unitH < leastH) continue;
    if (rows - n < leastRows || <f64>(allH - h) * unitH < leastH) break;
    const score = worth(g, h, unitG, unitH, penalty) + worth(allG - g, allH - h, unitG, unitH, penalty);
    if (score > surpass) useful = true;
    if (score > best) {
      best = score;
      keep(found, score, column, t - 1, anyLost || rows - n > n, allG - g, allH - h);
    }
  }
  if (!anyLost) return useful;

  // From the left, missing values on the right.
  g = 0;
  h = 0;
  n = 0;
  for (let t = 0; t < bins; t++) {
    const cell = histogram + (<usize>t << 4);
    const cellG = load<i64>(cell), cellH = load<i64>(cell, 8);
    if (cellG == 0 && cellH == 0) continue;
    g += cellG;
    h += cellH;
    n += rowsOf(cellH, perUnit);
    if (n < leastRows || <f64>h * unitH < leastH) continue;
    if (rows - n < leastRows || <f64>(allH - h) * unitH < leastH) break;
    const score = worth(g, h, unitG, unitH, penalty) + worth(allG - g, allH - h, unitG, unitH, penalty);
    if (score > surpass) useful = true;
    if (score > best) {
      best = score;
      keep(found, score, column, t, false, g, h);
    }
  }
  return useful;
}

function keep(found: usize, score: f64, column: i32, bin: i32, missingLeft: bool, g: i64, h: i64): void {
  store<f64>(found, score);
  store<i32>(found, column, 8);
  store<i32>(found, bin, 12);
  store<i32>(found, missingLeft, 16);
  store<i64>(found, g, 24);
  store<i64>(found, h, 32);
}
