import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_VERSION } from '../../electron/contract/project-document.ts';
import { editProject, goodCsv, Workbench } from './bad-input-workbench.ts';

let bench: Workbench;
let data: string;
let project: string;
let made = 0;
beforeAll(() => {
  bench = new Workbench();
});
afterAll(() => bench.end());
beforeEach(async () => {
  made += 1;
  data = bench.write(`data-${made}.csv`, goodCsv());
  project = bench.file(`project-${made}`);
  await bench.done('new', { project, data, target: 'label', drop: ['amount'], models: ['logistic-regression'] });
});

const projectFile = (): string => join(project, 'project.json');

describe('making a project', () => {
  it('leaves a project that is there alone', () => bench.refuses('new', { project, data, target: 'amount' }, { code: 'PROJECT_EXISTS', place: { file: projectFile() } }));

  it('leaves a folder with files alone', async () => {
    const folder = bench.file(`full-${made}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    await bench.refuses('new', { project: folder, data, target: 'label' }, { code: 'FOLDER_NOT_EMPTY', place: { file: folder } });
  });

  it('leaves a file of that name alone', () => bench.refuses('new', { project: data, data, target: 'label' }, { code: 'NOT_A_FOLDER', place: { file: data } }));
  it('cannot be below a file', () => bench.refuses('new', { project: join(data, 'inner'), data, target: 'label' }, { code: 'NOT_A_FOLDER', place: { file: join(data, 'inner') } }));

  it('takes an empty folder', async () => {
    const folder = bench.file(`empty-${made}`);
    mkdirSync(folder);
    await bench.done('new', { project: folder, data, target: 'label' });
  });
});

describe('a project file that cannot be read', () => {
  /** Every command of a project says the same. */
  async function refused(code: string, place: { field?: string } = {}, says: readonly string[] = []): Promise<void> {
    const expected = { code, place: { file: projectFile(), ...place }, says };
    const first = await bench.refuses('check', { project }, expected);
    const out = bench.file('out.csv');
    for (const error of [
      await bench.refuses('project', { project }, expected),
      await bench.refuses('train', { project }, expected),
      await bench.refuses('run', { project, out }, expected),
      await bench.refuses('predict', { project, data, out }, expected),
      await bench.refuses('export', { project, out: bench.file('exported') }, expected),
    ]) {
      expect(error).toEqual(first);
    }
  }

  it('is missing', () => {
    rmSync(projectFile());
    return refused('NO_PROJECT');
  });
  it('is not JSON', () => {
    writeFileSync(projectFile(), readFileSync(projectFile(), 'utf8').slice(0, -20));
    return refused('PROJECT_UNREADABLE');
  });
  it('has the marks of a merge in it', () => {
    writeFileSync(projectFile(), `<<<<<<< mine\n${readFileSync(projectFile(), 'utf8')}`);
    return refused('PROJECT_UNREADABLE');
  });
  it('is the JSON of something else', () => {
    writeFileSync(projectFile(), '{"name": "left-pad"}');
    return refused('PROJECT_UNREADABLE');
  });
  it('is of a newer version', () => {
    editProject(project, (document) => void ((document as { version: number }).version = PROJECT_VERSION + 1));
    return refused('PROJECT_TOO_NEW', {}, ['newer']);
  });
  it('has a value of the wrong kind', () => {
    editProject(project, (document) => void ((document.graph.nodes[1] as { params: unknown }).params = 'none'));
    return refused('PROJECT_DAMAGED', { field: 'graph.nodes.1.params' });
  });
  it('has a value that is missing', () => {
    editProject(project, (document) => void delete (document as { seed?: number }).seed);
    return refused('PROJECT_DAMAGED', { field: 'seed' });
  });
  it('was told another way to read its file than there is', async () => {
    editProject(project, (document) => document.sources.forEach((one) => void (one.options = { encoding: 'utf-7' })));
    await bench.refuses('train', { project }, { code: 'PROJECT_DAMAGED', place: { file: projectFile(), field: 'sources.0.options.encoding' } });
  });
});

describe('data that changed since the project was made', () => {
  it('is not there any more', async () => {
    renameSync(data, `${data}.moved`);
    await bench.refuses('train', { project }, { code: 'FILE_MISSING', place: { file: data } });
    await bench.refuses('run', { project, out: bench.file('out.csv') }, { code: 'FILE_MISSING', place: { file: data } });
  });
  it('lacks a column', async () => {
    writeFileSync(data, goodCsv().replace('colour', 'shade'));
    await bench.refuses('train', { project }, { code: 'DATA_CHANGED', place: { file: data, column: 'colour' }, says: ['"colour"'] });
  });
  it('has text where a number was', async () => {
    writeFileSync(data, goodCsv((row, i) => (i === 7 ? ['n.a.', ...row.slice(1)] : row)));
    const reply = await bench.call('train', { project });
    const told = reply.ok ? reply.value.notes.join('\n') : `${reply.error.code} ${reply.error.message}`;
    expect(told, 'a value that cannot be read is either refused or told').toMatch(/x.*(could not|cannot|became|not a number)/s);
  });
});

describe('a run', () => {
  const run = (name: string): string => join(project, 'runs', '0001', name);

  it('is not there yet', async () => {
    const error = await bench.refuses('predict', { project, data, out: bench.file('out.csv') }, { code: 'NOT_TRAINED', place: { file: project } });
    expect(error.next).toContain('millwright train');
    await bench.refuses('export', { project, out: bench.file('exported') }, { code: 'NOT_TRAINED', place: { file: project } });
  });

  it('has not the model that is asked for', async () => {
    await bench.done('train', { project });
    await bench.refuses('predict', { project, data, out: bench.file('out.csv'), model: 'decision-tree' }, { code: 'NOT_TRAINED', place: { file: project }, says: ['"decision-tree"'] });
    await bench.refuses('predict', { project, data, out: bench.file('out.csv'), model: 'oracle' }, { code: 'UNKNOWN_MODEL', place: { field: 'model' } });
  });

  it('is damaged, in whichever of its files', async () => {
    await bench.done('train', { project });
    const refuse = (file: string) => bench.refuses('predict', { project, data, out: bench.file('out.csv') }, { code: 'RUN_DAMAGED', place: { file: run(file) } });
    for (const file of ['logistic-regression.json', 'logistic-regression.onnx', 'run.json']) {
      const whole = readFileSync(run(file));
      writeFileSync(run(file), whole.subarray(0, whole.length >> 1));
      await refuse(file);
      await bench.refuses('export', { project, out: bench.file('exported') }, { code: 'RUN_DAMAGED', place: { file: run(file) } });
      rmSync(run(file));
      await refuse(file);
      writeFileSync(run(file), whole);
    }
    const state = JSON.parse(readFileSync(run('logistic-regression.json'), 'utf8')) as { chain: { nodes: { type: string; params: unknown }[] } };
    writeFileSync(run('logistic-regression.json'), JSON.stringify({ ...state, chain: { ...state.chain, nodes: state.chain.nodes.map((one) => ({ ...one, params: { strange: 1 } })) } }));
    await refuse('logistic-regression.json');
  });

  it('has an ONNX file of another model in its place', async () => {
    await bench.done('train', { project });
    const other = join(bench.file(`other-${made}`));
    await bench.done('new', { project: other, data, target: 'label', models: ['logistic-regression'], drop: ['colour', 'amount'] });
    await bench.done('train', { project: other });
    writeFileSync(run('logistic-regression.onnx'), readFileSync(join(other, 'runs', '0001', 'logistic-regression.onnx')));
    await bench.refuses('predict', { project, data, out: bench.file('out.csv') }, { code: 'RUN_DAMAGED', place: { file: run('logistic-regression.onnx') } });
  });
});

describe('a file to predict', () => {
  beforeEach(() => bench.done('train', { project }));

  it('lacks a column that the model reads', async () => {
    const file = bench.write('narrow.csv', 'x,colour\n1,red\n2,blue\n');
    await bench.refuses('predict', { project, data: file, out: bench.file('out.csv') }, { code: 'COLUMN_MISSING', place: { file, column: 'z' }, says: ['"z"'] });
  });

  it('has text where a number is needed: those cells are missing, and it is said', async () => {
    const file = bench.write('mixed.csv', 'x,z,colour\n1,2,red\nfast,2,blue\n3,slow,green\n');
    const { rows, refusedRows, notes } = await bench.done('predict', { project, data: file, out: bench.file(`mixed-out-${made}.csv`) });
    expect({ rows, refusedRows }).toEqual({ rows: 3, refusedRows: 0 });
    expect(notes.join('\n')).toMatch(/x/);
    expect(notes.join('\n')).toMatch(/z/);
  });

  it('has nothing but text where numbers are needed', async () => {
    const file = bench.write('texts.csv', 'x,z,colour\nfast,slow,red\nslow,fast,blue\n');
    const reply = await bench.call('predict', { project, data: file, out: bench.file(`texts-out-${made}.csv`) });
    const told = reply.ok ? reply.value.notes.join('\n') : reply.error.message;
    expect(told).toMatch(/x/);
  });

  it('has levels that training never saw', async () => {
    const file = bench.write('unseen.csv', 'x,z,colour\n1,2,ultraviolet\n,,\n');
    expect(await bench.done('predict', { project, data: file, out: bench.file(`unseen-out-${made}.csv`) })).toMatchObject({ rows: 2, refusedRows: 0 });
  });

  it('is missing, or empty', async () => {
    await bench.refuses('predict', { project, data: bench.file('absent.csv'), out: bench.file('out.csv') }, { code: 'FILE_MISSING', place: { file: bench.file('absent.csv') } });
    const file = bench.write('nothing.csv', '');
    await bench.refuses('predict', { project, data: file, out: bench.file('out.csv') }, { code: 'FILE_EMPTY', place: { file } });
  });
});


describe('two trainings of one project at the same time', () => {
  it('keep a run each, whole', async () => {
    const project = bench.file('raced');
    await bench.done('new', { project, data, target: 'label', models: ['logistic-regression'] });
    const runs = await Promise.all([1, 2, 3].map(() => bench.done('train', { project })));
    expect(runs.map((one) => one.run).sort()).toEqual(['0001', '0002', '0003']);
    const { runs: kept } = await bench.done('project', { project });
    expect(kept.map((one) => one.run)).toEqual(['0003', '0002', '0001']);
  });
});
