import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import type { TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';
import { evaluate } from '../../electron/engine/train/metrics.ts';

/*
 * Models of many trees beside the estimators that exported projects retrain with, on scikit-learn's bundled sets:
 * means over five folds.
 */

const SetSchema = z.object({
  name: z.string(),
  columns: z.array(z.array(z.number())),
  y: z.array(z.number()),
  folds: z.array(z.number()),
  classes: z.array(z.string()),
  peers: z.record(z.string(), z.object({ code: z.string(), score: z.number() })),
});
type BundledSet = z.infer<typeof SetSchema>;

const sets = z.array(SetSchema).parse(JSON.parse(readFileSync(new URL('../goldens/ensembles/peers.json', import.meta.url), 'utf8')));
const kernel = await loadKernel();
const cases = sets.flatMap((set) => Object.entries(set.peers).map(([id, peer]) => ({ id, set, name: set.name, ...peer })));

function taskOf({ classes }: BundledSet): TrainingData['task'] {
  return classes.length === 0 ? 'regression' : classes.length === 2 ? 'binary' : 'multiclass';
}

function rowsOf(set: BundledSet, isIn: (fold: number) => boolean): TrainingData {
  const pick = (values: readonly number[]): number[] => values.filter((_, i) => isIn(set.folds[i] as number));
  const y = Float64Array.from(pick(set.y));
  return { task: taskOf(set), x: Float64Array.from(set.columns.flatMap(pick)), rows: y.length, features: set.columns.map((_, j) => `x${j}`), y, classes: set.classes };
}

describe.each(cases)('$id on $name', ({ id, set, code, score }) => {
  const model = findModel(id);
  const params = model.params.parse({});

  it('retrains in Python with what the reference was made by', () => {
    expect(model.python(params, taskOf(set)).code).toBe(code);
  });

  it('predicts held-out rows as well as scikit-learn', async () => {
    let total = 0;
    for (let fold = 0; fold < 5; fold++) {
      const state = await model.fit(kernel, rowsOf(set, (one) => one !== fold), params, { seed: 1, threads: 1 });
      const held = rowsOf(set, (one) => one === fold);
      const said = model.predict(state, held.x, held.rows);
      const { metrics } = evaluate(held.task, { y: held.y, classes: set.classes, ...(held.task === 'regression' ? { prediction: said } : { probabilities: said }) });
      total += (metrics['root_mean_squared_error'] ?? metrics['roc_auc'] ?? metrics['roc_auc_ovr'])?.value ?? NaN;
    }
    if (taskOf(set) === 'regression') expect(total / 5).toBeLessThan(score * 1.02);
    else expect(total / 5).toBeGreaterThan(score - 0.01);
  });
});

describe('gradient boosting', () => {
  const model = findModel('gradient-boosting');
  const [diabetes] = sets;
  if (!diabetes) throw new Error('The bundled sets are not there');
  const data = rowsOf(diabetes, () => true);
  const fit = (params: Record<string, number>, seed = 1): Promise<string> => model.fit(kernel, data, model.params.parse({ nEstimators: 5, ...params }), { seed, threads: 1 }).then(canonicalJson);

  it('learns the same of columns in another order, but for their numbers', async () => {
    const gains = async (order: readonly number[]): Promise<number[]> => {
      const x = Float64Array.from(order.flatMap((j) => [...data.x.subarray(j * data.rows, (j + 1) * data.rows)]));
      const state = await model.fit(kernel, { ...data, x }, model.params.parse({ nEstimators: 5 }), { seed: 1, threads: 1 });
      return order.map((_, j) => (state['gains'] as number[])[order.indexOf(j)] as number);
    };
    const plain = data.features.map((_, j) => j);
    expect(await gains([...plain].reverse())).toEqual(await gains(plain));
  });

  it.each(['subsample', 'colsampleByTree'])('draws %s from the seed', async (name) => {
    const [first, again, other, all] = [await fit({ [name]: 0.5 }), await fit({ [name]: 0.5 }), await fit({ [name]: 0.5 }, 2), await fit({})];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(all).not.toBe(first);
    expect(await fit({}, 2)).toBe(all);
  });

  it.each([['nEstimators', 3], ['learningRate', 0.3], ['numLeaves', 4], ['maxDepth', 2], ['minChildSamples', 60], ['minChildWeight', 60], ['regLambda', 5], ['minSplitGain', 40_000]])('heeds %s', async (name, value) => {
    expect(await fit({ [name]: value })).not.toBe(await fit({}));
  });
});
