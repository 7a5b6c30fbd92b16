import { describe, expect, it } from 'vitest';
import type { SplitRule, TreeRows } from '../models/kernel.ts';
import { loadKernel } from './load-kernel.ts';

const kernel = await loadKernel();
/** Cuts work into pieces so small that several threads have some of few rows. */
const fine = await loadKernel(undefined, 20);

/** The same in every run. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.4) * 10 ** (state % 7);
  });
}

const rows = 3000;
const width = 6;
const edges = Float64Array.of(-1000, -1, 0, 2, 50, 4000);
const columns = Array.from({ length: width }, (_, j) => numbers(rows, j + 1).map((value, i) => (j % 2 === 1 && (i + j) % 5 === 0 ? NaN : value)));
const y = numbers(rows, 50);
const rule: SplitRule = { units: [2 ** -20, 1], penalty: 1, lasso: 0, leastSecond: 3, leastRows: 20 };
const free = { bounds: [-Infinity, Infinity], surpass: 0 } as const;
const codeOf = (value: number): number => (Number.isNaN(value) ? edges.length + 1 : edges.filter((edge) => edge < value).length);

/** All columns. */
const every = [0, 1, 2, 3, 4, 5];

const pause = async (): Promise<void> => undefined;

async function filled(threads = 1): Promise<TreeRows> {
  const tree = fine.treeRows(rows, width, threads);
  await tree.bin(0, columns.map((values) => ({ values, edges })), pause);
  await tree.open(y, undefined, [0.5], 3, pause);
  return tree;
}

describe('rows in bins', () => {
  it.each([1, 3])('finds with %i threads the split that plain arithmetic finds, among few rows and by differences too', async (threads) => {
    const tree = await filled(threads);
    const all = tree.list();
    tree.slopes({ loss: 'squared' });
    tree.fix([2 ** 20, 1], all);
    const pairs = Array.from(y, (value) => ({ first: BigInt(halfToEven((0.5 - value) * 2 ** 20)), second: 1n }));
    const split = { column: 3, bin: 2, missingLeft: true };
    const whole = { slot: 0, sums: { first: 1n, second: 1n }, rows, ...free };
    tree.add(0, 1000);
    tree.add(1000, rows);
    tree.search(0, undefined, [whole], rule, every);
    const [from, middle] = tree.part(split, 0, rows);
    const isLeft = (i: number): boolean => codeOf(columns[3]?.[i] as number) <= 2 || Number.isNaN(columns[3]?.[i]);
    const everyRow = Array.from({ length: rows }, (_, i) => i);
    expect(middle - from).toBe(everyRow.filter(isLeft).length);
    const nodes = [everyRow.filter(isLeft), everyRow.filter((i) => !isLeft(i))].map((members, side) => ({ slot: 1 - side, members, sums: sumOf(pairs, members), rows: members.length, ...free }));
    tree.add(from, middle);
    const found = tree.search(1, 0, nodes, rule, every);
    for (const [i, { members }] of nodes.entries()) {
      const wanted = plainBest(pairs, members);
      expect(found[i]).toMatchObject({ column: wanted.column, bin: wanted.bin, missingLeft: wanted.missingLeft, left: wanted.left });
      expect(found[i]?.score).toBe(wanted.score);
    }
    tree.add(from, middle);
    const surpassed = nodes.map((node, i) => ({ ...node, surpass: found[i]?.score as number }));
    expect(tree.search(1, undefined, surpassed, rule, every)).toEqual([null, null]);
  });

  it.each([1, 3])('takes with %i threads the first of columns that are equal, whoever searched them', async (threads) => {
    const [count, few] = [40, 500];
    const tree = fine.treeRows(few, count, threads);
    const values = numbers(few, 9);
    for (let first = 0; first < count; first += tree.atOnce) await tree.bin(first, Array.from({ length: Math.min(tree.atOnce, count - first) }, () => ({ values })), pause);
    await tree.open(values, undefined, [0], 2, pause);
    const all = tree.list();
    tree.slopes({ loss: 'squared' });
    const sums = tree.fix([2 ** 20, 1], all);
    for (const asked of [Array.from({ length: count }, (_, j) => j), [9, 17, 39], [31, 32]]) {
      tree.add(0, all);
      const [found] = tree.search(0, undefined, [{ slot: 0, sums, rows: all, ...free }], rule, asked);
      expect(found).toMatchObject({ column: asked[0], useful: asked });
    }
    tree.close();
  });

  it('lists drawn rows first, and adds to the scores of a range', async () => {
    const tree = await filled();
    expect(tree.list(Uint8Array.from({ length: rows }, (_, i) => Number(i % 3 === 0)))).toBe(rows / 3);
    tree.addScores(0, [{ from: 0, to: rows / 3, by: 1e9 }]);
    expect(tree.slopes({ loss: 'squared' })[0]).toBe(1e9 + 0.5 - Math.min(...y.filter((_, i) => i % 3 === 0)));
  });

  it.each([2, 7])('finds the slopes of log loss and softmax over %i rows', async (count) => {
    const classes = Float64Array.from({ length: count }, (_, i) => i % 2);
    const tree = kernel.treeRows(count, 1, 1);
    await tree.bin(0, [{ values: classes }], pause);
    await tree.open(classes, undefined, [0.25], 1, pause);
    tree.list();
    tree.addScores(0, [{ from: 1, to: 2, by: -30 }]);
    const shares = Array.from(classes, (_, i) => 1 / (1 + Math.exp(i === 1 ? 29.75 : -0.25)));
    const total = (terms: readonly number[]): number => terms.reduce((a, b) => a + b, 0);
    const slopes = shares.map((share, i) => share - (classes[i] as number));
    const curves = shares.map((share) => share * (1 - share));
    const largest = tree.slopes({ loss: 'logistic' });
    expect(largest[0]).toBeCloseTo(Math.max(...slopes.map(Math.abs)), 14);
    expect(largest[1]).toBeCloseTo(Math.max(...curves), 14);
    const sums = tree.fix([2 ** 50, 2 ** 50], count);
    expect(Number(sums.first) / 2 ** 50).toBeCloseTo(total(slopes), 13);
    expect(Number(sums.second) / 2 ** 50).toBeCloseTo(total(curves), 13);

    const several = kernel.treeRows(count, 1, 1);
    await several.bin(0, [{ values: classes }], pause);
    await several.open(classes, Float64Array.from(classes, () => 2), [0.5, -1, 800], 1, pause);
    several.list();
    several.addScores(2, [{ from: 0, to: count, by: -800 }]);
    several.shareClasses();
    const whole = Math.exp(0.5) + Math.exp(-1) + 1;
    for (const [k, score] of [0.5, -1, 0].entries()) {
      const share = Math.exp(score) / whole;
      several.slopes({ loss: 'softmax', classIndex: k, factor: 1.5 });
      const { first, second } = several.fix([2 ** 50, 2 ** 50], count);
      expect(Number(first) / 2 ** 50).toBeCloseTo(2 * (count * share - classes.filter((one) => one === k).length), 12);
      expect(Number(second) / 2 ** 50).toBeCloseTo(2 * count * 1.5 * share * (1 - share), 12);
    }
  });

  it('refuses more than there is room for', () => {
    expect(() => kernel.treeRows(1e9, 10, 1)).toThrow(expect.objectContaining({ data: expect.objectContaining({ code: 'OUT_OF_MEMORY' }) as unknown }) as Error);
  });
});

