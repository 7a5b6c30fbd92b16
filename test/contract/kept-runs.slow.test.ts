import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Evaluation } from '../../electron/contract/metrics.ts';
import { goodCsv, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
let data: string;
let project: string;
let made = 0;
const TREE = 'decision-tree';
const LINE = 'logistic-regression';
beforeAll(async () => {
  bench = new Workbench();
  data = bench.write('data.csv', goodCsv());
  const first = bench.file('first');
  await bench.done('new', { project: first, data, target: 'label', drop: ['amount'], models: [LINE, TREE] });
  await bench.done('train', { project: first });
}, 60_000);
afterAll(() => bench.end());
beforeEach(() => {
  made += 1;
  project = bench.file(`project-${made}`);
  cpSync(bench.file('first'), project, { recursive: true });
});

const predicted = (more: { run?: string; model?: string } = {}) => bench.done('predict', { project, data, out: bench.file('out.csv'), ...more });
const opened = () => bench.done('project', { project });
const names = async () => (await opened()).runs.map(({ run }) => run);

describe('a run', () => {
  it('tells when, with which seed and graph it was trained', async () => {
    const { runs: [run], document, choice } = await opened();
    expect(Date.now() - Date.parse(run?.at ?? '')).toBeLessThan(60_000);
    expect(run).toMatchObject({ seed: 42, folds: null, graph: document.graph });
    expect(choice).toEqual({ run: '0001', model: run?.chosen, by: 'validation' });
  });

  it('keeps the name and the note that it was given, and loses them again', async () => {
    await bench.done('mark-run', { project, run: '0001', name: ' First ', note: 'With all columns' });
    expect((await opened()).runs[0]).toMatchObject({ name: 'First', note: 'With all columns' });
    await bench.done('mark-run', { project, run: '0001', name: null, note: null });
    expect((await opened()).runs[0]).not.toHaveProperty('name');
    await bench.refuses('mark-run', { project, run: '0009', name: 'x', note: null }, { code: 'NO_RUN', place: { file: join(project, 'runs', '0009'), field: 'run' } });
  });

  it('that is deleted goes from the disk by the words alone, and its number is never given again', async () => {
    await bench.done('train', { project });
    await bench.done('delete-run', { project, run: '0002' });
    expect((await opened()).deletedBytes).toBeGreaterThan(1000);
    for (const confirm of [undefined, 'yes']) {
      await bench.refuses('purge-runs', { project, ...(confirm === undefined ? {} : { confirm }) }, { code: 'PURGE_NOT_CONFIRMED', place: { file: project, field: 'confirm' } });
    }
    expect(await opened()).toMatchObject({ deleted: ['0002'] });
    expect(await bench.done('purge-runs', { project, confirm: 'delete for good' })).toMatchObject({ deleted: [], deletedBytes: 0 });
    expect(readdirSync(join(project, 'runs/.deleted'))).toEqual(['0002.last']);
    expect(await names()).toEqual(['0001']);
    await bench.refuses('restore-run', { project, run: '0002' }, { code: 'NO_RUN', place: { file: join(project, 'runs', '0002'), field: 'run' } });
    expect((await bench.done('train', { project })).run).toBe('0003');
  });

  it('is deleted and comes back as it was, and its number is not given again meanwhile', async () => {
    await bench.done('choose-model', { project, choice: { run: '0001', model: TREE } });
    const state = readFileSync(join(project, 'runs/0001/run.json'), 'utf8');
    await bench.done('delete-run', { project, run: '0001' });
    expect(await opened()).toMatchObject({ runs: [], choice: null, deleted: ['0001'] });
    await bench.refuses('predict', { project, data, out: bench.file('none.csv') }, { code: 'NOT_TRAINED', place: { file: project } });
    expect((await bench.done('train', { project })).run).toBe('0002');
    const back = await bench.done('restore-run', { project, run: '0001' });
    expect(back).toMatchObject({ choice: { run: '0001', model: TREE, by: 'user' }, deleted: [] });
    expect(await names()).toEqual(['0002', '0001']);
    expect(readFileSync(join(project, 'runs/0001/run.json'), 'utf8')).toBe(state);
    await bench.refuses('restore-run', { project, run: '0001' }, { code: 'NO_RUN', place: { file: join(project, 'runs', '0001'), field: 'run' } });
  });
});

describe('the model that is used', () => {
  it('is the one that the user chose, until the choice is taken back', async () => {
    const [newest = '', other = ''] = (await opened()).choice?.model === TREE ? [TREE, LINE] : [LINE, TREE];
    await bench.done('choose-model', { project, choice: { run: '0001', model: other } });
    expect(await predicted()).toMatchObject({ run: '0001', model: other });
    await bench.done('train', { project });
    const kept = await predicted();
    expect(kept).toMatchObject({ run: '0001', model: other });
    expect(kept.notes[0]).toContain('run 0002 is newer');
    expect(await bench.done('export', { project, out: bench.file(`exported-${made}`), dryRun: true })).toMatchObject({ run: '0001', model: other });
    expect(await predicted({ model: other })).toMatchObject({ run: '0002', model: other });
    await bench.done('choose-model', { project, choice: null });
    expect(await predicted()).toMatchObject({ run: '0002', model: newest });
    expect(await predicted({ run: '0001' })).toMatchObject({ run: '0001', model: newest });
  });

  it('is never another one where the chosen one is gone', async () => {
    await bench.done('choose-model', { project, choice: { run: '0001', model: TREE } });
    await bench.done('train', { project });
    rmSync(join(project, 'runs/0001'), { recursive: true });
    await bench.refuses('predict', { project, data, out: bench.file('none.csv') }, { code: 'NO_RUN', place: { file: join(project, 'runs', '0001'), field: 'run' } });
    writeFileSync(join(project, 'runs/chosen.json'), '{"version": 1');
    await bench.refuses('predict', { project, data, out: bench.file('none.csv') }, { code: 'MARKS_DAMAGED', place: { file: join(project, 'runs', 'chosen.json') } });
  });

  it('cannot be one that is not there', async () => {
    await bench.refuses('choose-model', { project, choice: { run: '0002', model: TREE } }, { code: 'NO_RUN', place: { file: join(project, 'runs', '0002'), field: 'run' } });
    await bench.refuses('choose-model', { project, choice: { run: '0001', model: 'random-forest' } }, { code: 'NOT_TRAINED', place: { file: project, field: 'model' } });
    await bench.refuses('predict', { project, data, out: bench.file('none.csv'), run: '0001', model: 'random-forest' }, { code: 'NOT_TRAINED', place: { file: project, field: 'model' } });
    expect(existsSync(join(project, 'runs/chosen.json'))).toBe(false);
  });
});

describe('the curves of a model', () => {
  it('count the rows that the confusion matrix counts', async () => {
    const { runs: [run] } = await opened();
    const { validation, train } = await bench.done('curves', { project, run: '0001', model: LINE });
    const countsOf = (evaluation: Evaluation | null | undefined): number[][] => (evaluation?.confusion && 'counts' in evaluation.confusion ? evaluation.confusion.counts : []);
    const counts = countsOf(run?.models[LINE]?.train);
    const [table] = (train.classes ?? []).map((one) => one.table);
    const half = table?.thresholds.indexOf(0.5) ?? -1;
    expect([table?.truePositives[half], table?.falsePositives[half]]).toEqual([counts[1]?.[1], counts[0]?.[1]]);
    expect(validation?.classes[0]?.table.positives).toBe((countsOf(run?.models[LINE]?.validation)[1] ?? []).reduce((sum, rows) => sum + rows, 0));
  });

  it('are missing from a run that was made before they were kept, which says so', async () => {
    const file = join(project, 'runs/0001', `${TREE}.curves.json`);
    rmSync(file);
    await bench.refuses('curves', { project, run: '0001', model: TREE }, { code: 'NO_CURVES', place: { file } });
    writeFileSync(file, '[]');
    await bench.refuses('curves', { project, run: '0001', model: TREE }, { code: 'RUN_DAMAGED', place: { file } });
  });
});
