/**
 * Adds pairs of whole numbers to the histograms of four columns: pair i belongs to row index[i], whose four codes lie
 * at codes + 4 · row. Sums of whole numbers are the same in any order.
 */
export function addHistograms(codes: usize, index: usize, pairs: usize, count: usize, h0: usize, h1: usize, h2: usize, h3: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const four = load<u32>(codes + (<usize>load<u32>(index + (i << 2)) << 2));
    const pair = v128.load(pairs + (i << 4));
    add(h0 + <usize>((four & 255) << 4), pair);
    add(h1 + <usize>(((four >>> 8) & 255) << 4), pair);
    add(h2 + <usize>(((four >>> 16) & 255) << 4), pair);
    add(h3 + <usize>((four >>> 24) << 4), pair);
  }
}

/** The pairs of the rows of a list, one after another. */
export function gatherPairs(index: usize, pairs: usize, count: usize, target: usize): void {
  for (let i: usize = 0; i < count; i++) v128.store(target + (i << 4), v128.load(pairs + (<usize>load<u32>(index + (i << 2)) << 4)));
}

/** histogram −= part, over `cells` pairs. */
export function subtractHistogram(histogram: usize, part: usize, cells: usize): void {
  const end = cells << 4;
  for (let at: usize = 0; at < end; at += 16) v128.store(histogram + at, i64x2.sub(v128.load(histogram + at), v128.load(part + at)));
}

/** Orders a list of rows so that those of codes up to `bin` (and of `missing`, if told) come first; gives their number. */
export function partRows(index: usize, count: usize, codes: usize, bin: u32, missing: u32, missingLeft: u32, buffer: usize): usize {
  let left = index;
  let right = buffer;
  const end = index + (count << 2);
  for (let at = index; at < end; at += 4) {
    const row = load<u32>(at);
    const code = <u32>load<u8>(codes + (<usize>row << 2));
    const goesLeft = <usize>(code == missing ? missingLeft : <u32>(code <= bin));
    store<u32>(left, row);
    store<u32>(right, row);
    left += goesLeft << 2;
    right += (1 - goesLeft) << 2;
  }
  memory.copy(left, buffer, right - buffer);
  return (left - index) >>> 2;
}

// @ts-ignore: decorator
@inline
function add(cell: usize, pair: v128): void {
  v128.store(cell, i64x2.add(v128.load(cell), pair));
}
