import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

/*
 * Models of many trees beside the libraries that they follow, on 20 data sets of test/goldens/ensembles in five folds
 * each. The table that it makes is committed beside them; UPDATE_TABLE=1 writes it anew.
 */

const FOLDER = new URL('../goldens/ensembles/', import.meta.url);
const FOLDS = 5;
const SetSchema = z.object({
  name: z.string(),
  columns: z.array(z.array(z.number().nullable())),
  y: z.array(z.number()),
  folds: z.array(z.number()),
  classes: z.number(),
  losses: z.record(z.string(), z.array(z.number()).length(FOLDS)),
});
type DataSet = z.infer<typeof SetSchema>;

const sets = z.array(SetSchema).length(20).parse(JSON.parse(readFileSync(new URL('comparison.json', FOLDER), 'utf8')));
const kernel = await loadKernel();

interface Peer {
  readonly id: string;
  readonly name: string;
  readonly params: Record<string, unknown>;
  /** Shares of a forest may be 0: its Brier score counts. */
  readonly isForest?: true;
}

const PEERS: readonly Peer[] = [
  { id: 'gradient-boosting', name: 'LightGBM', params: {} },
  { id: 'gradient-boosting', name: 'XGBoost', params: { growPolicy: 'depthwise', maxDepth: 6 } },
  { id: 'random-forest', name: "scikit-learn's forest", params: {}, isForest: true },
];

function rowsOf(set: DataSet, isIn: (fold: number) => boolean): TrainingData {
  const pick = <T>(values: readonly T[]): T[] => values.filter((_, i) => isIn(set.folds[i] as number));
  const y = Float64Array.from(pick(set.y));
  const task = set.classes === 0 ? 'regression' : set.classes === 2 ? 'binary' : 'multiclass';
  const x = Float64Array.from(set.columns.flatMap(pick), (value) => value ?? NaN);
  return { task, x, rows: y.length, features: set.columns.map((_, j) => `x${j}`), y, classes: Array.from({ length: set.classes }, (_, k) => `c${k}`) };
}

async function lossOf(set: DataSet, fold: number, { id, params, isForest }: Peer): Promise<number> {
  const model = findModel(id);
  const held = rowsOf(set, (one) => one === fold);
  const state = await model.fit(kernel, rowsOf(set, (one) => one !== fold), model.params.parse(params), { seed: 1, threads: 1 });
  const said = model.predict(state, held.x, held.rows);
  const width = Math.max(1, set.classes);
  const losses = Array.from(held.y, (truth, i) => {
    const row = said.subarray(i * width, (i + 1) * width);
    if (set.classes === 0) return ((row[0] as number) - truth) ** 2;
    if (isForest) return row.reduce((sum, share, k) => sum + (share - (k === truth ? 1 : 0)) ** 2, 0);
    return -Math.log(Math.min(1, Math.max(1e-15, row[truth] as number)));
  });
  const mean = meanOf(losses);
  return set.classes === 0 ? Math.sqrt(mean) : mean;
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function errorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length);
}

describe.each(PEERS)('$id beside $name', (peer) => {
  it('loses no more on held-out rows than one standard error of the paired differences', async () => {
    const lines: string[] = [];
    const relative: number[] = [];
    for (const set of sets) {
      const theirs = set.losses[peer.name] as number[];
      const ours: number[] = [];
      for (let fold = 0; fold < FOLDS; fold++) ours.push(await lossOf(set, fold, peer));
      const differences = ours.map((loss, k) => loss - (theirs[k] as number));
      // Losses of different sets have different sizes: each counts by its share of the reference's mean.
      relative.push(...differences.map((one) => one / meanOf(theirs)));
      lines.push(`| ${set.name} | ${[meanOf(ours), meanOf(theirs), meanOf(differences), errorOf(differences)].map((value) => value.toPrecision(4)).join(' | ')} |`);
    }
    const [mean, error] = [meanOf(relative), errorOf(relative)];
    const table = [
      `| data set | Millwright | ${peer.name} | mean paired difference | its standard error |`,
      '|---|---|---|---|---|',
      ...lines,
      `| **all, as shares of the loss** | | | ${mean.toPrecision(3)} | ${error.toPrecision(3)} |`,
      '',
    ].join('\n');
    const file = new URL(`comparison-${peer.id}-${peer.name.replaceAll(/\W+/g, '-').toLowerCase()}.md`, FOLDER);
    if (process.env['UPDATE_TABLE']) writeFileSync(file, table);
    expect(mean).toBeLessThanOrEqual(error);
    expect(readFileSync(file, 'utf8')).toBe(table);
  });
});
