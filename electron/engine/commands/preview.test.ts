import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands.ts';
import { AppError } from '../base/app-error.ts';
import { call } from './dispatch.ts';
import { Engine } from './engine.ts';

let folder: string;
const engine = new Engine();
const project = (): string => join(folder, 'project');

async function perform<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, { signal: new AbortController().signal, onProgress: () => undefined });
  if (!reply.ok) throw new AppError(reply.error);
  return reply.value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-preview-'));
  const lines = Array.from({ length: 100 }, (_, i) => `${i % 10 === 0 ? '' : (i * 7) % 50}.5,${'abc'[i % 3]},${i % 4 === 0 ? 'yes' : 'no'}`.replace(/^\.5/, ''));
  await writeFile(join(folder, 'data.csv'), ['x,kind,y', ...lines].join('\n'));
  await perform('new', { project: project(), data: join(folder, 'data.csv'), target: 'y' });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows rows before and after a node, what it learned, its SQL and its Python', async () => {
  const shown = await perform('preview', { project: project(), node: 'fill-numbers', limit: 20 });
  const x = shown.before.columns.findIndex((one) => one.name === 'x');
  expect(shown.before.rows[0]?.cells[x]).toBeNull();
  const [fill] = shown.state as { fill: number }[];
  expect(shown.after.rows[0]?.cells[x]).toBe(fill?.fill);
  expect(shown.after.count).toBe(100);
  expect(new Set(shown.after.rows.map((row) => row.part))).toContain('train');
  expect(shown.sql).toContain('select');
  expect(shown.python).toContain('SimpleImputer(strategy="median")');
});

it('previews and views a graph that is not saved, and keeps it when told', async () => {
  const { document } = await perform('project', { project: project() });
  const nodes = document.graph.nodes.map((node) => (node.id === 'scale' ? { ...node, type: 'min-max-scaler' } : node));
  const graph = { ...document.graph, nodes };
  const shown = await perform('preview', { project: project(), node: 'scale', graph, limit: 100 });
  expect(shown.python).toContain('MinMaxScaler');
  const viewed = await perform('view', { project: project(), graph });
  expect(viewed.problems).toEqual([]);
  expect(viewed.nodes.find((one) => one.node === 'one-hot')?.open).toBe(true);
  expect((await perform('project', { project: project() })).document).toEqual(document);
  await perform('save', { project: project(), graph });
  expect((await perform('project', { project: project() })).document.graph).toEqual(graph);
});
