import { describe, expect, it } from 'vitest';
import type { Alert } from '../../electron/contract/exploration.ts';
import type { ColumnProfile } from '../../electron/contract/profile.ts';
import { BuildState } from './build-state.svelte.ts';
import { DataState } from './data-state.svelte.ts';
import { ExploreState } from './explore-state.svelte.ts';
import { fakeWire } from './fake-wire.ts';
import { Jobs } from './job.svelte.ts';
import { TrainState } from './train-state.svelte.ts';

const column = (name: string, distinct: number): ColumnProfile => ({ name, type: 'integer', count: 100, missing: 0, distinct, min: 0, max: 1, median: 0, mean: 0, numeric: null, top: [], histogram: null });
const columns = ['tool wear', 'failure', 'power'].map((name) => ({ name, type: 'integer' as const }));
const dialect = { format: 'csv' as const, encoding: 'utf-8' as const, delimiter: ',', quote: '"' as const, decimal: '.' as const, thousands: '' as const, header: true, na: [], columns };
const report = { file: '/d/pumps.csv', bytes: 9, rows: 100, dialect, refused: { count: 0, shown: [] }, columns: columns.map((one) => ({ ...one, missing: 0 })), notes: [] };
const alert = (code: Alert['code'], of: string): Alert => ({ code, column: of, reason: 'r', mend: 'm', node: null, fix: null });
const exploration = { target: 'failure', task: 'classification' as const, classes: [], positive: '1', rows: 100, missing: 0, overall: 0.1, views: [{ column: 'power', groups: [], separation: 0.7 }], alerts: [alert('leak', 'power')] };

async function opened() {
  const wire = fakeWire();
  const jobs = new Jobs();
  const data = new DataState(wire.api, jobs);
  const train = new TrainState(wire.api, jobs, data);
  const explore = new ExploreState(wire.api, jobs, data, train, new BuildState(wire.api, jobs));
  const opening = data.open('/d/pumps.csv');
  await wire.answer(wire.call('open').id, { source: 's', path: '/d/pumps.csv', columns, rows: 100, report });
  await wire.answer(wire.call('profile').id, { profile: { rows: 100, columns: [column('tool wear', 90), column('failure', 2), column('power', 50)] }, report });
  await opening;
  const asked = (command: string) => wire.sent.filter((request) => 'command' in request && request.command === command).length;
  return { wire, data, train, explore, asked };
}

describe('ExploreState', () => {
  it('asks once for what it does not know, with the target that training would take', async () => {
    const { wire, explore, asked } = await opened();
    explore.load();
    explore.look('correlations');
    explore.look('correlations');
    expect(wire.call('explore-target').input).toEqual({ path: '/d/pumps.csv', target: 'failure', task: 'classification' });
    expect([asked('alerts'), asked('correlations'), asked('explore-target')]).toEqual([1, 1, 1]);
    await wire.answer(wire.call('explore-target').id, exploration);
    await wire.answer(wire.call('alerts').id, { alerts: [alert('skew', 'tool wear')] });
    expect(explore.alerts.map(({ code }) => code)).toEqual(['leak', 'skew']);
    expect([explore.hasAlert('power'), explore.hasAlert('failure')]).toEqual([true, false]);
    expect(explore.viewOf('power')?.separation).toBe(0.7);
  });

  it('takes the answer to the last question alone', async () => {
    const { wire, train, explore } = await opened();
    explore.load();
    const first = wire.call('explore-target').id;
    explore.chooseTarget('power');
    expect(train.target).toBe('power');
    expect(wire.sent).toContainEqual({ id: first, cancel: true });
    await wire.answer(wire.call('explore-target').id, { ...exploration, target: 'power', task: 'regression', positive: null });
    await wire.answer(first, exploration);
    expect(explore.target.value?.target).toBe('power');
  });

  it('says that it was stopped, shows a failure, and asks again', async () => {
    const { wire, explore, asked } = await opened();
    explore.look('correlations');
    explore.correlations.job?.cancel();
    await wire.fail(wire.call('correlations').id, { code: 'CANCELLED', kind: 'cancelled', message: 'Stopped.' });
    expect(explore.correlations).toMatchObject({ stopped: true, value: undefined, job: undefined });
    void explore.correlations.again();
    expect(asked('correlations')).toBe(2);
    await wire.fail(wire.call('correlations').id, { code: 'TOO_MANY_COLUMNS', kind: 'input', message: 'Too many.' });
    expect(explore.correlations).toMatchObject({ stopped: false, problem: { data: { message: 'Too many.' } } });
  });

  it('finds columns by words in any order, and goes to one that the search hides', async () => {
    const { data, explore } = await opened();
    explore.search = 'WEAR tool';
    expect(explore.found.map(({ name }) => name)).toEqual(['tool wear']);
    explore.show('power');
    expect([explore.search, data.selected]).toEqual(['', 2]);
  });

  it('shows a sample of a large file first, and only until the exact figures are there', async () => {
    const wire = fakeWire();
    const data = new DataState(wire.api, new Jobs());
    const opening = data.open('/d/large.csv');
    await wire.answer(wire.call('open').id, { source: 's', path: '/d/large.csv', columns, rows: 1_000_000, report });
    await opening;
    expect(wire.call('profile').input).toEqual({ path: '/d/large.csv', sample: 20_000 });
    await wire.answer(wire.call('profile').id, { profile: { rows: 20_000, sampleOf: 1_000_000, columns: [column('power', 40)] }, report });
    expect([data.facts('power'), data.roughFacts('power')?.distinct, data.profile]).toEqual([undefined, 40, undefined]);
    expect(wire.call('profile').input).toEqual({ path: '/d/large.csv' });
    await wire.answer(wire.call('profile').id, { profile: { rows: 1_000_000, columns: [column('power', 50)] }, report });
    expect([data.facts('power')?.distinct, data.roughFacts('power')]).toEqual([50, undefined]);
  });

  it('says that the description was stopped, and does it again when asked', async () => {
    const wire = fakeWire();
    const jobs = new Jobs();
    const data = new DataState(wire.api, jobs);
    const opening = data.open('/d/pumps.csv');
    await wire.answer(wire.call('open').id, { source: 's', path: '/d/pumps.csv', columns, rows: 100, report });
    await opening;
    const { id } = wire.call('profile');
    jobs.list.at(-1)?.cancel();
    await wire.fail(id, { code: 'CANCELLED', kind: 'cancelled', message: 'Stopped.' });
    expect([data.profileStopped, data.profile, data.profileProblem]).toEqual([true, undefined, undefined]);
    void data.describe();
    expect(wire.call('profile').id).not.toBe(id);
    await wire.answer(wire.call('profile').id, { profile: { rows: 100, columns: [column('power', 50)] }, report });
    expect([data.profileStopped, data.facts('power')?.distinct]).toEqual([false, 50]);
  });

  it('reads the file as it was opened', async () => {
    const { wire, data, explore } = await opened();
    data.reading = { path: '/d/pumps.csv', options: { delimiter: ';' } };
    explore.look('missing');
    expect(wire.call('missing-patterns').input).toEqual({ path: '/d/pumps.csv', options: { delimiter: ';' } });
    expect(wire.call('alerts').input).toMatchObject({ options: { delimiter: ';' } });
  });
});
