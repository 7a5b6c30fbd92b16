/**
 * The power of two that makes numbers whole: as large as sums over so many rows, none larger than `largest`, allow in
 * 63 bits. It depends on the data alone, so that sums are the same bits in any order.
 */
export function fixedScale(largest: number, rows: number): number {
  if (!(largest > 0)) return 1;
  const bits = Math.ceil(Math.log2(rows)) + 1;
  // One bit more than the logarithm says, should it round down at a power of two.
  const size = Math.floor(Math.log2(largest)) + 2;
  return 2 ** Math.max(-1000, Math.min(1000, 62 - bits - size));
}
