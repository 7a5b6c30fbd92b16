import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { random } from '../base/random.ts';
import { loadKernel } from './load-kernel.ts';
import { partTools } from './thread-parts.ts';

/*
 * Tables of nodes bring the rows of a small node near and number them anew, unless columns are too many for it. Both ways
 * are held to what the rows themselves say.
 */

const ROWS = 700;
const NOBODY = async (): Promise<void> => undefined;
const kernel = await loadKernel();
const tools = partTools(await WebAssembly.compile(readFileSync('dist/kernels/kernels.wasm')), 0);

const draws = random(5);
const y = Float64Array.from({ length: ROWS }, () => draws.below(2));
const weights = Float64Array.from({ length: ROWS }, () => draws.below(3));
const taken = [...weights.keys()].filter((row) => (weights[row] as number) > 0);
const columnsOf = (count: number): Float64Array[] => Array.from({ length: count }, () => Float64Array.from({ length: ROWS }, () => (draws.below(20) === 0 ? NaN : draws.below(9))));

function sumsOf(rows: readonly number[]): number[] {
  const sums = [0, 0];
  for (const row of rows) sums[y[row] as number] = (sums[y[row] as number] as number) + (weights[row] as number);
  return sums;
}

const worth = ([a = 0, b = 0]: readonly number[]): number => (a * a + b * b) / (a + b);

/** Splits nodes down to a few rows, left before right; `split` says what goes left, from the node's rows. */
function walk(split: (rows: readonly number[], from: number, to: number) => ((row: number) => boolean) | null, part: (from: number, to: number) => number): number {
  let nodes = 0;
  const open: (readonly [readonly number[], number])[] = [[taken, 0]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [rows, from] = next;
    const goesLeft = split(rows, from, from + rows.length);
    nodes++;
    if (!goesLeft) continue;
    const left = rows.filter(goesLeft);
    const right = rows.filter((row) => !goesLeft(row));
    expect(part(from, from + rows.length)).toBe(from + left.length);
    open.push([right, from + left.length], [left, from]);
  }
  return nodes;
}

it.each([['near', 3], ['far', 600]])('nodes of bins find the best split, %s', async (_, count) => {
  const columns = columnsOf(count);
  const rows = kernel.treeRows(ROWS, count, 1);
  const edges = Float64Array.from({ length: 8 }, (_, i) => i + 0.5);
  for (let first = 0; first < count; first += rows.atOnce) await rows.bin(first, columns.slice(first, first + rows.atOnce).map((values) => ({ values, edges })), NOBODY);
  const table = tools.nodes(rows.openNodes(y, 0, 2, false));
  expect(table.weigh(weights)).toBe(taken.length);
  table.fixClasses(1, taken.length);
  let gap: ReturnType<typeof table.found> = null;
  const nodes = walk(
    (some, from, to) => {
      expect([...table.openNode(from, to)]).toEqual(sumsOf(some));
      for (const column of [0, 2]) table.tryColumn(column, 1);
      gap = table.found();
      const best = bestOf(columns, [0, 2], some);
      expect(gap?.score ?? -Infinity).toBe(best);
      if (!gap || some.length < 4) return null;
      const { column, bin, missingLeft } = gap;
      const values = columns[column] as Float64Array;
      return (row) => (Number.isNaN(values[row]) ? missingLeft : (values[row] as number) <= bin);
    },
    (from, to) => table.part(gap as NonNullable<typeof gap>, from, to),
  );
  rows.close();
  expect(nodes).toBeGreaterThan(50);
});

/** The best worth of two sides by these columns: values up to each, missing ones on either side, or present against missing. */
function bestOf(columns: readonly Float64Array[], tried: readonly number[], rows: readonly number[]): number {
  let best = -Infinity;
  for (const column of tried) {
    const values = columns[column] as Float64Array;
    for (let bin = 0; bin < 9; bin++) {
      for (const missingLeft of [false, true]) {
        const left = rows.filter((row) => (Number.isNaN(values[row]) ? missingLeft : (values[row] as number) <= bin));
        if (left.length === 0 || left.length === rows.length) continue;
        best = Math.max(best, worth(sumsOf(left)) + worth(sumsOf(rows.filter((row) => !left.includes(row)))));
      }
    }
  }
  return best;
}

it.each([['near', 3], ['far', 3000]])('nodes of values say what lies below a threshold, %s', async (_, count) => {
  const columns = columnsOf(3);
  const x = new Float64Array(ROWS * count);
  columns.forEach((values, column) => x.set(values, column * ROWS));
  const rows = kernel.treeRows(ROWS, 0, 1);
  const table = tools.values(rows.openValues(y, 0, 2, count), x);
  expect(table.weigh(weights)).toBe(taken.length);
  let split: readonly [column: number, threshold: number, missingLeft: boolean] = [0, 0, false];
  const nodes = walk(
    (some, from, to) => {
      expect([...table.openNode(from, to)]).toEqual(sumsOf(some));
      for (const column of [2, 0, 1]) {
        const values = columns[column] as Float64Array;
        const present = some.map((row) => values[row] as number).filter((value) => !Number.isNaN(value));
        const range = table.rangeOf(column);
        expect(range).toEqual({ low: Math.min(...present), high: Math.max(...present), missing: some.length - present.length });
        const missingLeft = draws.below(2) === 1;
        const threshold = (range.low + range.high) / 2;
        const goesLeft = (row: number): boolean => (Number.isNaN(values[row]) ? missingLeft : (values[row] as number) <= threshold);
        expect([...table.sumLeft(threshold, missingLeft)]).toEqual(sumsOf(some.filter(goesLeft)));
        // The column of the split need not be the one looked at last.
        if (column === 2) split = [column, threshold, missingLeft];
      }
      const [column, threshold, missingLeft] = split;
      const values = columns[column] as Float64Array;
      const goesLeft = (row: number): boolean => (Number.isNaN(values[row]) ? missingLeft : (values[row] as number) <= threshold);
      return some.some(goesLeft) && !some.every(goesLeft) ? goesLeft : null;
    },
    () => table.part(...split),
  );
  rows.close();
  expect(nodes).toBeGreaterThan(10);
});
