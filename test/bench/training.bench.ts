import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolationForest } from '../../electron/engine/models/isolation-forest/isolation-forest.ts';
import { kMeans } from '../../electron/engine/models/k-means/k-means.ts';
import type { ModelState, TrainingData } from '../../electron/engine/models/model.ts';
import { findModel } from '../../electron/engine/models/registry.ts';
import { GraphBuilder } from '../../electron/engine/onnx/graph-builder.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';
import { scoreBatches, type InputBatch } from '../../electron/engine/train/score-rows.ts';
import { benchRows, firstRows } from './training-rows.ts';

const ROWS = 1_000_000;
const FEW = 100_000;
const FEATURES = 30;
const THREADS = 2;
const TIMES = 3;
const KMEANS_STEPS = 20;
const BATCH = 16_384;

interface Cost {
  readonly wall: number;
  readonly cpu: number;
  /** The peer's solver, where it had a choice. */
  readonly how?: string;
}

interface Work {
  readonly key: string;
  readonly name: string;
  readonly limit: number;
  /** Longer works are measured once. */
  readonly times: number;
  /** Makes ready what is not measured, and gives what is. */
  readonly ours: () => Promise<() => Promise<unknown>>;
}

/** Wall seconds of training and scoring with two threads against scikit-learn and LightGBM, each the median of its runs, ours and theirs in turn. */
export default async function measure(): Promise<{ name: string; ratio: number; limit: number; ours: number; theirs: number; unit: string; note: string }[]> {
  const rows = benchRows(ROWS, FEATURES, FEW);
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  try {
    for (const [name, values] of Object.entries(rows)) writeFileSync(join(folder, `${name}.bin`), values as Float64Array);
    const lines = [];
    for (const work of await works(rows)) {
      const [ours, theirs]: [Cost[], Cost[]] = [[], []];
      for (let time = 0; time < work.times; time++) {
        ours.push(await cost(await work.ours()));
        theirs.push(peer(folder, work.key));
      }
      const [own, other] = [median(ours), median(theirs)];
      const how = other.how === undefined ? '' : ` (${other.how})`;
      lines.push({ name: `${work.name}${how}`, ratio: own.wall / other.wall, limit: work.limit, ours: own.wall, theirs: other.wall, unit: 's', note: `CPU ${own.cpu.toFixed(2)} s, peer ${other.cpu.toFixed(2)} s` });
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function works({ x, holes, codes, label, five, number }: ReturnType<typeof benchRows>): Promise<Work[]> {
  const kernel = await loadKernel();
  const context = { seed: 1, threads: THREADS };
  const features = Array.from({ length: FEATURES }, (_, j) => `x${j}`);
  const fit = (id: string, data: TrainingData, params: Record<string, unknown> = {}): Promise<ModelState> => {
    const model = findModel(id);
    return model.fit(kernel, data, model.params.parse(params), context);
  };
  const binary: TrainingData = { task: 'binary', x, rows: ROWS, features, y: label, classes: ['a', 'b'] };
  const numbers: TrainingData = { task: 'regression', x, rows: ROWS, features, y: number, classes: [] };
  const few: TrainingData = { ...binary, x: firstRows(x, ROWS, FEW), rows: FEW, y: label.slice(0, FEW) };
  const mixed = few.x.slice();
  mixed.set(codes);
  const fewNumbers: TrainingData = { ...few, task: 'regression', y: number.slice(0, FEW), classes: [] };
  const standardised = (): Float64Array => {
    const result = x.slice();
    for (let j = 0; j < FEATURES; j++) {
      const column = result.subarray(j * ROWS, (j + 1) * ROWS);
      const mean = column.reduce((sum, value) => sum + value, 0) / ROWS;
      const scale = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / ROWS);
      for (let i = 0; i < ROWS; i++) column[i] = ((column[i] as number) - mean) / scale;
    }
    return result;
  };
  const training = (id: string, data: TrainingData, params?: Record<string, unknown>) => async () => () => fit(id, data, params);
  const line = (key: string, name: string, limit: number, ours: Work['ours'], times = TIMES): Work => ({ key, name, limit, ours, times });
  return [
    line('boosting', 'boosting 1M × 30, 100 trees, 31 leaves, against LightGBM', 0.85, training('gradient-boosting', binary)),
    line('missing', 'the same, 5 % of the values missing', 0.85, training('gradient-boosting', { ...binary, x: holes })),
    line('boostingFew', 'boosting 100k × 30, against LightGBM', 1, training('gradient-boosting', few)),
    line('categories', 'the same, 10 columns of 50 categories', 1, training('gradient-boosting', { ...few, x: mixed }, { categoricalFeatures: features.slice(0, 10) })),
    line('classes', 'the same, five classes', 1, training('gradient-boosting', { ...few, task: 'multiclass', y: five.slice(0, FEW), classes: ['a', 'b', 'c', 'd', 'e'] })),
    line('forest', 'random forest 100k × 30, 100 trees, against scikit-learn', 0.4, training('random-forest', few), 1),
    line('tree', 'decision tree 100k × 30, depth 10, against scikit-learn', 1, training('decision-tree', few)),
    line('logistic', 'logistic regression 1M × 30, standardising included, against the fastest solver', 0.7, training('logistic-regression', binary, { standardise: true })),
    line('ridge', 'ridge 1M × 30, standardising included, against the fastest solver', 0.7, training('ridge', numbers, { standardise: true })),
    line('linear', 'linear regression 1M × 30, against scikit-learn', 1, training('linear-regression', numbers)),
    line('isolation', 'isolation forest 1M × 30, 100 trees, fit and score, against scikit-learn', 0.4, async () => async () => {
      const state = await isolationForest.fit(kernel, { x, rows: ROWS, features }, isolationForest.params.parse({ contamination: 0.1 }), context);
      return isolationForest.predict(state, x, ROWS);
    }, 1),
    line('kMeans', `k-means 1M × 30, k = 8, ${KMEANS_STEPS} steps, standardising included, against scikit-learn`, 1, async () => async () =>
      kMeans.fit(kernel, { x: standardised(), rows: ROWS, features }, kMeans.params.parse({ maxIter: KMEANS_STEPS, tol: 0 }), context), 1),
    line('scoring', 'ONNX scoring 1M × 30, 100 × 31 leaves, against LightGBM', 0.8, async () => {
      const model = findModel('gradient-boosting');
      const state = await fit(model.id, fewNumbers);
      const graph = new GraphBuilder('model');
      graph.output('prediction', model.onnx(state, graph, graph.input('numeric', 'double', ['N', FEATURES])), 'double', ['N', 1]);
      const onnx = graph.build();
      return () => scoreBatches(onnx, { task: 'regression', column: 'y', classes: [] }, batches(x), ROWS, { threads: THREADS });
    }),
  ];
}

async function* batches(x: Float64Array): AsyncGenerator<InputBatch> {
  for (let from = 0; from < ROWS; from += BATCH) {
    const to = Math.min(ROWS, from + BATCH);
    yield { rows: to - from, numeric: Array.from({ length: FEATURES }, (_, j) => x.slice(j * ROWS + from, j * ROWS + to)), text: [] };
  }
}

async function cost(run: () => Promise<unknown>): Promise<Cost> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / 1000, cpu: (user + system) / 1e6 };
}

function median(costs: readonly Cost[]): Cost {
  return [...costs].sort((a, b) => a.wall - b.wall)[costs.length >> 1] as Cost;
}

function peer(folder: string, key: string): Cost {
  const script = join('test', 'bench', 'training_peer.py');
  const output = execFileSync(process.env['MILLWRIGHT_PYTHON'] ?? 'python3', [script, folder, ...[ROWS, FEATURES, FEW, THREADS, KMEANS_STEPS].map(String), key], { encoding: 'utf8' });
  return (JSON.parse(output) as Record<string, Cost>)[key] as Cost;
}
