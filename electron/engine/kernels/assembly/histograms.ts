/** Rows whose codes and pairs are brought together before they are added: cache misses of single rows then overlap. */
const BLOCK: usize = 512;

/**
 * Adds the pairs of `count` rows to the histograms of columns that lie side by side. The codes of row r lie from
 * codes + (r << shift) on, its pair at pairs + 16 · r. `index` lists the rows; 0: they are the first `count`. `cells`
 * holds for each column, of whom there are a multiple of four, where its histogram lies, in bytes from `histogram` on.
 * `buffer` has room for 48 · BLOCK bytes. Sums of whole numbers are the same in any order.
 */
export function addRows(codes: usize, shift: usize, columns: usize, cells: usize, index: usize, pairs: usize, count: usize, histogram: usize, buffer: usize): void {
  const width: usize = columns > 16 ? 5 : columns > 8 ? 4 : columns > 4 ? 3 : 2;
  const blockShift = index ? width : shift;
  for (let from: usize = 0; from < count; from += BLOCK) {
    const rows = min(BLOCK, count - from);
    let blockCodes = codes + (from << shift);
    let blockPairs = pairs + (from << 4);
    if (index) {
      blockCodes = buffer + 16 * BLOCK;
      blockPairs = buffer;
      gatherCodes(codes, shift, width, index + (from << 2), rows, blockCodes);
      gatherPairs(index + (from << 2), pairs, rows, blockPairs);
    }
    for (let column: usize = 0; column < columns; column += 4) {
      const at = cells + (column << 2);
      addFour(blockCodes + column, blockShift, blockPairs, rows, histogram + load<u32>(at), histogram + load<u32>(at, 4), histogram + load<u32>(at, 8), histogram + load<u32>(at, 12));
    }
  }
}

function addFour(codes: usize, shift: usize, pairs: usize, count: usize, h0: usize, h1: usize, h2: usize, h3: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const four = load<u32>(codes + (i << shift));
    const pair = v128.load(pairs + (i << 4));
    // A code times 16, the bytes of a cell, in one shift.
    add(h0 + <usize>((four << 4) & 0xff0), pair);
    add(h1 + <usize>((four >>> 4) & 0xff0), pair);
    add(h2 + <usize>((four >>> 12) & 0xff0), pair);
    add(h3 + <usize>((four >>> 20) & 0xff0), pair);
  }
}

/** 1 << width codes of each row of a list, one row after another. */
function gatherCodes(codes: usize, shift: usize, width: usize, index: usize, count: usize, target: usize): void {
  if (width == 5) {
    for (let i: usize = 0; i < count; i++) {
      const at = codes + (<usize>load<u32>(index + (i << 2)) << shift);
      v128.store(target + (i << 5), v128.load(at));
      v128.store(target + (i << 5), v128.load(at, 16), 16);
    }
  } else if (width == 4) {
    for (let i: usize = 0; i < count; i++) v128.store(target + (i << 4), v128.load(codes + (<usize>load<u32>(index + (i << 2)) << shift)));
  } else if (width == 3) {
    for (let i: usize = 0; i < count; i++) store<u64>(target + (i << 3), load<u64>(codes + (<usize>load<u32>(index + (i << 2)) << shift)));
  } else {
    for (let i: usize = 0; i < count; i++) store<u32>(target + (i << 2), load<u32>(codes + (<usize>load<u32>(index + (i << 2)) << shift)));
  }
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
 * `codes` are those of one column.
 */
export function partRows(index: usize, count: usize, codes: usize, bin: u32, missing: u32, missingLeft: u32, buffer: usize): usize {
  let left = index;
  let right = buffer;
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const row = load<u32>(at);
    const code = <u32>load<u8>(codes + <usize>row);
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

/** Sets the highest bit of the rows of a list that go right by such a table; gives how many do not. */
export function markSides(index: usize, count: usize, codes: usize, sides: usize): usize {
  let right: usize = 0;
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const row = load<u32>(at);
    const goesRight = <u32>load<u8>(sides + <usize>load<u8>(codes + <usize>row));
    store<u32>(at, row | (goesRight << 31));
    right += <usize>goesRight;
  }
  return count - right;
}

/** Writes the rows of a list that are not marked to `left`, the others to `right`, without their marks. */
export function moveToSides(index: usize, count: usize, left: usize, right: usize): void {
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const marked = load<u32>(at);
    const goesRight = <usize>(marked >>> 31);
    // Without a branch, which would often be foretold wrongly.
    const to = left ^ ((left ^ right) & (0 - goesRight));
    store<u32>(to, marked & 0x7fffffff);
    left += (1 - goesRight) << 2;
    right += goesRight << 2;
  }
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
