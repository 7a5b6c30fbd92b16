import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { GraphNode } from '../../electron/contract/project-document.ts';
import { editProject, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
beforeAll(() => {
  bench = new Workbench();
});
afterAll(() => bench.end());

const CHAIN: readonly GraphNode[] = [
  { id: 'target', type: 'feature-target-split', params: { target: 'y' } },
  { id: 'some', type: 'filter', params: { condition: "x > 3 or kind = 'a'" } },
  { id: 'split', type: 'split', params: { method: 'stratified', column: 'y', train: 0.7, validation: 0.15 } },
  { id: 'fill', type: 'simple-imputer', params: { columns: ['x'], strategy: 'median' } },
  { id: 'twice', type: 'formula', params: { name: 'double "x"; import os', formula: 'x * 2' } },
  { id: 'scale', type: 'standard-scaler', params: { columns: ['x'] }, bypassed: true },
  { id: 'encode', type: 'target-encoder', params: { columns: ['kind'], cv: 3 } },
  { id: 'more', type: 'random-oversampling', params: {} },
  { id: 'tree', type: 'model:decision-tree', params: { maxDepth: 3 } },
];

/** The entries of the one list or tuple that a preview shows, as they stand in the file. */
const entries = (code: string): string => /(?:return \[|\] = \()\s*([\s\S]*?),?\s*[\])]\s*$/.exec(code)?.[1]?.trim() ?? 'no entries';

it('shows of each node the Python that the export writes, and nothing of one that is bypassed', async () => {
  const data = join(bench.folder, 'data.csv');
  writeFileSync(data, ['x,kind,y', ...Array.from({ length: 200 }, (_, i) => `${i % 10 === 0 ? '' : (i * 7) % 50},${'abc'[i % 3]},${(i * 7) % 50 > 20 ? 'yes' : 'no'}`)].join('\n'));
  const project = join(bench.folder, 'project');
  await bench.done('new', { project, data, target: 'y', models: ['decision-tree'] });
  editProject(project, (document) => {
    document.graph = { nodes: [{ id: 'source', type: 'source', params: {} }, ...CHAIN], edges: CHAIN.map(({ id }, i) => ({ from: CHAIN[i - 1]?.id ?? 'source', to: id })) };
  });
  const trained = await bench.done('train', { project });
  expect(trained.notes).toContain('Standard scaler ("scale") is bypassed: rows pass it as they are.');
  const { files } = await bench.done('export', { project, out: join(bench.folder, 'out'), dryRun: true, contents: true });
  const text = (end: string): string => files.find(({ path }) => path.endsWith(end))?.text ?? '';
  const [steps, plan, readme] = [text('features/steps.py'), text('training/plan.py'), text('README.md')];
  const of = async (node: string): Promise<string | null> => (await bench.done('preview', { project, node, limit: 5 })).python;
  for (const id of ['fill', 'twice', 'encode']) expect(steps, id).toContain(entries((await of(id)) ?? ''));
  for (const id of ['some', 'split', 'more']) expect(plan, id).toContain(entries((await of(id)) ?? ''));
  expect([await of('target'), await of('scale'), await of('tree')]).toEqual([null, null, null]);
  for (const file of [steps, plan, readme]) expect(file).not.toMatch(/scale|StandardScaler/);
}, 120_000);
