import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandOutput } from '../../electron/contract/commands.ts';
import type { AppErrorData } from '../../electron/contract/app-error.ts';
import type { Graph, GraphNode } from '../../electron/contract/project-document.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { bypassNodes, freshId, insertNode, moveBehind, removeNodes } from '../../renderer/canvas/graph-commands.ts';
import { applyEdit, type GraphEdit } from '../../electron/contract/graph-edit.ts';

type Preview = CommandOutput<'preview'>;
type Told = { value: Omit<Preview, 'nodes'>; rows: [string, number][] } | { error: AppErrorData };

let folder: string;
let project: string;
let graph: Graph;
const kept = new Engine();

async function preview(engine: Engine, graph: Graph, node: string): Promise<{ told: Told; cached: number }> {
  const reply = await call(engine, 'preview', { project, node, graph, limit: 40 }, { signal: new AbortController().signal, onProgress: () => undefined });
  if (!reply.ok) return { told: { error: reply.error }, cached: 0 };
  const { nodes, ...value } = reply.value;
  return { told: { value, rows: nodes.map((one) => [one.node, one.rows]) }, cached: nodes.filter((one) => one.cached).length };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'millwright-cache-'));
  project = join(folder, 'project');
  const lines = Array.from({ length: 120 }, (_, i) => [i % 11 === 0 ? '' : (i * 7) % 50, (i * 13) % 17, 'abcd'[i % 4], i % 9 === 0 ? '' : 'xyz'[i % 3], i % 4 === 0 ? 'yes' : 'no'].join(','));
  writeFileSync(join(folder, 'data.csv'), ['a,b,kind,"other, name",y', ...lines].join('\n'));
  const reply = await call(kept, 'new', { project, data: join(folder, 'data.csv'), target: 'y' }, { signal: new AbortController().signal, onProgress: () => undefined });
  if (!reply.ok) throw new Error(reply.error.message);
  graph = reply.value.document.graph;
});
afterAll(async () => {
  await kept.close();
  rmSync(folder, { recursive: true, force: true });
});

const NEW: readonly Pick<GraphNode, 'type' | 'params'>[] = [
  { type: 'filter', params: { condition: 'a > 10 or is_missing(a)' } },
  { type: 'min-max-scaler', params: { columns: ['b'] } },
  { type: 'quantile-bins', params: { columns: ['b'] } },
  { type: 'target-encoder', params: { columns: ['kind'], cv: 3 } },
  { type: 'formula', params: { name: 'made', formula: 'a + b * 2' } },
  { type: 'random-oversampling', params: {} },
  { type: 'deduplicate', params: { columns: ['a', 'kind'] } },
];

function edit(now: Graph, kind: number, a: number, b: number): GraphEdit | null {
  const node = now.nodes[1 + (a % Math.max(1, now.nodes.length - 1))];
  const other = now.nodes[b % now.nodes.length];
  const fresh = NEW[b % NEW.length];
  if (!node) return null;
  if (kind < 3 && fresh) return insertNode(now, { ...fresh, id: freshId(now, fresh.type) }, now.nodes[a % now.nodes.length]?.id);
  if (kind === 3) return removeNodes(now, [node.id]);
  if (kind === 4) return bypassNodes(now, [node.id]);
  if (kind === 5) return other ? moveBehind(now, node.id, other.id) : null;
  if (kind === 6) return { do: 'move', places: [{ id: node.id, x: a, y: b }] };
  const withMean = node.type === 'standard-scaler' ? { withMean: a % 2 === 0 } : {};
  const strategy = node.type === 'simple-imputer' && node.id !== 'fill-texts' ? { strategy: ['mean', 'median'][a % 2] ?? 'mean' } : {};
  return { do: 'set-params', id: node.id, params: { ...node.params, ...withMean, ...strategy } as GraphNode['params'] };
}

it('gives from the cache what a fresh engine gives, whatever is changed in between', async () => {
  const steps = fc.array(fc.tuple(fc.nat(8), fc.nat(20), fc.nat(20), fc.nat(20)), { minLength: 2, maxLength: 5 });
  let cached = 0;
  let fitted = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (list) => {
      let now = graph;
      for (const [kind, a, b, at] of list) {
        const next = edit(now, kind, a, b);
        if (next) now = applyEdit(now, next).graph;
        const id = now.nodes[at % now.nodes.length]?.id ?? '';
        const ours = await preview(kept, now, id);
        const fresh = new Engine();
        const theirs = await preview(fresh, now, id).finally(() => fresh.close());
        expect(ours.told).toEqual(theirs.told);
        cached += ours.cached > 1 ? 1 : 0;
        fitted += 'value' in ours.told ? 1 : 0;
      }
    }),
    { numRuns: 30, seed: 4 },
  );
  expect(fitted).toBeGreaterThan(30);
  expect(cached).toBeGreaterThan(20);
}, 600_000);
