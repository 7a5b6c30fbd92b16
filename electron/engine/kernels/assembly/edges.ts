import { encodeColumn, rankColumn, sortDoubles } from './bins';

/** Bins of a column at most, the one of missing values included: a code is a byte. */
const MOST_BINS: i32 = 255;
/** No column has a bin of this number. */
const NO_BIN: u32 = 255;
/** Edges that are searched. */
const EDGES: i32 = 256;

/**
 * Puts a column of `rows` values at `source` in bins, and gives how many edges they have plus 65536 if a value is missing.
 * `edges` has room for 256 numbers and holds `given` of them, ascending; if that is −1, they are found. Of 255 and more given
 * ones codes take two bytes. `keys`, `other` and `counts` as of `sortDoubles`.
 */
export function binColumn(source: usize, rows: usize, keys: usize, other: usize, counts: usize, edges: usize, given: i32, codes: usize): i32 {
  const present = given < 0 ? sortDoubles(source, keys, other, rows, counts) : presentOf(source, rows);
  const hasMissing = present < rows;
  const found = given < 0 ? findEdges(keys, present, other, hasMissing ? MOST_BINS - 1 : MOST_BINS, edges) : given;
  if (found >= MOST_BINS) {
    rankColumn(source, rows, edges, <usize>found, <u32>found + 1, codes);
    return found | (<i32>hasMissing << 16);
  }
  for (let i = found; i < EDGES; i++) store<f64>(edges + (<usize>i << 3), Infinity);
  encodeColumn(source, rows, edges, hasMissing ? <u32>found + 1 : NO_BIN, codes);
  return found | (<i32>hasMissing << 16);
}

/** The edges of ascending values as binColumn finds them, and how many they are. What is at `values` is lost; `counts` has room for a number of 4 bytes each. */
export function edgesBetween(values: usize, rows: usize, counts: usize, hasMissing: bool, edges: usize): i32 {
  const found = findEdges(values, rows, counts, hasMissing ? MOST_BINS - 1 : MOST_BINS, edges);
  for (let i = found; i < EDGES; i++) store<f64>(edges + (<usize>i << 3), Infinity);
  return found;
}

function presentOf(values: usize, rows: usize): usize {
  let present: usize = 0;
  for (let i: usize = 0; i < rows; i++) {
    const value = load<f64>(values + (i << 3));
    present += <usize>(value == value);
  }
  return present;
}

/**
 * Edges between at most `most` bins, from ascending values: half way between all neighbours if there are few distinct
 * values, else so that bins hold about equally many rows and frequent values have one of their own (LightGBM's rule, at
 * one row a bin at least). No edge is a value. What is at `values` is lost; `counts` has room for a number of 4 bytes each.
 */
function findEdges(values: usize, rows: usize, counts: usize, most: i32, edges: usize): i32 {
  if (rows == 0) return 0;
  const frequent = <f64>rows / <f64>most;
  let bins = <f64>most;
  let rest = <f64>rows;
  // Each distinct value moves to the front, how often it comes to `counts`.
  let last: usize = 0;
  let before = load<f64>(values);
  let begin: usize = 0;
  for (let i: usize = 1; i <= rows; i++) {
    const value = i < rows ? load<f64>(values + (i << 3)) : NaN;
    if (value == before) continue;
    const count = i - begin;
    store<u32>(counts + (last << 2), <u32>count);
    if (<f64>count >= frequent) {
      bins -= 1;
      rest -= <f64>count;
    }
    if (i == rows) break;
    store<f64>(values + (++last << 3), value);
    before = value;
    begin = i;
  }
  let found = 0;
  if (last < <usize>most) {
    for (let i: usize = 0; i < last; i++) putEdge(values, i, edges, found++);
    return found;
  }
  let size = rest / bins;
  let filled: f64 = 0;
  for (let i: usize = 0; i < last && found < most - 1; i++) {
    const count = <f64>load<u32>(counts + (i << 2));
    const isFrequent = count >= frequent;
    if (!isFrequent) rest -= count;
    filled += count;
    const isNextFrequent = <f64>load<u32>(counts + (i << 2), 4) >= frequent;
    if (!isFrequent && filled < size && !(isNextFrequent && filled >= max(1, size / 2))) continue;
    putEdge(values, i, edges, found++);
    filled = 0;
    if (isFrequent) continue;
    bins -= 1;
    size = rest / bins;
  }
  return found;
}

/** Half way between the i-th value and the next, and never at or above that. */
function putEdge(values: usize, i: usize, edges: usize, place: i32): void {
  const low = load<f64>(values + (i << 3));
  const high = load<f64>(values + (i << 3), 8);
  const middle = low / 2 + high / 2;
  store<f64>(edges + (<usize>place << 3), middle < high && middle >= low ? middle : low);
}
