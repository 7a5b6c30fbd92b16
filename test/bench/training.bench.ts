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
import { Peer, type Cost } from './training-peer.ts';
import { benchRows, firstRows } from './training-rows.ts';

const ROWS = 1_000_000;
/** Some works are on a part of the rows. */
const FEW = 0.1;
const FEATURES = 30;
const THREADS = 2;
const TIMES = 3;
const KMEANS_STEPS = 20;
const BATCH = 16_384;

interface Work {
  readonly key: string;
  readonly name: string;
  readonly limit: number;
  /** Makes ready what is not measured, and gives what is. */
  readonly ours: () => Promise<() => Promise<unknown>>;
}

interface Options {
  /** Of {@link works}. */
  readonly works: readonly string[];
  readonly rows?: number | undefined;
}

/** What can be asked for alone. */
export const works = ['boosting', 'missing', 'boostingFew', 'categories', 'classes', 'forest', 'extraTrees', 'tree', 'logistic', 'ridge', 'linear', 'isolation', 'kMeans', 'scoring'] as const;

/** Wall seconds of training and scoring with two threads against scikit-learn and LightGBM, each the median of its runs, ours and theirs in turn. */
export default async function measure({ works: wanted, rows = ROWS }: Options): Promise<{ name: string; ratio: number; limit: number; ours: number; theirs: number; unit: string; note: string }[]> {
  const few = Math.ceil(rows * FEW);
  const data = benchRows(rows, FEATURES, few);
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const peer = await Peer.start(folder, [rows, FEATURES, few, THREADS, KMEANS_STEPS]);
  try {
    for (const [name, values] of Object.entries(data)) writeFileSync(join(folder, `${name}.bin`), values as Float64Array);
    const lines = [];
    for (const work of (await allWorks(data, rows, few)).filter(({ key }) => wanted.includes(key))) {
      const [ours, theirs]: [Cost[], Cost[]] = [[], []];
      for (let time = 0; time < TIMES; time++) {
        ours.push(await cost(await work.ours()));
        theirs.push(await peer.measure(work.key));
      }
      const [own, other] = [median(ours), median(theirs)];
      const how = other.how === undefined ? '' : ` (${other.how})`;
      const line = { name: `${work.name}${how}`, ratio: own.wall / other.wall, limit: work.limit, ours: own.wall, theirs: other.wall, unit: 's', note: `CPU ${own.cpu.toFixed(2)} s, peer ${other.cpu.toFixed(2)} s` };
      const all = (costs: readonly Cost[]): string => costs.map(({ wall }) => wall.toFixed(2)).join(', ');
      console.error(`  ${work.key}: ${line.ratio.toFixed(2)} of at most ${work.limit} (${all(ours)} s; peer ${all(theirs)} s; ${line.note})`);
      lines.push(line);
    }
    return lines;
  } finally {
    peer.stop();
    rmSync(folder, { recursive: true });
  }
}

