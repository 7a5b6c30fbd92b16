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
const changesOf = (wire: FakeWire) => (wire.call('change').input as { changes: unknown[] }).changes;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function answer(wire: FakeWire, name: string, value: unknown): Promise<void> {
  const given = wire.answer(wire.call(name).id, value);
  await settle(1);
  await given;
}

async function opened(history: unknown[] = []): Promise<{ wire: FakeWire; build: BuildState }> {
  const wire = fakeWire();
  const build = new BuildState(wire.api, new Jobs());
  const opening = build.open('/p');
  await settle(0);
  await answer(wire, 'project', { project: '/p', data: 'd.csv', document: DOCUMENT, runs: [], choice: null, deleted: [], revision: 'r0', history });
  await answer(wire, 'nodes', { nodes: [scaler], functions: [] });
  await answer(wire, 'models', { models: [] });
  await opening;
  await answer(wire, 'view', VIEW);
  return { wire, build };
}

describe('BuildState', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('knows the columns of a node that the engine has not looked at yet: those of the one before it', async () => {
    const { build } = await opened();
    build.select('source');
    build.add('scaler');
    const second = build.add('scaler');
    expect(build.document.byId(second ?? '')?.params).toEqual({ columns: ['a'] });
  });

  it('waits for what the engine says of the node before, and no longer than it must', async () => {
    const { wire, build } = await opened();
    build.select('source');
    build.add('scaler');
    const placed = build.place('scaler');
    await settle(0);
    expect(build.document.byId('scaler-2')).toBeUndefined();
    expect(build.arrivals).toBe(1);
    await answer(wire, 'view', { problems: [], nodes: [...VIEW.nodes, { node: 'scaler', before: FLOW, after: [column('a', 'text'), column('b', 'number')], open: false }] });
    await placed;
    expect(build.document.byId('scaler-2')?.params).toEqual({ columns: ['b'] });
    expect(build.arrivals).toBe(0);
    void build.place('scaler');
    await settle(3500);
    expect(build.arrivals).toBe(1);
    await settle(1000);
    expect(build.document.selected).toBe('scaler-3');
    expect(build.arrivals).toBe(0);
  });

  it('inserts a node with the columns that it takes, and keeps every change at once', async () => {
    const { wire, build } = await opened();
    build.select('source');
    build.add('scaler');
    expect(changesOf(wire)).toMatchObject([{ kind: 'do', label: 'insert Scaler' }]);
    build.setParam('scaler', 'columns', []);
    expect(build.changes.saved).toBe(false);
    await answer(wire, 'change', { revision: 'r1' });
    expect(changesOf(wire)).toMatchObject([{ kind: 'do', label: 'change Scaler', edit: { do: 'set-params', id: 'scaler', params: { columns: [] } } }]);
    await answer(wire, 'change', { revision: 'r2' });
    expect(build.changes.saved).toBe(true);
    expect(build.document.graph.edges).toEqual([{ from: 'source', to: 'scaler' }, { from: 'scaler', to: 'tree' }]);
    build.undo();
    expect(build.document.node?.params).toEqual({ columns: ['a'] });
    await answer(wire, 'change', { revision: 'r3' });
    build.undo();
    expect(changesOf(wire)).toMatchObject([{ kind: 'undo', label: 'insert Scaler' }]);
    expect(build.document.graph).toEqual(GRAPH);
    expect(build.document.selected).toBe('tree');
  });

  it('takes back and makes again what was done before it was opened', async () => {
    const move = (x: number) => ({ do: 'move' as const, places: [{ id: 'tree', x, y: 0 }] });
    const made = (kind: string, from: number, to: number) => ({ id: `${kind}${to}`, kind, label: `move to ${to}`, edit: move(to), undo: move(from) });
    const { build } = await opened([made('do', 0, 1), made('do', 1, 2), { ...made('undo', 2, 1), label: 'move to 2' }]);
    expect([build.document.undoable, build.document.redoable]).toEqual(['move to 1', 'move to 2']);
    build.redo();
    expect(build.document.graph.nodes[1]?.x).toBe(2);
    build.undo();
    build.undo();
    expect(build.document.graph.nodes[1]?.x).toBe(0);
    expect(build.document.undoable).toBeUndefined();
  });

  it('takes the last view alone', async () => {
    const { wire, build } = await opened();
    build.add('scaler');
    await settle(500);
    const [first] = sent(wire, 'view').slice(-1);
    build.undo();
    await settle(500);
    const late = wire.answer(first?.id ?? 0, { problems: [{ code: 'LATE', severity: 'error', message: 'm', next: 'n' }], nodes: [] });
    await settle(1);
    await late;
    expect(build.view.problems).toEqual([]);
  });

  it('does what a problem proposes, as a step that can be taken back', async () => {
    const { build } = await opened();
    build.mend({ code: 'X', severity: 'error', message: 'm', next: 'n', fix: { title: 'Less deep', setParams: { node: 'tree', params: { maxDepth: 3 } } } });
    expect(build.document.graph.nodes[1]?.params).toEqual({ maxDepth: 3 });
    expect(build.document.undoable).toBe('Less deep');
    build.undo();
    expect(build.document.graph).toEqual(GRAPH);
  });

  it('shows an error of a run at the node and field that it names, until the graph is another one', async () => {
    const { wire, build } = await opened();
    build.select('tree');
    await settle(500);
    const failed = wire.fail(wire.call('preview').id, { code: 'TARGET_MISSING', kind: 'input', message: 'The target is missing in 3 rows.', place: { node: 'source', field: 'target', column: 'y' }, next: 'Filter.' });
    await settle(1);
    await failed;
    expect(build.problems('source')).toEqual([{ code: 'TARGET_MISSING', severity: 'error', message: 'The target is missing in 3 rows.', next: 'Filter.', node: 'source', field: 'target', column: 'y' }]);
    expect(build.status('source')).toBe('problem');
    build.report({ code: 'TARGET_MISSING', kind: 'input', message: 'The target is missing in 3 rows.', place: { node: 'source', field: 'target', column: 'y' }, next: 'Filter.' });
    expect(build.problems('source')).toHaveLength(1);
    build.report({ code: 'TASK', kind: 'input', message: 'm', place: { node: 'tree' }, next: 'n' });
    expect(build.problems('tree')).toHaveLength(1);
    build.setParam('tree', 'maxDepth', 3);
    expect([...build.problems('source'), ...build.problems('tree')]).toEqual([]);
  });

  it('asks for the preview of a chosen node at once, with no more of the graph than leads to it; for those that one walks past by a held key once', async () => {
    const { wire, build } = await opened();
    await settle(400);
    const before = sent(wire, 'preview').length;
    build.select('tree');
    expect(sent(wire, 'preview')).toHaveLength(before + 1);
    expect((wire.call('preview').input as { graph: unknown }).graph).toEqual(GRAPH);
    for (const id of ['source', 'tree', 'source']) {
      await settle(33);
      build.select(id);
    }
    expect(sent(wire, 'preview')).toHaveLength(before + 1);
    await settle(200);
    expect(sent(wire, 'preview')).toHaveLength(before + 2);
    expect((wire.call('preview').input as { graph: unknown }).graph).toEqual({ nodes: [GRAPH.nodes[0]], edges: [] });
  });

  it('shows at the node itself what stops its preview without a place, and never a fault or a cancel', async () => {
    const { wire, build } = await opened();
    build.select('tree');
    await settle(500);
    const failed = wire.fail(wire.call('preview').id, { code: 'DATA_CHANGED', kind: 'input', message: 'm', place: {}, next: 'n' });
    await settle(1);
    await failed;
    expect(build.problems('tree').map(({ code }) => code)).toEqual(['DATA_CHANGED']);
    build.report({ code: 'INTERNAL', kind: 'internal', message: 'm', place: { node: 'source' }, next: 'n' });
    expect(build.problems('source')).toEqual([]);
  });
});
