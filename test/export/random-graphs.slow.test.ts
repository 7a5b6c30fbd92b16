import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppErrorData } from '../../electron/contract/app-error.ts';
import { AppError } from '../../electron/engine/base/app-error.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { perform } from './exported-project.ts';
import { pythonPath } from '../kit/run-numpy.ts';
import { randomProject, type RandomProject } from '../kit/random-project.ts';

const GRAPHS = Number(process.env['MILLWRIGHT_RANDOM_GRAPHS'] ?? 500);
const SEED = Number(process.env['MILLWRIGHT_RANDOM_SEED'] ?? 20261120);
const COMPARE = fileURLToPath(new URL('compare_projects.py', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-random-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Makes, trains, runs, predicts and exports one project; the refusal, if it ends in one. */
async function exported(project: RandomProject, index: number): Promise<AppErrorData | null> {
  const at = (name: string): string => join(folder, `${name}${index}`);
  const data = `${at('data')}.csv`;
  await writeFile(data, project.csv);
  const engine = new Engine();
  engine.prefer({ threads: 1, memoryMb: null });
  try {
    const made = await perform(engine, 'new', { project: at('project'), data });
    const nodes = [{ id: 'source', type: 'source', params: { source: 'data' } }, ...project.nodes];
    const edges = nodes.slice(1).map((node, i) => ({ from: nodes[i]?.id ?? '', to: node.id }));
    await writeFile(join(at('project'), 'project.json'), JSON.stringify({ ...made.document, graph: { nodes, edges } }));
    await perform(engine, 'train', { project: at('project') });
    await perform(engine, 'run', { project: at('project'), out: `${at('features')}.csv` });
    await perform(engine, 'predict', { project: at('project'), data, out: `${at('predictions')}.csv` });
    await perform(engine, 'export', { project: at('project'), out: at('exported'), name: `random ${index}` });
    return null;
  } catch (error) {
    if (error instanceof AppError && error.data.kind === 'input') return error.data;
    throw new Error(`Graph ${index} of seed ${SEED} ended in ${error instanceof Error ? error.message : String(error)}: ${JSON.stringify(project.nodes)}`, { cause: error });
  } finally {
    await engine.close();
  }
}

it(`${GRAPHS} random graphs agree in the app, in ONNX and in the exported Python`, async () => {
  // A graph may be refused in words; others take its place.
  const projects = fc.sample(randomProject, { seed: SEED, numRuns: Math.ceil(GRAPHS * 1.1) });
  const python = spawn(pythonPath(), [COMPARE, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<string>((resolve) => {
    let text = '';
    python.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    python.on('close', () => resolve(text));
  });
  const refusals: AppErrorData[] = [];
  let next = 0;
  let wanted = GRAPHS;
  const work = async (): Promise<void> => {
    while (wanted > 0 && next < projects.length) {
      wanted--;
      const index = next++;
      const refusal = await exported(projects[index] as RandomProject, index);
      if (refusal) {
        refusals.push(refusal);
        wanted++;
      } else python.stdin.write(`${index}\n`);
    }
  };
  const done = await Promise.allSettled([work(), work()]);
  python.stdin.end();
  const result = JSON.parse(await ended) as { compared: number; rows: number; differences: string[] };
  for (const one of done) if (one.status === 'rejected') throw one.reason;
  const codes = [...new Set(refusals.map((one) => one.code))].map((code) => `${code} ×${refusals.filter((one) => one.code === code).length}`);
  console.info(`${result.compared} projects, ${result.rows} rows compared; refused: ${codes.join(', ') || 'none'}`);
  expect(result.differences).toEqual([]);
  expect(result.compared).toBe(GRAPHS);
}, 3_600_000);
