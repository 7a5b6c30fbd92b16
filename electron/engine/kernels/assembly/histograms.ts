/** Rows whose codes and pairs are brought together before they are added: cache misses of single rows then overlap. */
const BLOCK: usize = 1024;

/**
 * Adds the pairs of `count` rows to the histograms of columns that lie side by side. The codes of row r lie from
 * codes + (r << shift) on, its pair at pairs + 16 · r. `index` lists the rows; 0: they are the first `count`. `cells`
 * holds for each column where its histogram lies, in bytes from `histogram` on. `buffer` has room for 48 · BLOCK bytes.
 * Sums of whole numbers are the same in any order.
 */
export function addRows(codes: usize, shift: usize, columns: usize, cells: usize, index: usize, pairs: usize, count: usize, histogram: usize, buffer: usize): void {
  const blockCodes = buffer + 16 * BLOCK;
  for (let from: usize = 0; from < count; from += BLOCK) {
    const rows = min(BLOCK, count - from);
    let blockPairs = pairs + (from << 4);
    if (index) {
      blockPairs = buffer;
      gatherPairs(index + (from << 2), pairs, rows, blockPairs);
      for (let column: usize = 0; column < columns; column += 16) {
        if (columns - column > 8) gatherSixteen(true, codes + column, shift, index + (from << 2), rows, blockCodes + column * BLOCK);
        else gatherEight(true, codes + column, shift, index + (from << 2), rows, blockCodes + column * BLOCK);
      }
    } else {
      for (let column: usize = 0; column < columns; column += 16) {
        if (columns - column > 8) gatherSixteen(false, codes + column, shift, from, rows, blockCodes + column * BLOCK);
        else gatherEight(false, codes + column, shift, from, rows, blockCodes + column * BLOCK);
      }
    }
    for (let column: usize = 0; column < columns; column += 4) {
      const at = cells + (column << 2);
      const four = blockCodes + column * BLOCK;
      if (columns - column >= 4) addFour(four, blockPairs, rows, histogram + load<u32>(at), histogram + load<u32>(at, 4), histogram + load<u32>(at, 8), histogram + load<u32>(at, 12));
      else for (let k: usize = 0; k < columns - column; k++) addOne(four + k, blockPairs, rows, histogram + load<u32>(at + (k << 2)));
    }
  }
}

function addFour(codes: usize, pairs: usize, count: usize, h0: usize, h1: usize, h2: usize, h3: usize): void {
  const end = codes + ((count & ~1) << 2);
  for (; codes < end; codes += 8, pairs += 32) {
    addRow(load<u32>(codes), v128.load(pairs), h0, h1, h2, h3);
    addRow(load<u32>(codes, 4), v128.load(pairs, 16), h0, h1, h2, h3);
  }
  if (count & 1) addRow(load<u32>(codes), v128.load(pairs), h0, h1, h2, h3);
}

// @ts-ignore: decorator
@inline
function addRow(four: u32, pair: v128, h0: usize, h1: usize, h2: usize, h3: usize): void {
  // A code times 16, the bytes of a cell, in one shift.
  add(h0 + <usize>((four << 4) & 0xff0), pair);
  add(h1 + <usize>((four >>> 4) & 0xff0), pair);
  add(h2 + <usize>((four >>> 12) & 0xff0), pair);
  add(h3 + <usize>((four >>> 20) & 0xff0), pair);
}

function addOne(codes: usize, pairs: usize, count: usize, histogram: usize): void {
  for (let i: usize = 0; i < count; i++) add(histogram + (<usize>load<u8>(codes + (i << 2)) << 4), v128.load(pairs + (i << 4)));
}

/*
 * Both put the codes of four columns at a time side by side, those of one row behind those of the one before; four columns
 * further the next begin, 4 · BLOCK bytes on. Up to three rows behind the last are written, which the buffer has room for.
 */

// @ts-ignore: decorator
@inline
function gatherSixteen(isListed: bool, codes: usize, shift: usize, rows: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i += 4) {
    const a = v128.load(rowOf(isListed, codes, shift, rows, i)), b = v128.load(rowOf(isListed, codes, shift, rows, min(i + 1, count - 1)));
    const c = v128.load(rowOf(isListed, codes, shift, rows, min(i + 2, count - 1))), d = v128.load(rowOf(isListed, codes, shift, rows, min(i + 3, count - 1)));
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const lateAb = v128.shuffle<u32>(a, b, 2, 6, 3, 7), lateCd = v128.shuffle<u32>(c, d, 2, 6, 3, 7);
    const at = target + (i << 2);
    v128.store(at, v128.shuffle<u64>(ab, cd, 0, 2));
    v128.store(at, v128.shuffle<u64>(ab, cd, 1, 3), 4 * BLOCK);
    v128.store(at, v128.shuffle<u64>(lateAb, lateCd, 0, 2), 8 * BLOCK);
    v128.store(at, v128.shuffle<u64>(lateAb, lateCd, 1, 3), 12 * BLOCK);
  }
}

