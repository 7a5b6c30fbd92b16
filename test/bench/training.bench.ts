import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelState, TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

const ROWS = 1_000_000;
const FEATURES = 30;
const TREE_ROWS = 100_000;

/** CPU seconds of training, one thread each: linear models against the fastest solver of scikit-learn, though it stops some 6e-4 away where ours goes to 1e-6; trees against LightGBM and scikit-learn. */
export default async function measure(): Promise<{ name: string; ratio: number; limit: number; ours: number; theirs: number; unit: string }[]> {
  const { x, label, number } = makeRows();
  const features = Array.from({ length: FEATURES }, (_, j) => `x${j}`);
  const kernel = await loadKernel();
  const fit = (id: string, data: TrainingData, params: Record<string, unknown> = {}): Promise<ModelState> => {
    const model = findModel(id);
    return model.fit(kernel, data, model.params.parse(params), { seed: 1, threads: 1 });
  };
  const trees: TrainingData = { task: 'binary', x: firstRows(x), rows: TREE_ROWS, features, y: label.slice(0, TREE_ROWS), classes: ['a', 'b'] };
  const ours = {
    logistic: await seconds(() => fit('logistic-regression', { task: 'binary', x, rows: ROWS, features, y: label, classes: ['a', 'b'] }, { standardise: true })),
    ridge: await seconds(() => fit('ridge', { task: 'regression', x, rows: ROWS, features, y: number, classes: [] }, { standardise: true })),
    linear: await seconds(() => fit('linear-regression', { task: 'regression', x, rows: ROWS, features, y: number, classes: [] })),
    tree: await seconds(() => fit('decision-tree', trees)),
    boosting: await seconds(() => fit('gradient-boosting', trees)),
    forest: await seconds(() => fit('random-forest', trees)),
  };
  const theirs = peer(x, label, number);
  const line = (name: string, key: keyof typeof ours, limit = 1): { name: string; ratio: number; limit: number; ours: number; theirs: number; unit: string } =>
    ({ name, ratio: ours[key] / theirs[key], limit, ours: ours[key], theirs: theirs[key], unit: 's' });
  return [
    line(`logistic regression, standardising included, 1M × 30, against the fastest solver (${theirs.logisticSolver})`, 'logistic', 0.7),
    line(`ridge regression, standardising included, 1M × 30, against the fastest solver (${theirs.ridgeSolver})`, 'ridge', 0.7),
    line('linear regression, 1M × 30', 'linear'),
    line('decision tree, depth 10, 100k × 30', 'tree'),
    line('gradient boosting, 100 trees, 100k × 30, against LightGBM', 'boosting', 1),
    line('random forest, 100 trees, 100k × 30', 'forest', 0.4),
  ];
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function makeRows(): { x: Float64Array; label: Float64Array; number: Float64Array } {
  let state = 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const x = new Float64Array(ROWS * FEATURES);
  const score = new Float64Array(ROWS);
  for (let j = 0; j < FEATURES; j++) {
    const [scale, middle, weight] = [10 ** (j % 4), (j - 10) * 7, normal() / 3];
    for (let i = 0; i < ROWS; i++) {
      const z = normal();
      x[j * ROWS + i] = middle + scale * z;
      score[i] = (score[i] as number) + weight * z;
    }
  }
  return { x, label: score.map((value) => (uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0)), number: score.map((value) => value + normal()) };
}

function firstRows(x: Float64Array): Float64Array {
  const result = new Float64Array(TREE_ROWS * FEATURES);
  for (let j = 0; j < FEATURES; j++) result.set(x.subarray(j * ROWS, j * ROWS + TREE_ROWS), j * TREE_ROWS);
  return result;
}

function peer(x: Float64Array, label: Float64Array, number: Float64Array): Record<'logistic' | 'ridge' | 'linear' | 'tree' | 'boosting' | 'forest', number> & { logisticSolver: string; ridgeSolver: string } {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    for (const [name, values] of Object.entries({ x, label, number })) writeFileSync(join(folder, `${name}.bin`), values);
    const script = join('test', 'bench', 'training_peer.py');
    const output = execFileSync(process.env['MILLWRIGHT_PYTHON'] ?? 'python3', [script, folder, String(ROWS), String(FEATURES), String(TREE_ROWS)], { encoding: 'utf8' });
    return JSON.parse(output) as ReturnType<typeof peer>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
