import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import { random } from '../../electron/engine/base/random.ts';
import type { TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/* Every objective and growth of boosting gives the same bits with any number of threads, on rows enough for several. */

const ROWS = 70_000;
const kernel = await loadKernel();
const model = findModel('gradient-boosting');

function rows(task: TrainingData['task'], isWeighted: boolean): TrainingData {
  const draws = random(11);
  const x = Float64Array.from({ length: 4 * ROWS }, (_, at) => (at >= 3 * ROWS ? draws.below(30) : draws.next() < 0.05 ? NaN : draws.normal()));
  const level = Float64Array.from({ length: ROWS }, (_, i) => (x[i] || 0) + Math.sin(x[3 * ROWS + i] as number) + draws.normal());
  const y = level.map((value) => (task === 'regression' ? Math.max(0, Math.round(value * 3 + 2)) : task === 'binary' ? Number(value > 0) : value > 1 ? 2 : Number(value > 0)));
  const weights = isWeighted ? { weights: Float64Array.from({ length: ROWS }, () => draws.next() * 3 + 0.1) } : {};
  return { task, x, rows: ROWS, features: ['a', 'b', 'c', 'code'], y, classes: task === 'regression' ? [] : task === 'binary' ? ['a', 'b'] : ['a', 'b', 'c'], ...weights };
}

const CASES: readonly { readonly task: TrainingData['task']; readonly isWeighted?: true; readonly params: Record<string, unknown> }[] = [
  { task: 'regression', params: { objective: 'absolute' } },
  { task: 'regression', isWeighted: true, params: { objective: 'quantile', alpha: 0.3 } },
  { task: 'regression', params: { objective: 'poisson', growPolicy: 'depthwise', maxDepth: 5 } },
  { task: 'regression', isWeighted: true, params: { categoricalFeatures: ['code'], monotoneConstraints: { a: 1 }, earlyStoppingRounds: 2 } },
  { task: 'binary', params: { classWeight: 'balanced', subsample: 0.7, regAlpha: 1 } },
  { task: 'multiclass', params: { categoricalFeatures: ['code'], colsampleByTree: 0.5 } },
];

describe.each(CASES)('boosting of $task with $params', ({ task, isWeighted, params }) => {
  it('is the same with one, two and three threads', async () => {
    const data = rows(task, isWeighted ?? false);
    const fit = async (threads: number): Promise<string> => canonicalJson(await model.fit(kernel, data, model.params.parse({ nEstimators: 4, ...params }), { seed: 1, threads }));
    const alone = await fit(1);
    for (const threads of [2, 3]) expect(await fit(threads)).toBe(alone);
  });
});
