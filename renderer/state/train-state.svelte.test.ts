import { describe, expect, it } from 'vitest';
import { PROJECT_VERSION } from '../../electron/contract/project-document.ts';
import type { ModelCard } from '../../electron/contract/card.ts';
import type { ColumnProfile } from '../../electron/contract/profile.ts';
import { fakeWire, type FakeWire } from './fake-wire.ts';
import { DataState } from './data-state.svelte.ts';
import { Jobs } from './job.svelte.ts';
import { TrainState } from './train-state.svelte.ts';

const column = (name: string, distinct: number): ColumnProfile => ({ name, type: 'integer', count: 100, missing: 0, distinct, min: 0, max: 1, median: 0, mean: 0, numeric: null, top: distinct === 2 ? [{ value: 'ok', count: 90 }, { value: 'defect', count: 10 }] : [], histogram: null });
const names = ['a', 'failure', 'amount'];
const columns = names.map((name) => ({ name, type: 'integer' as const }));
const dialect = { format: 'csv' as const, encoding: 'utf-8' as const, delimiter: ',', quote: '"' as const, decimal: '.' as const, thousands: '' as const, header: true, na: [], columns };
const report = { file: '/d/pumps.csv', bytes: 9, rows: 100, dialect, refused: { count: 0, shown: [] }, columns: columns.map((one) => ({ ...one, missing: 0 })), notes: [] };
const card = (id: string, tasks: ModelCard['tasks']): ModelCard => ({ id, title: id, summary: '', tasks, missing: 'refused', compilesTo: '', form: {} });
const document = { format: 'millwright-project', version: PROJECT_VERSION, name: 'x', seed: 1, sources: [{ id: 'data', path: 'x', options: {}, columns, rows: 100 }], graph: { nodes: [], edges: [] } };

async function opened(): Promise<{ wire: FakeWire; train: TrainState }> {
  const wire = fakeWire();
  const jobs = new Jobs();
  const data = new DataState(wire.api, jobs);
  const train = new TrainState(wire.api, jobs, data);
  const opening = data.open('/d/pumps.csv');
  await wire.answer(wire.call('open').id, { source: 's', path: '/d/pumps.csv', columns, rows: 100, report });
  await wire.answer(wire.call('profile').id, { profile: { rows: 100, columns: [column('a', 90), column('failure', 2), column('amount', 50)] }, report });
  expect(await opening).toBe(true);
  const cards = train.loadCards();
  await wire.answer(wire.call('models').id, { models: [card('logistic-regression', ['binary', 'multiclass']), card('linear-regression', ['regression']), card('decision-tree', ['binary', 'regression']), card('k-means', ['clustering'])] });
  await cards;
  return { wire, train };
}

const made = (wire: FakeWire) => wire.answer(wire.call('new').id, { project: '', document, notes: ['a note'], problems: [] });
const projectOf = (wire: FakeWire, command: string) => (wire.call(command).input as { project: string }).project;

