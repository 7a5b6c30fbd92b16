import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random } from '../../electron/engine/base/random.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import type { TrainingData } from '../../electron/engine/models/model.ts';
import { MODELS } from '../../electron/engine/models/registry.ts';
import { loadKernel } from '../../electron/engine/train/load-kernel.ts';

const ROWS = 1_000_000;
const FEATURES = 30;
const TIMES = 5;
const ALLOWED_MS = 250;

/** The longest wait from an abort to the end of the work, against 250 ms: every model at moments drawn from its training, and every stage of the command. */
export default async function measure() {
  const line = (name: string, ours: number) => ({ name: `ms to stop: ${name}`, ours, theirs: ALLOWED_MS, ratio: ours / ALLOWED_MS, limit: 1 });
  const lines = [];
  for (const [name, wait] of await modelWaits()) lines.push(line(name, wait));
  for (const [name, wait] of await stageWaits()) lines.push(line(name, wait));
  return lines;
}

async function modelWaits(): Promise<[string, number][]> {
  const draws = random(7);
  const x = Float64Array.from({ length: ROWS * FEATURES }, () => draws.normal());
  const labels = Float64Array.from({ length: ROWS }, (_, i) => ((x[i] as number) + draws.normal() > 0 ? 1 : 0));
  const shared = { x, rows: ROWS, features: Array.from({ length: FEATURES }, (_, j) => `x${j}`), y: labels };
  const kernel = await loadKernel();
  const waits: [string, number][] = [];
  for (const model of MODELS) {
    const data: TrainingData = model.tasks.includes('binary') ? { ...shared, task: 'binary', classes: ['a', 'b'] } : { ...shared, task: model.tasks[0] ?? 'regression', classes: [] };
    let longest = 0;
    for (let time = 0; time < TIMES; time++) {
      const wait = await waitAfter(draws.below(2000), (signal) => model.fit(kernel, data, model.params.parse({}), { seed: 1, threads: 2, signal }));
      longest = Math.max(longest, wait);
    }
    waits.push([model.id, longest]);
  }
  return waits;
}

/** Milliseconds from an abort `after` so many to the end of the work; 0 if it ended by itself. */
async function waitAfter(after: number, work: (signal: AbortSignal) => Promise<unknown>): Promise<number> {
  const controller = new AbortController();
  let stopped: number | undefined;
  const timer = setTimeout(() => {
    stopped = performance.now();
    controller.abort();
  }, after);
  await work(controller.signal).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  clearTimeout(timer);
  return stopped === undefined ? 0 : performance.now() - stopped;
}

async function stageWaits(): Promise<[string, number][]> {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const engine = new Engine();
  const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
  try {
    const [data, project] = [join(folder, 'long.csv'), join(folder, 'project')];
    await call(engine, 'sample', { kind: 'telemetry', rows: 400_000, seed: 1, out: data }, quiet);
    await call(engine, 'new', { project, data, target: 'failure', models: ['logistic-regression'] }, quiet);
    const waits: [string, number][] = [];
    for (const stage of ['Loading the file', 'Learning', 'Training', 'Scoring', 'Cross-validation']) {
      await engine.close();
      const controller = new AbortController();
      let stopped: number | undefined;
      await call(engine, 'train', { project, cv: 5 }, {
        signal: controller.signal,
        onProgress: (progress) => {
          if (stopped !== undefined || !progress.stage.startsWith(stage)) return;
          stopped = performance.now();
          controller.abort();
        },
      });
      if (stopped === undefined) throw new Error(`Training has no stage "${stage}"`);
      waits.push([`train, ${stage.toLowerCase()}`, performance.now() - stopped]);
    }
    return waits;
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
