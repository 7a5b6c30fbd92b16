import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
let project: string;
beforeAll(async () => {
  bench = new Workbench();
  project = bench.file('project');
  const data = bench.file('long.csv');
  await bench.done('sample', { kind: 'telemetry', rows: 400_000, seed: 1, out: data });
  await bench.done('new', { project, data, target: 'failure', models: ['logistic-regression'] });
});
afterAll(() => bench.end());

it('refuses work past the memory limit, names the limit, and goes on with a larger one', async () => {
  await bench.refuses('train', { project, memoryLimit: 64 }, { code: 'OUT_OF_MEMORY', place: { field: 'memoryLimit' } });
  const { models } = await bench.done('train', { project, memoryLimit: 2048 });
  expect(Object.keys(models)).toEqual(['logistic-regression']);
});

it('stops when it is told to, in the midst of loading, learning and scoring', async () => {
  for (const stage of ['Loading the file', 'Learning', 'Training', 'Scoring']) {
    await bench.engine.close();
    const controller = new AbortController();
    await bench.refuses('train', { project, cv: 5 }, { code: 'CANCELLED', kind: 'cancelled' }, {
      signal: controller.signal,
      onProgress: (progress) => {
        if (progress.stage.startsWith(stage)) controller.abort();
      },
    });
  }
});
