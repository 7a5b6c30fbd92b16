import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ModelState, TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/* Forests beside scikit-learn's own, drawn otherwise, on its bundled sets: paired losses over five folds. */

const SetSchema = z.object({ name: z.string(), columns: z.array(z.array(z.number())), y: z.array(z.number()), folds: z.array(z.number()), classes: z.array(z.string()) });
const PeerSchema = z.object({ set: z.string(), model: z.string(), params: z.record(z.string(), z.unknown()), code: z.string(), losses: z.array(z.number()) });

function golden<T>(name: string, schema: z.ZodType<T>): T[] {
  return z.array(schema).parse(JSON.parse(readFileSync(new URL(`../goldens/ensembles/${name}`, import.meta.url), 'utf8')));
}

const sets = new Map(golden('peers.json', SetSchema).map((set) => [set.name, set]));
const kernel = await loadKernel();

function rowsOf(set: z.infer<typeof SetSchema>, isIn: (fold: number) => boolean): TrainingData {
  const pick = (values: readonly number[]): number[] => values.filter((_, i) => isIn(set.folds[i] as number));
  const y = Float64Array.from(pick(set.y));
  const task = set.classes.length === 0 ? 'regression' : set.classes.length === 2 ? 'binary' : 'multiclass';
  return { task, x: Float64Array.from(set.columns.flatMap(pick)), rows: y.length, features: set.columns.map((_, j) => `x${j}`), y, classes: set.classes };
}

/** Mean squared error, of the number or summed over the probabilities. */
function lossOf(said: Float64Array, { y, rows, classes }: TrainingData): number {
  const width = classes.length || 1;
  return said.reduce((sum, value, at) => sum + (value - (classes.length === 0 ? (y[at] as number) : Number(y[Math.floor(at / width)] === at % width))) ** 2, 0) / rows;
}

const peers = golden('forest-peers.json', PeerSchema);
const cases = [...new Map(peers.map(({ model, params }) => [JSON.stringify([model, params]), { model, params }])).values()];

describe.each(cases)('$model $params', ({ model: id, params }) => {
  const model = findModel(id);
  const chosen = model.params.parse(params);

  it('loses no more than the same forest in Python, but for a standard error over sets and folds', async () => {
    const differences: number[] = [];
    for (const { set: name, code, losses } of peers.filter((peer) => peer.model === id && JSON.stringify(peer.params) === JSON.stringify(params))) {
      const set = sets.get(name);
      if (!set) throw new Error(`The set ${name} is not there`);
      const { task, features } = rowsOf(set, () => true);
      expect(model.python(chosen, task, features).code).toBe(code);
      const usual = losses.reduce((a, b) => a + b, 0) / losses.length;
      for (const [fold, theirs] of losses.entries()) {
        const held = rowsOf(set, (one) => one === fold);
        const fit = (seed: number): Promise<ModelState> => model.fit(kernel, rowsOf(set, (one) => one !== fold), chosen, { seed, threads: 1 });
        const ours = (lossOf(model.predict(await fit(1), held.x, held.rows), held) + lossOf(model.predict(await fit(2), held.x, held.rows), held)) / 2;
        differences.push((ours - theirs) / usual);
      }
    }
    const mean = differences.reduce((a, b) => a + b, 0) / differences.length;
    const error = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1) / differences.length);
    expect(mean).toBeLessThanOrEqual(error);
  });
});
