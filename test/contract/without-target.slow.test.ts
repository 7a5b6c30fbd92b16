import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { random } from '../../electron/engine/base/random.ts';
import { Workbench } from './bad-input-workbench.ts';

/* Projects without a target, from a file to scored rows, through the same commands as all others. */

const ROWS = 600;
let bench: Workbench;
let data: string;

/** Three machines that run at their own speed, 2% of their rows far from all others; some values are missing. */
function machines(): string {
  const draws = random(5);
  const lines = ['id,when,machine,speed,load,note'];
  for (let i = 0; i < ROWS; i++) {
    const machine = i % 3;
    const far = i % 50 === 7 ? 40 : 0;
    lines.push([i + 1, `2026-01-${String(1 + (i % 28)).padStart(2, '0')}`, `m${machine}`, i % 41 === 3 ? '' : (100 * machine + draws.normal() + far).toFixed(4), (draws.normal() - far).toFixed(4), `note ${draws.below(1e9)}`].join(','));
  }
  return `${lines.join('\n')}\n`;
}

const table = (file: string): string[][] => readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split(','));

beforeAll(() => {
  bench = new Workbench();
  data = bench.write('machines.csv', machines());
});
afterAll(() => bench.end());

describe('an isolation forest', () => {
  it('is trained, judged by folds, and calls the share of rows anomalies that it was told', async () => {
    const project = bench.file('anomalies');
    const made = await bench.done('new', { project, data, task: 'anomaly' });
    expect(made.problems).toEqual([]);
    expect(made.document.graph.nodes.map(({ type }) => type)).toEqual(['source', 'split', 'select', 'simple-imputer', 'standard-scaler', 'simple-imputer', 'one-hot-encoder', 'model:isolation-forest']);
    const result = await bench.done('train', { project, cv: 3, params: { contamination: 0.05 } });
    expect(result).toMatchObject({ task: 'anomaly', target: '', classes: ['normal', 'anomaly'], positive: null, chosen: 'isolation-forest' });
    const run = result.models['isolation-forest'];
    expect(run?.train.metrics['anomaly_share']?.value).toBeCloseTo(0.05, 2);
    expect(run?.cv?.['anomaly_share']?.folds).toHaveLength(3);

    const out = bench.file('anomalies.csv');
    expect(await bench.done('predict', { project, data, out })).toMatchObject({ rows: ROWS, refusedRows: 0 });
    const [head, ...rows] = table(out);
    expect(head).toEqual(['row', 'prediction', 'score']);
    const found = rows.filter(([, label]) => label === 'anomaly').map(([row]) => Number(row));
    const far = Array.from({ length: ROWS }, (_, i) => i).filter((i) => i % 50 === 7);
    expect(far.every((row) => found.includes(row))).toBe(true);
    const scoreOf = (label: string): number[] => rows.filter((row) => row[1] === label).map((row) => Number(row[2]));
    expect(Math.max(...scoreOf('anomaly'))).toBeLessThanOrEqual(Math.min(...scoreOf('normal')));
  });
});

describe('k-means', () => {
  it('is trained, and gives every row the nearest of its centres', async () => {
    const project = bench.file('clusters');
    await bench.done('new', { project, data, models: ['k-means'], drop: ['load'] });
    const result = await bench.done('train', { project, params: { nClusters: 3, nInit: 5 } });
    expect(result).toMatchObject({ task: 'clustering', target: '', classes: ['0', '1', '2'] });
    expect(Object.keys(result.models['k-means']?.test?.metrics ?? {}).sort()).toEqual(['calinski_harabasz', 'davies_bouldin', 'inertia']);

    const [out, features] = [bench.file('clusters.csv'), bench.file('features.csv')];
    await bench.done('predict', { project, data, out });
    await bench.done('run', { project, out: features });
    const { state } = z.object({ state: z.object({ centers: z.array(z.array(z.number())) }) }).parse(JSON.parse(readFileSync(join(project, 'runs', result.run, 'k-means.json'), 'utf8')));
    const [head, ...rows] = table(out);
    expect(head).toEqual(['row', 'prediction', 'distance']);
    expect(rows).toHaveLength(ROWS);
    table(features).slice(1).forEach((line, i) => {
      const x = line.slice(1).map(Number);
      const distances = state.centers.map((center) => Math.sqrt(center.reduce((sum, middle, j) => sum + (middle - (x[j] as number)) ** 2, 0)));
      const nearest = distances.indexOf(Math.min(...distances));
      expect(rows[i]?.[1]).toBe(String(nearest));
      expect(Number(rows[i]?.[2])).toBeCloseTo(distances[nearest] as number, 10);
    });
  });

  it('names the column that it cannot learn from', async () => {
    const project = bench.file('holes');
    await bench.done('new', { project, data, models: ['k-means'] });
    const file = join(project, 'project.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"id": "fill-numbers"', '"bypassed": true, "id": "fill-numbers"'));
    await bench.refuses('train', { project }, { code: 'MISSING_VALUES', place: { column: 'speed' } });
  });
});

describe('what is refused, with the way on', () => {
  it('a target where none is learned, models of two tasks, a model that needs one', async () => {
    const project = bench.file('refused');
    await bench.refuses('new', { project, data, target: 'speed', models: ['k-means'] }, { code: 'TARGET_NOT_LEARNED', kind: 'usage', place: { field: 'target' }, says: ['speed'] });
    await bench.refuses('new', { project, data, models: ['k-means', 'isolation-forest'] }, { code: 'WRONG_TASK', kind: 'usage', place: { field: 'model' } });
    await bench.refuses('new', { project, data, task: 'anomaly', models: ['ridge'] }, { code: 'WRONG_TASK', kind: 'usage', place: { field: 'model' } });
    await bench.done('new', { project, data, models: ['k-means'] });
    await bench.refuses('train', { project, models: ['ridge'] }, { code: 'NO_TARGET', place: { node: 'ridge' } });
    await bench.refuses('train', { project, models: ['k-means', 'isolation-forest'] }, { code: 'WRONG_TASK', kind: 'usage', place: { field: 'model' } });
    const aimed = bench.file('aimed');
    await bench.done('new', { project: aimed, data, target: 'speed' });
    await bench.refuses('train', { project: aimed, models: ['k-means'] }, { code: 'TARGET_NOT_LEARNED', place: { node: 'k-means' } });
  });
});
