import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { CommandInput, CommandName, CommandOutput } from '../../electron/contract/commands.ts';
import type { Graph } from '../../electron/contract/project-document.ts';
import { call } from '../../electron/engine/commands/dispatch.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';

const ROWS = 1_000_000;
const CACHED_MS = 100;
const CANCEL_MS = 250;
const LIMIT = 50;
const LOOKS = 9;

/**
 * Previews of a million rows: what is there already against the most that a look may take, a change at the end of a chain
 * against fitting all of it, and how soon a preview that is cancelled has ended.
 */
export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-preview-'));
  const engine = new Engine();
  const perform = async <C extends CommandName>(command: C, input: CommandInput<C>, signal = new AbortController().signal): Promise<CommandOutput<C>> => {
    const reply = await call(engine, command, input, { signal, onProgress: () => undefined });
    if (!reply.ok) throw new Error(reply.error.message);
    return reply.value;
  };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  try {
    const [data, project] = [join(folder, 'data.csv'), join(folder, 'project')];
    await perform('sample', { kind: 'telemetry', rows: ROWS, seed: 1, out: data });
    const { document: { graph } } = await perform('new', { project, data, target: 'failure' });
    const tail = graph.edges.find(({ to }) => graph.nodes.some(({ id, type }) => id === to && type.startsWith('model:')))?.from ?? '';
    const preview = (node: string, now: Graph = graph, signal?: AbortSignal) => perform('preview', { project, node, graph: now, limit: LIMIT }, signal);
    const withParam = (id: string, params: object): Graph => ({ ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, params: { ...node.params, ...params } as typeof node.params } : node)) });
    const whole = await timed(() => preview(tail));
    const looks: number[] = [];
    while (looks.length < LOOKS) looks.push(await timed(() => preview(tail)));
    const cached = looks.toSorted((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? Infinity;
    const changed = await timed(() => preview(tail, withParam(tail, { drop: 'first' })));
    const cancels: number[] = [];
    for (const [i, wait] of [0, 60, 150, 300, 600].entries()) {
      const stop = new AbortController();
      const ended = preview(tail, withParam('split', { train: 0.5 + i / 100 }), stop.signal).then(() => undefined, () => performance.now());
      await new Promise((resolve) => setTimeout(resolve, wait));
      const start = performance.now();
      stop.abort();
      const end = await ended;
      if (end !== undefined) cancels.push(end - start);
    }
    const slowest = Math.max(...cancels);
    const unit = 'ms';
    return [
      { name: `the median of ${LOOKS} cached previews of 1M rows / 100 ms`, ratio: cached / CACHED_MS, limit: 1, ours: cached, theirs: CACHED_MS, unit },
      { name: 'a change of the last node / fitting the whole chain', ratio: changed / whole, limit: 0.6, ours: changed, theirs: whole, unit },
      { name: `the slowest of ${cancels.length} cancels / 250 ms`, ratio: slowest / CANCEL_MS, limit: 1, ours: slowest, theirs: CANCEL_MS, unit },
    ];
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