describe('TrainState', () => {
  it('proposes target, task, the models that fit it, and a folder', async () => {
    const { train } = await opened();
    expect(train).toMatchObject({ target: 'failure', kind: 'classification', task: 'binary', models: ['logistic-regression', 'decision-tree'], folder: '/d/pumps-failure', ready: true });
    train.chooseTarget('amount');
    expect(train).toMatchObject({ kind: 'regression', models: ['linear-regression', 'decision-tree'], folder: '/d/pumps-amount' });
    train.toggleModel('linear-regression');
    train.toggleModel('decision-tree');
    expect(train.ready).toBe(false);
  });

  it('makes a project without a target for what needs none', async () => {
    const { wire, train } = await opened();
    train.chooseKind('clustering');
    expect(train).toMatchObject({ targetless: true, targetKind: 'classification', task: 'clustering', models: ['k-means'], folder: '/d/pumps-clustering', ready: true });
    void train.start();
    await made(wire);
    expect(wire.call('new').input).toEqual({ project: '/d/pumps-clustering', data: '/d/pumps.csv', task: 'clustering', models: ['k-means'] });
    expect(wire.call('train').input).toEqual({ project: '/d/pumps-clustering', models: ['k-means'], cv: 5 });
    train.chooseTarget('amount');
    expect(train).toMatchObject({ targetless: false, kind: 'regression', models: ['linear-regression', 'decision-tree'] });
  });

  it('offers the two labels of a target, the last as positive, and makes another project where another one is', async () => {
    const { wire, train } = await opened();
    expect([train.labels, train.positive]).toEqual([['defect', 'ok'], 'ok']);
    train.choosePositive('defect');
    expect(train.positive).toBe('defect');
    void train.start();
    await made(wire);
    expect(wire.call('new').input).toEqual({ project: '/d/pumps-failure', data: '/d/pumps.csv', target: 'failure', positive: 'defect', task: 'classification', models: ['logistic-regression', 'decision-tree'] });
    train.chooseTarget('amount');
    expect([train.labels, train.positive]).toEqual([[], undefined]);
    train.chooseTarget('failure');
    expect(train.positive).toBe('ok');
    train.adopt({ project: '/d/kept', document: { ...document, graph: { nodes: [{ id: 't', type: 'feature-target-split', params: { target: 'failure', positive: 'defect' } }], edges: [] } }, runs: [] } as unknown as Parameters<TrainState['adopt']>[0]);
    expect(train.positive).toBe('defect');
  });

  it('takes an opened project without a target as it was made', async () => {
    const { train } = await opened();
    train.adopt({ project: '/d/groups', document: { ...document, graph: { nodes: [{ id: 'k-means', type: 'model:k-means', params: {} }], edges: [] } }, runs: [] } as unknown as Parameters<TrainState['adopt']>[0]);
    expect(train).toMatchObject({ targetless: true, task: 'clustering', models: ['k-means'], folder: '/d/groups', project: '/d/groups' });
  });

  it('makes the project once for the same choices', async () => {
    const { wire, train } = await opened();
    const first = train.start();
    await made(wire);
    expect(wire.call('train').input).toEqual({ project: '/d/pumps-failure', models: ['logistic-regression', 'decision-tree'], cv: 5 });
    const { id } = wire.call('train');
    train.job?.cancel();
    await wire.fail(id, { code: 'CANCELLED', kind: 'cancelled', message: 'Stopped.' });
    await first;
    expect(train).toMatchObject({ stopped: true, problem: undefined, notes: ['a note'], project: '/d/pumps-failure' });
    void train.start();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(wire.sent.filter((request) => 'command' in request && request.command === 'new')).toHaveLength(1);
    expect(wire.sent.filter((request) => 'command' in request && request.command === 'train')).toHaveLength(2);
  });

  it('offers a run that could not be written to be saved again, until it is', async () => {
    const { wire, train } = await opened();
    const running = train.start();
    await made(wire);
    await wire.fail(wire.call('train').id, { code: 'RUN_NOT_KEPT', kind: 'input', message: 'The disk is full.' });
    await running;
    expect(train.unsaved).toBe(true);
    const saving = train.saveAgain();
    expect(wire.call('keep-run').input).toEqual({ project: '/d/pumps-failure' });
    await wire.fail(wire.call('keep-run').id, { code: 'RUN_NOT_KEPT', kind: 'input', message: 'It is full still.' });
    await saving;
    expect([train.unsaved, train.problem?.data.message, train.job]).toEqual([true, 'It is full still.', undefined]);
  });

  it('makes room for what comes out of a training, and shows the choices again where it failed, was stopped or was asked to', async () => {
    const { wire, train } = await opened();
    expect(train.editing).toBe(true);
    const failing = train.start();
    expect(train.editing).toBe(false);
    await made(wire);
    await wire.fail(wire.call('train').id, { code: 'NO_ROWS', kind: 'input', message: 'No rows.' });
    await failing;
    expect(train.editing).toBe(true);
    const stopped = train.start();
    await new Promise((resolve) => setTimeout(resolve, 0));
    train.job?.cancel();
    await wire.fail(wire.call('train').id, { code: 'CANCELLED', kind: 'cancelled', message: 'Stopped.' });
    await stopped;
    expect([train.stopped, train.editing]).toEqual([true, true]);
    const running = train.start();
    await new Promise((resolve) => setTimeout(resolve, 0));
    await wire.fail(wire.call('train').id, { code: 'RUN_NOT_KEPT', kind: 'input', message: 'The disk is full.' });
    await running;
    expect([train.unsaved, train.editing]).toEqual([true, false]);
    train.edit(true);
    expect(train.editing).toBe(true);
  });

  it('numbers a proposed folder that is taken', async () => {
    const { wire, train } = await opened();
    void train.start();
    await wire.fail(wire.call('new').id, { code: 'PROJECT_EXISTS', kind: 'input', message: 'Taken.' });
    await made(wire);
    expect(projectOf(wire, 'train')).toBe('/d/pumps-failure-2');
    expect(train.folder).toBe('/d/pumps-failure-2');
    train.chooseTarget('amount');
    expect(train.folder).toBe('/d/pumps-amount');
  });

  it('does not go around a folder that the user named', async () => {
    const { wire, train } = await opened();
    train.chooseFolder('/mine');
    const running = train.start();
    await wire.fail(wire.call('new').id, { code: 'PROJECT_EXISTS', kind: 'input', message: 'Taken.' });
    await running;
    expect(train.problem?.data.message).toBe('Taken.');
    expect(train.job).toBeUndefined();
  });
});
