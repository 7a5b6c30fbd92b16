import { bestCategories, bestSplit } from './splits';

/*
 * What is said of a column, 16 bytes: u32 where its histogram begins, in bytes from that of all; i32 bins; u8 whether
 * missing values have one more; i8 its direction, as `bestSplit` has it; u8 whether its bins are categories.
 */

/**
 * Finds the best split by the columns [first, end) of those that `wanted` has a byte for, and says of each in a byte of
 * `useful` whether any of its splits is worth more than the rule asks for; of equal ones the first column's is kept.
 * `work` is that of `bestCategories`.
 */
export function searchColumns(columns: usize, first: i32, end: i32, wanted: usize, histogram: usize, rule: usize, found: usize, useful: usize, work: usize): void {
  const surpass = load<f64>(rule, 120);
  store<f64>(found, surpass);
  store<i32>(found, -1, 8);
  for (let column = first; column < end; column++) {
    let isUseful = false;
    if (load<u8>(wanted + column)) {
      const said = columns + (<usize>column << 4);
      const cells = histogram + load<u32>(said);
      const bins = load<i32>(said, 4);
      isUseful = load<u8>(said, 10) ? bestCategories(cells, column, bins, surpass, rule, found, work) : bestSplit(cells, column, bins, load<u8>(said, 8) != 0, load<i8>(said, 9), surpass, rule, found);
    }
    store<u8>(useful + column, isUseful);
  }
}
