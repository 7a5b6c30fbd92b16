import { describe, expect, it } from 'vitest';
import { PROJECT_FORMAT, PROJECT_VERSION } from '../../electron/contract/project-document.ts';
import { fakeWire } from './fake-wire.ts';
import { Jobs } from './job.svelte.ts';
import { ProjectState } from './project-state.svelte.ts';
import { TrainRuns } from './train-runs.svelte.ts';

const evaluation = { rows: 1, metrics: {}, confusion: null, roc: [] };
const model = { model: 'tree', node: 'tree', params: {}, onnxSha256: '', seconds: { load: 0, transform: 0, train: 0, score: 0 }, train: evaluation, validation: null, test: null, cv: null, features: [], importance: null };
const run = (id: string) => ({ run: id, task: 'regression' as const, target: 'y', classes: [], positive: null, models: { tree: model, line: { ...model, model: 'line' } }, chosen: 'tree', notes: [] });
const document = { format: PROJECT_FORMAT, version: PROJECT_VERSION, name: 'p', seed: 1, sources: [{ id: 'data', path: 'x', options: {}, columns: [], rows: 1 }], graph: { nodes: [], edges: [] } };
const project = (more: object = {}) => ({ project: '/p', data: '/d.csv', document, runs: [run('0002'), run('0001')], choice: { run: '0002', model: 'tree', by: 'validation' }, deleted: [], ...more });

async function opened() {
  const wire = fakeWire();
  const jobs = new Jobs();
  const state = new ProjectState(wire.api, jobs);
  const opening = state.open('/p');
  await wire.answer(wire.call('project').id, project());
  await opening;
  return { wire, state, runs: new TrainRuns(wire.api, jobs, state) };
}

describe('TrainRuns', () => {
  it('deletes a run and brings it back', async () => {
    const { wire, runs, state } = await opened();
    const deleting = runs.delete('0001');
    await wire.answer(wire.call('delete-run').id, project({ runs: [run('0002')], deleted: ['0001'] }));
    await deleting;
    expect(state.models.map(({ key, chosen }) => [key, chosen])).toEqual([['0002/tree', true], ['0002/line', false]]);
    expect(runs.done?.words).toBe('Run 0001 is deleted.');
    const undoing = runs.undo();
    await wire.answer(wire.call('restore-run').id, project());
    await undoing;
    expect(runs).toMatchObject({ done: undefined, deleted: [] });
    expect(runs.list).toHaveLength(2);
  });

  it('deletes deleted runs for good, which cannot be undone', async () => {
    const { wire, runs, state } = await opened();
    state.replace(project({ runs: [run('0002')], deleted: ['0001'], deletedBytes: 2048 }) as never);
    expect(runs.deletedBytes).toBe(2048);
    const purging = runs.purge('delete for good');
    expect(wire.call('purge-runs').input).toEqual({ project: '/p', confirm: 'delete for good' });
    await wire.answer(wire.call('purge-runs').id, project({ runs: [run('0002')] }));
    expect(await purging).toBe(true);
    expect(runs.done).toEqual({ words: 'The deleted run is gone for good.', undo: undefined });
  });

  it('takes a choice back to the one before it', async () => {
    const { wire, runs } = await opened();
    const choosing = runs.choose({ run: '0001', model: 'line' });
    await wire.answer(wire.call('choose-model').id, project({ choice: { run: '0001', model: 'line', by: 'user' } }));
    await choosing;
    const undoing = runs.undo();
    expect(wire.call('choose-model').input).toEqual({ project: '/p', choice: null });
    await wire.answer(wire.call('choose-model').id, project());
    await undoing;
  });

  it('compares the chosen models of runs, the oldest first, until another is wanted', async () => {
    const { runs } = await opened();
    runs.compare('0002', true);
    runs.compare('0001', true);
    expect(runs.compared.map(({ result, model }) => [result.run, model])).toEqual([['0001', 'tree'], ['0002', 'tree']]);
    runs.compareModel('0001', 'line');
    expect(runs.compared[0]?.model).toBe('line');
    runs.compare('0001', false);
    expect(runs.compared).toHaveLength(1);
  });

  it('sends nothing where name and note stay as they are, and says what failed', async () => {
    const { wire, runs } = await opened();
    await runs.mark(run('0001'), { name: '', note: ' ' });
    expect(wire.sent.some((request) => 'command' in request && request.command === 'mark-run')).toBe(false);
    const marking = runs.mark(run('0001'), { name: 'First', note: '' });
    expect(wire.call('mark-run').input).toEqual({ project: '/p', run: '0001', name: 'First', note: null });
    await wire.fail(wire.call('mark-run').id, { code: 'NOT_WRITABLE', kind: 'input', message: 'No.' });
    await marking;
    expect(runs.problem?.data.code).toBe('NOT_WRITABLE');
  });
});