interface Pair {
  readonly first: bigint;
  readonly second: bigint;
}

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function sumOf(pairs: readonly Pair[], members: readonly number[]): Pair {
  return members.map((i) => pairs[i] as Pair).reduce((sum, pair) => ({ first: sum.first + pair.first, second: sum.second + pair.second }), { first: 0n, second: 0n });
}

/** Every split, weighed one by one. */
function plainBest(pairs: readonly Pair[], members: readonly number[]): { column: number; bin: number; missingLeft: boolean; score: number; left: Pair } {
  const all = sumOf(pairs, members);
  const worth = ({ first, second }: Pair): number => (Number(first) * rule.units[0]) ** 2 / (Number(second) * rule.units[1] + rule.penalty);
  let best = { column: -1, bin: -1, missingLeft: false, score: 0, left: all };
  columns.forEach((column, j) => {
    for (const missingLeft of [true, false]) {
      // Of equal ones the first from the right, or from the left where missing values go right.
      for (let step = 0; step <= edges.length; step++) {
        const bin = missingLeft ? edges.length - step : step;
        const left = sumOf(pairs, members.filter((i) => (Number.isNaN(column[i]) ? missingLeft : codeOf(column[i] as number) <= bin)));
        const right = { first: all.first - left.first, second: all.second - left.second };
        const least = BigInt(Math.max(rule.leastRows, rule.leastSecond));
        if (left.second < least || right.second < least) continue;
        const score = worth(left) + worth(right);
        if (score > best.score) best = { column: j, bin, missingLeft: members.some((i) => Number.isNaN(column[i])) ? missingLeft : left.second > right.second, score, left };
      }
    }
  });
  return best;
}
