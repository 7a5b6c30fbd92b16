import { describe, expect, it } from 'vitest';
import { random } from '../../base/random.ts';
import { loadKernel } from '../../train/load-kernel.ts';
import type { TrainingData } from '../model.ts';
import { findModel } from '../registry.ts';

const kernel = await loadKernel();
const forest = findModel('random-forest');
const tree = findModel('decision-tree');
const rows = 3000;

function dataOf(classes: number, missing: number, isWeighted: boolean): TrainingData {
  const draws = random(5);
  const column = (make: () => number): number[] => Array.from({ length: rows }, () => (draws.next() < missing ? NaN : make()));
  // Two columns of more values than bytes have, one of few.
  const columns = [column(() => draws.normal()), column(() => draws.next() ** 3), column(() => draws.below(9))];
  const score = (i: number): number => columns.reduce((sum, values) => sum + Math.sin(7 * (values[i] || 0)), 0) + draws.normal() / 4;
  const y = Float64Array.from({ length: rows }, (_, i) => (classes === 0 ? score(i) : Math.max(0, Math.min(classes - 1, Math.floor(score(i) + classes / 2)))));
  const task = classes === 0 ? 'regression' : classes === 2 ? 'binary' : 'multiclass';
  const weights = isWeighted ? { weights: Float64Array.from({ length: rows }, () => 1 + draws.below(3)) } : {};
  return { task, x: Float64Array.from(columns.flat()), rows, features: ['a', 'b', 'c'], y, classes: Array.from({ length: classes }, (_, k) => `c${k}`), ...weights };
}

describe('a tree of all rows and features', () => {
  const cases = [0, 2, 3].flatMap((classes) => [0, 0.1].flatMap((missing) => [false, true].map((isWeighted) => ({ classes, missing, isWeighted }))));

  it.each(cases)('parts any two values, as the exact tree does: %o', async ({ classes, missing, isWeighted }) => {
    const data = dataOf(classes, missing, isWeighted);
    const params = { maxDepth: 5, minSamplesSplit: 400 };
    const context = { seed: 1, threads: 1 };
    const exact = await tree.fit(kernel, data, tree.params.parse(params), context);
    const grown = await forest.fit(kernel, data, forest.params.parse({ ...params, nEstimators: 1, bootstrap: false, maxFeatures: 'all' }), context);
    const [ours, theirs] = [forest.predict(grown, data.x, rows), tree.predict(exact, data.x, rows)];
    expect(ours.findIndex((value, i) => !(Math.abs(value - (theirs[i] as number)) < 1e-9))).toBe(-1);
  });

  it('has no threshold that is a value', async () => {
    // Values between those of a node are in others.
    const data: TrainingData = { ...dataOf(2, 0, false), rows: 4, x: Float64Array.of(1, 2, 3, 9, 0, 5, 0, 0), features: ['a', 'b'], y: Float64Array.of(0, 1, 1, 1) };
    const grown = await forest.fit(kernel, data, forest.params.parse({ nEstimators: 40, bootstrap: true }), { seed: 3, threads: 1 });
    const [feature, threshold] = [grown['feature'] as number[], grown['threshold'] as number[]];
    const ofFirst = threshold.filter((_, node) => feature[node] === 0);
    expect(new Set(ofFirst)).toEqual(new Set([...ofFirst].filter((value) => ![1, 2, 3, 9].includes(value))));
    // Of 1 and 3 the middle is the value 2.
    expect(ofFirst).toContain(1.5);
    expect(ofFirst).toContain(5);
  });

  it('of more rows parts them at quantiles', async () => {
    const many = 70_000;
    const x = Float64Array.from({ length: many }, (_, i) => ((i * 7919) % many) / many);
    const data: TrainingData = { task: 'binary', x, rows: many, features: ['a'], y: x.map((value) => Number(value > 0.37)), classes: ['n', 'y'] };
    const grown = await forest.fit(kernel, data, forest.params.parse({ nEstimators: 1, bootstrap: false, maxDepth: 1 }), { seed: 1, threads: 1 });
    const [threshold = NaN] = grown['threshold'] as number[];
    expect(Math.abs(threshold - 0.37)).toBeLessThan(1 / 255);
    expect(Math.abs(threshold - 0.37)).toBeGreaterThan(1 / many);
  });
});
