import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PROJECT_VERSION } from '../../electron/contract/project-document.ts';
import { BuildState } from './build-state.svelte.ts';
import { fakeWire, type FakeWire } from './fake-wire.ts';
import { Jobs } from './job.svelte.ts';

const column = (name: string, type: 'number' | 'text') => ({ name, type, role: 'feature' as const });
const FLOW = [column('a', 'number'), column('kind', 'text')];
const GRAPH = {
  nodes: [
    { id: 'source', type: 'source', params: {} },
    { id: 'tree', type: 'model:decision-tree', params: {} },
  ],
  edges: [{ from: 'source', to: 'tree' }],
};
const DOCUMENT = { format: 'millwright-project', version: PROJECT_VERSION, name: 'p', seed: 1, sources: [{ id: 'data', path: 'd.csv', options: {}, columns: [], rows: 3 }], graph: GRAPH };
const scaler = {
  id: 'scaler',
  kind: 'row',
  title: 'Scaler',
  group: 'scale',
  summary: 'Scales.',
  runsIn: 'row',
  reason: null,
  fitted: true,
  form: { properties: { columns: { type: 'array', picker: 'columns', accepts: ['number'] } }, required: ['columns'] },
};
const VIEW = { problems: [], nodes: [{ node: 'source', before: [], after: FLOW, open: false }] };

const sent = (wire: FakeWire, name: string) => wire.sent.filter((request) => 'command' in request && request.command === name);
const graphOf = (wire: FakeWire, name: string) => (wire.call(name).input as { graph: typeof GRAPH }).graph;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function answer(wire: FakeWire, name: string, value: unknown): Promise<void> {
  const given = wire.answer(wire.call(name).id, value);
  await settle(1);
  await given;
}

async function opened(): Promise<{ wire: FakeWire; build: BuildState }> {
  const wire = fakeWire();
  const build = new BuildState(wire.api, new Jobs());
  const opening = build.open('/p');
  await settle(0);
  await answer(wire, 'project', { project: '/p', data: 'd.csv', document: DOCUMENT, runs: [], choice: null, deleted: [] });
  await answer(wire, 'nodes', { nodes: [scaler] });
  await answer(wire, 'models', { models: [] });
  await opening;
  await answer(wire, 'view', VIEW);
  return { wire, build };
}

describe('BuildState', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('inserts a node with the columns that it takes, and keeps the graph once nothing more comes', async () => {
    const { wire, build } = await opened();
    build.select('source');
    build.add('scaler');
    build.setParam('scaler', 'columns', []);
    expect(build.saved).toBe(false);
    expect(sent(wire, 'save')).toHaveLength(0);
    await settle(500);
    expect(sent(wire, 'save')).toHaveLength(1);
    expect(graphOf(wire, 'save').edges).toEqual([{ from: 'source', to: 'scaler' }, { from: 'scaler', to: 'tree' }]);
    await answer(wire, 'save', VIEW);
    expect(build.saved).toBe(true);
    build.undo();
    expect(build.document.node?.params).toEqual({ columns: ['a'] });
    build.undo();
    expect(build.document.graph).toEqual(GRAPH);
    expect(build.document.selected).toBe('tree');
  });

  it('writes one graph after the other, and takes the last view alone', async () => {
    const { wire, build } = await opened();
    build.add('scaler');
    await settle(500);
    const [first] = sent(wire, 'view').slice(-1);
    build.undo();
    await settle(500);
    expect(sent(wire, 'save')).toHaveLength(1);
    await answer(wire, 'save', VIEW);
    expect(sent(wire, 'save')).toHaveLength(2);
    expect(graphOf(wire, 'save')).toEqual(GRAPH);
    expect(build.saved).toBe(false);
    const late = wire.answer(first?.id ?? 0, { problems: [{ code: 'LATE', severity: 'error', message: 'm', next: 'n' }], nodes: [] });
    await settle(1);
    await late;
    expect(build.view.problems).toEqual([]);
  });

  it('says so where the graph cannot be kept', async () => {
    const { wire, build } = await opened();
    build.add('scaler');
    await settle(500);
    const failed = wire.fail(wire.call('save').id, { code: 'DISK_FULL', kind: 'input', message: 'The disk is full.' });
    await settle(1);
    await failed;
    expect(build.problem?.data.message).toBe('The disk is full.');
    expect(build.saved).toBe(false);
  });

  it('does what a problem proposes, as a step that can be taken back', async () => {
    const { build } = await opened();
    build.mend({ code: 'X', severity: 'error', message: 'm', next: 'n', fix: { title: 'Less deep', setParams: { node: 'tree', params: { maxDepth: 3 } } } });
    expect(build.document.graph.nodes[1]?.params).toEqual({ maxDepth: 3 });
    expect(build.document.undoable).toBe('Less deep');
    build.undo();
    expect(build.document.graph).toEqual(GRAPH);
  });
});
