import { describe, expect, it } from 'vitest';
import { loadKernel } from '../../train/load-kernel.ts';
import type { TrainingData } from '../model.ts';
import { BinnedSplitter } from './binned-splitter.ts';
import { decisionTree } from './decision-tree.ts';
import { ExactSplitter } from './exact-splitter.ts';
import type { Targets } from './splitter.ts';

const rows = 3000;
const x = [3, 5].map((step) => Float64Array.from({ length: rows }, (_, i) => ((i * step * 7919) % 200) / 8));
const holes = Float64Array.from({ length: rows }, (_, i) => (i % 7 === 0 ? NaN : (i * 31) % 100));
const y = Float64Array.from({ length: rows }, (_, i) => (Math.sin((x[0]?.[i] as number) * 2) + (Number.isNaN(holes[i]) ? 3 : 0) > 0.4 ? 1 : 0));

const kernel = await loadKernel();
const pause = async (): Promise<void> => undefined;

function binnedOver(columns: readonly Float64Array[], count: number, targets: Targets, minSamplesLeaf: number): Promise<BinnedSplitter> {
  const data: TrainingData = { task: 'binary', x: Float64Array.from(columns.flatMap((column) => [...column])), rows: count, features: columns.map((_, j) => `x${j}`), y: targets.y, classes: ['n', 'y'] };
  return BinnedSplitter.over(kernel, data, targets, minSamplesLeaf, { threads: 1, pause });
}

describe('the splitters', () => {
  it('agree where every distinct value has a bin, missing values included', async () => {
    const columns = [...x, holes];
    const targets: Targets = { isClass: true, width: 3, y, weights: undefined };
    const exact = new ExactSplitter(columns, rows, targets, 5);
    const binned = await binnedOver(columns, rows, targets, 5);
    const ranges: [number, number][] = [[0, rows]];
    for (let depth = 0; depth < 12 && ranges.length > 0; depth++) {
      const [from, to] = ranges.shift() as [number, number];
      const split = await exact.best(from, to);
      expect(await binned.best(from, to, pause)).toEqual(split);
      if (!split) continue;
      const middle = exact.apply(split, from, to);
      expect(binned.apply(split, from, to)).toBe(middle);
      ranges.push([from, middle], [middle, to]);
    }
  });

  it('part few missing rows from many present ones', async () => {
    const column = Float64Array.from({ length: 20 }, (_, i) => (i % 5 === 0 ? NaN : 1));
    const targets: Targets = { isClass: true, width: 3, y: Float64Array.from(column, (value) => (Number.isNaN(value) ? 1 : 0)), weights: undefined };
    for (const splitter of [new ExactSplitter([column], 20, targets, 1), await binnedOver([column], 20, targets, 1)]) {
      const split = await splitter.best(0, 20, pause);
      expect(split?.missingLeft).toBe(false);
      expect(split && splitter.apply(split, 0, 20)).toBe(16);
    }
  });
});

describe('a decision tree over many rows', () => {
  it('learns from bins what is there to learn', async () => {
    const many = 30_000;
    const feature = Float64Array.from({ length: many }, (_, i) => (Math.imul(i, 0x9e3779b1) >>> 0) / 2 ** 32);
    const data: TrainingData = { task: 'regression', rows: many, features: ['a'], x: feature, y: feature.map((value) => (value > 0.25 ? 2 : -1)), classes: [] };
    const model = await decisionTree.fit(await loadKernel(), data, decisionTree.params.parse({ maxDepth: 8 }), { seed: 1, threads: 1 });
    const errors = decisionTree.predict(model, feature, many).filter((value, i) => Math.abs(value - (data.y[i] as number)) > 0.5).length;
    expect(errors / many).toBeLessThan(0.004);
    expect(decisionTree.importance?.(model)).toEqual([1]);
  });
});