async function allWorks({ x, holes, codes, label, five, number }: ReturnType<typeof benchRows>, rows: number, few: number): Promise<Work[]> {
  const kernel = await loadKernel();
  const context = { seed: 1, threads: THREADS };
  const features = Array.from({ length: FEATURES }, (_, j) => `x${j}`);
  const fit = (id: string, data: TrainingData, params: Record<string, unknown> = {}): Promise<ModelState> => {
    const model = findModel(id);
    return model.fit(kernel, data, model.params.parse(params), context);
  };
  const binary: TrainingData = { task: 'binary', x, rows, features, y: label, classes: ['a', 'b'] };
  const numbers: TrainingData = { task: 'regression', x, rows, features, y: number, classes: [] };
  const part: TrainingData = { ...binary, x: firstRows(x, rows, few), rows: few, y: label.slice(0, few) };
  const mixed = part.x.slice();
  mixed.set(codes);
  const fewNumbers: TrainingData = { ...part, task: 'regression', y: number.slice(0, few), classes: [] };
  const standardised = async (): Promise<Float64Array> => {
    const columns = features.map((_, j) => x.subarray(j * rows, (j + 1) * rows));
    const shift = columns.map((column) => column[0] as number);
    const moments = await kernel.moments({ columns, rows, shift });
    const result = new Float64Array(x.length);
    moments.forEach(({ sum, squares }, j) => {
      const fromShift = sum / rows;
      const [mean, scale] = [(shift[j] as number) + fromShift, Math.sqrt(squares / rows - fromShift * fromShift)];
      for (let i = j * rows; i < (j + 1) * rows; i++) result[i] = ((x[i] as number) - mean) / scale;
    });
    return result;
  };
  const training = (id: string, data: TrainingData, params?: Record<string, unknown>) => async () => () => fit(id, data, params);
  const line = (key: string, name: string, limit: number, ours: Work['ours']): Work => ({ key, name, limit, ours });
  const [all, some] = [amount(rows), amount(few)];
  return [
    line('boosting', `boosting ${all} × ${FEATURES}, 100 trees, 31 leaves, against LightGBM`, 0.85, training('gradient-boosting', binary)),
    line('missing', 'the same, 5% of the values missing', 0.85, training('gradient-boosting', { ...binary, x: holes })),
    line('boostingFew', `boosting ${some} × ${FEATURES}, against LightGBM`, 1, training('gradient-boosting', part)),
    line('categories', 'the same, 10 columns of 50 categories', 1, training('gradient-boosting', { ...part, x: mixed }, { categoricalFeatures: features.slice(0, 10) })),
    line('classes', 'the same, five classes', 1, training('gradient-boosting', { ...part, task: 'multiclass', y: five.slice(0, few), classes: ['a', 'b', 'c', 'd', 'e'] })),
    line('forest', `random forest ${some} × ${FEATURES}, 100 trees, against scikit-learn`, 0.4, training('random-forest', part)),
    line('extraTrees', `extra trees ${some} × ${FEATURES}, 40 trees, against scikit-learn`, 1.5, training('extra-trees', part, { nEstimators: 40 })),
    line('tree', `decision tree ${some} × ${FEATURES}, depth 10, against scikit-learn`, 1, training('decision-tree', part)),
    line('logistic', `logistic regression ${all} × ${FEATURES}, standardising included, against the fastest solver`, 0.7, training('logistic-regression', binary, { standardise: true })),
    line('ridge', `ridge ${all} × ${FEATURES}, standardising included, against the fastest solver`, 0.7, training('ridge', numbers, { standardise: true })),
    line('linear', `linear regression ${all} × ${FEATURES}, against scikit-learn`, 1, training('linear-regression', numbers)),
    line('isolation', `isolation forest ${all} × ${FEATURES}, 100 trees, fit and score, against scikit-learn`, 0.4, async () => async () => {
      const state = await isolationForest.fit(kernel, { x, rows, features }, isolationForest.params.parse({ contamination: 0.1 }), context);
      return isolationForest.predict(kernel, state, x, rows, context);
    }),
    line('kMeans', `k-means ${all} × ${FEATURES}, k = 8, ${KMEANS_STEPS} steps, standardising included, against scikit-learn`, 1, async () => async () =>
      kMeans.fit(kernel, { x: await standardised(), rows, features }, kMeans.params.parse({ maxIter: KMEANS_STEPS, tol: 0 }), context)),
    line('scoring', `ONNX scoring ${all} × ${FEATURES}, 100 × 31 leaves, against LightGBM`, 0.8, async () => {
      const model = findModel('gradient-boosting');
      const state = await fit(model.id, fewNumbers);
      const graph = new GraphBuilder('model');
      graph.output('prediction', model.onnx(state, graph, graph.input('numeric', 'double', ['N', FEATURES])), 'double', ['N', 1]);
      const onnx = graph.build();
      return () => scoreBatches(onnx, { task: 'regression', column: 'y', classes: [] }, batches(x, rows), rows, { threads: THREADS });
    }),
  ];
}

async function* batches(x: Float64Array, rows: number): AsyncGenerator<InputBatch> {
  for (let from = 0; from < rows; from += BATCH) {
    const to = Math.min(rows, from + BATCH);
    yield { rows: to - from, numeric: Array.from({ length: FEATURES }, (_, j) => x.slice(j * rows + from, j * rows + to)), text: [] };
  }
}

/** As one says it: 1M, 100k. */
function amount(rows: number): string {
  return rows % 1_000_000 === 0 ? `${rows / 1_000_000}M` : rows % 1000 === 0 ? `${rows / 1000}k` : String(rows);
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
