import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../electron/engine/base/canonical-json.ts';
import type { TargetTask } from '../../electron/contract/task.ts';
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

function taskOf({ classes }: BundledSet): TargetTask {
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
    expect(model.python(params, taskOf(set), []).code).toBe(code);
  });

  it('predicts held-out rows as well as the reference', async () => {
    let total = 0;
    for (let fold = 0; fold < 5; fold++) {
      const state = await model.fit(kernel, rowsOf(set, (one) => one !== fold), params, { seed: 1, threads: 1 });
      const held = rowsOf(set, (one) => one === fold);
      const said = model.predict(state, held.x, held.rows);
      const { metrics } = evaluate(taskOf(set), { y: held.y, classes: set.classes, ...(held.task === 'regression' ? { prediction: said } : { probabilities: said }) });
      total += (metrics['root_mean_squared_error'] ?? metrics['roc_auc'] ?? metrics['roc_auc_ovr'])?.value ?? NaN;
    }
    if (taskOf(set) === 'regression') expect(total / 5).toBeLessThan(score * 1.02);
    else expect(total / 5).toBeGreaterThan(score - 0.01);
  });
});

interface Parameters {
  readonly id: string;
  /** What keeps a fit short. */
  readonly few: Record<string, unknown>;
  readonly drawn: readonly Record<string, unknown>[];
  readonly heeded: readonly Record<string, unknown>[];
}

const parameters: readonly Parameters[] = [
  {
    id: 'gradient-boosting',
    few: { nEstimators: 5 },
    drawn: [{ subsample: 0.5 }, { colsampleByTree: 0.5 }],
    // Its other options: boosting.test.ts.
    heeded: [],
  },
  {
    id: 'random-forest',
    few: { nEstimators: 3, bootstrap: false },
    drawn: [{ bootstrap: true }, { maxFeatures: 'sqrt' }, { maxFeatures: 'log2' }],
    heeded: [{ nEstimators: 2 }, { maxDepth: 2 }, { minSamplesLeaf: 9 }],
  },
];

describe.each(parameters)('$id', ({ id, few, drawn, heeded }) => {
  const model = findModel(id);
  const [diabetes] = sets;
  if (!diabetes) throw new Error('The bundled sets are not there');
  const data = rowsOf(diabetes, () => true);
  const fit = (params: Record<string, unknown>, seed = 1): Promise<string> => model.fit(kernel, data, model.params.parse({ ...few, ...params }), { seed, threads: 1 }).then(canonicalJson);

  it.each(drawn)('draws from the seed: %o', async (params) => {
    const [first, again, other, all] = [await fit(params), await fit(params), await fit(params, 2), await fit({})];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(all).not.toBe(first);
  });

  it.each(heeded)('heeds %o', async (params) => {
    expect(await fit(params)).not.toBe(await fit({}));
  });

  it.each([...drawn, ...heeded])('trains again with %o', (params) => {
    const python = (own: Record<string, unknown>): string => model.python(model.params.parse({ ...few, ...own }), 'regression', data.features).code;
    expect(python(params)).not.toBe(python({}));
  });

  it('stops in the middle of many rows', async () => {
    const rows = 300_000;
    const x = Float64Array.from({ length: rows * 5 }, (_, i) => Math.sin(i * 1.7) * 3);
    const controller = new AbortController();
    const fitting = model.fit(kernel, { ...data, rows, features: ['a', 'b', 'c', 'd', 'e'], x, y: x.subarray(0, rows) }, model.params.parse({}), { seed: 1, threads: 1, signal: controller.signal });
    setTimeout(() => controller.abort(), 300);
    await expect(fitting).rejects.toMatchObject({ data: { code: 'CANCELLED' } });
  });
});

describe('gradient boosting', () => {
  it('learns the same of columns in another order, but for their numbers', async () => {
    const model = findModel('gradient-boosting');
    const data = rowsOf(sets[0] as BundledSet, () => true);
    const gains = async (order: readonly number[]): Promise<number[]> => {
      const x = Float64Array.from(order.flatMap((j) => [...data.x.subarray(j * data.rows, (j + 1) * data.rows)]));
      const state = await model.fit(kernel, { ...data, x }, model.params.parse({ nEstimators: 5 }), { seed: 1, threads: 1 });
      return order.map((_, j) => (state['gains'] as number[])[order.indexOf(j)] as number);
    };
    const plain = data.features.map((_, j) => j);
    expect(await gains([...plain].reverse())).toEqual(await gains(plain));
  });
});
