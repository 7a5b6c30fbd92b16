import type { Forest } from '../binned-trees/forest.ts';
import type { Pause } from '../kernel.ts';

/** Rows that are walked through all trees before the next: they stay in the cache. */
const BLOCK = 256;
/** Rows between two pauses: some 30 ms. */
const WORK = 8_192;

/** For every row the leaf values of all trees, added tree by tree. `x` is column-major. */
export async function pathLengths(forest: Forest, x: Float64Array, rows: number, pause?: Pause): Promise<Float64Array> {
  const k = forest.gains.length;
  const feature = Int32Array.from(forest.feature);
  const threshold = Float64Array.from(forest.threshold);
  const left = Int32Array.from(forest.left);
  const right = Int32Array.from(forest.right);
  const missingLeft = Uint8Array.from(forest.missingLeft, Number);
  const values = Float64Array.from(forest.values, (leaf) => leaf[0] as number);
  const sums = new Float64Array(rows);
  const block = new Float64Array(BLOCK * k);
  for (let from = 0; from < rows; from += BLOCK) {
    const count = Math.min(BLOCK, rows - from);
    for (let j = 0; j < k; j++) for (let i = 0, at = j * rows + from; i < count; i++) block[i * k + j] = x[at + i] as number;
    for (const root of forest.roots) {
      for (let i = 0; i < count; i++) {
        let node = root;
        for (let f = feature[node] as number; f >= 0; f = feature[node] as number) {
          const value = block[i * k + f] as number;
          node = (value <= (threshold[node] as number) || (value !== value && missingLeft[node] === 1) ? left[node] : right[node]) as number;
        }
        sums[from + i] = (sums[from + i] as number) + (values[left[node] as number] as number);
      }
    }
    if (pause && (from + BLOCK) % WORK === 0) await pause();
  }
  return sums;
}