// @ts-ignore: decorator
@inline
function gatherEight(isListed: bool, codes: usize, shift: usize, rows: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i += 4) {
    const a = v128.load64_zero(rowOf(isListed, codes, shift, rows, i)), b = v128.load64_zero(rowOf(isListed, codes, shift, rows, min(i + 1, count - 1)));
    const c = v128.load64_zero(rowOf(isListed, codes, shift, rows, min(i + 2, count - 1))), d = v128.load64_zero(rowOf(isListed, codes, shift, rows, min(i + 3, count - 1)));
    const ab = v128.shuffle<u32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<u32>(c, d, 0, 4, 1, 5);
    const at = target + (i << 2);
    v128.store(at, v128.shuffle<u64>(ab, cd, 0, 2));
    v128.store(at, v128.shuffle<u64>(ab, cd, 1, 3), 4 * BLOCK);
  }
}

/** Where the codes of the i-th row lie: of a list, or counted from the row `rows`. */
// @ts-ignore: decorator
@inline
function rowOf(isListed: bool, codes: usize, shift: usize, rows: usize, i: usize): usize {
  return codes + ((isListed ? <usize>load<u32>(rows + (i << 2)) : rows + i) << shift);
}

/** The pairs of the rows of a list, one after another. */
function gatherPairs(index: usize, pairs: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i++) v128.store(target + (i << 4), v128.load(pairs + (<usize>load<u32>(index + (i << 2)) << 4)));
}

/** histogram −= part, over `cells` pairs. */
export function subtractHistogram(histogram: usize, part: usize, cells: usize): void {
  const end = cells << 4;
  for (let at: usize = 0; at < end; at += 16) v128.store(histogram + at, i64x2.sub(v128.load(histogram + at), v128.load(part + at)));
}

/** Makes a histogram of `cells` pairs the sum of those of `count` threads, `stride` bytes apart, and empties these. */
export function sumHistograms(histogram: usize, parts: usize, stride: usize, count: usize, cells: usize): void {
  const zero = i64x2.splat(0);
  const end = cells << 4;
  for (let at: usize = 0; at < end; at += 16) {
    let sum = zero;
    for (let part: usize = 0, from = parts + at; part < count; part++, from += stride) {
      sum = i64x2.add(sum, v128.load(from));
      v128.store(from, zero);
    }
    v128.store(histogram + at, sum);
  }
}

/**
 * Orders a list of rows so that those of codes up to `bin` (and of `missing`, if told) come first; gives their number.
 * `codes` are those of one column, of two bytes if they are `wide`.
 */
export function partRows(index: usize, count: usize, codes: usize, wide: bool, bin: u32, missing: u32, missingLeft: u32, buffer: usize): usize {
  let left = index;
  let right = buffer;
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const row = load<u32>(at);
    const code = wide ? <u32>load<u16>(codes + (<usize>row << 1)) : <u32>load<u8>(codes + <usize>row);
    const goesLeft = <usize>(code == missing ? missingLeft : <u32>(code <= bin));
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  memory.copy(left, buffer, right - buffer);
  return (left - index) >>> 2;
}

/** The same by a table of 256 bytes: 1 for the codes that go right. */
export function partBySides(index: usize, count: usize, codes: usize, sides: usize, buffer: usize): usize {
  let left = index;
  let right = buffer;
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const row = load<u32>(at);
    const goesRight = <usize>load<u8>(sides + <usize>load<u8>(codes + <usize>row));
    store<u32>(left, row);
    store<u32>(right, row);
    left += (1 - goesRight) << 2;
    right += goesRight << 2;
  }
  memory.copy(left, buffer, right - buffer);
  return (left - index) >>> 2;
}

/** Copies bytes to where others lie. */
export function copyBytes(target: usize, source: usize, bytes: usize): void {
  memory.copy(target, source, bytes);
}

/** Lists `count` rows from the first of these on. */
export function listRows(index: usize, first: u32, count: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u32>(index + (<usize>i << 2), first + i);
}

/** Makes bytes 0. */
export function clearBytes(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

// @ts-ignore: decorator
@inline
function add(cell: usize, pair: v128): void {
  v128.store(cell, i64x2.add(v128.load(cell), pair));
}
