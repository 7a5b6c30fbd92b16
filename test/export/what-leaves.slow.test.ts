import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../electron/contract/column.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { ABSENT, OFFLINE } from './export-environment.ts';
import { difference, ExportedProject, makeExport, perform, removeFolder, temporaryFolder, type Made } from './exported-project.ts';

const base = temporaryFolder();
const engine = new Engine();
const own = (name: string): string => join(base, name);
const data = own('telemetry.csv');
const ROLES = { entity: 'machine_id', time: 'timestamp' };

beforeAll(async () => {
  await perform(engine, 'sample', { kind: 'telemetry', rows: 1500, seed: 7, out: data });
});
afterAll(async () => {
  await engine.close();
  removeFolder(base);
});

const lines = (path: string): string[][] => readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => line.split(','));

describe('what leaves with an export', () => {
  let made: Made;
  beforeAll(async () => {
    made = await makeExport(engine, base, 'synthetic', { data, target: 'failure', model: 'logistic-regression', new: ROLES });
  });
  const text = (folder: string, path: string): string => readFileSync(join(folder, path), 'utf8');
  const stored = (folder: string): Record<string, Cell>[] => (JSON.parse(text(folder, 'models/certificate.json')) as { rows: { row: Record<string, Cell> }[] }).rows.map(({ row }) => row);

  /** Which rows of the data a certificate holds, by the values of the columns that a prediction reads. */
  function realRows(folder: string): number[] {
    const served = /SERVED: Final\[tuple\[str, \.\.\.\]\] = \(([^)]*)\)/.exec(text(folder, 'src/' + packageOf(folder) + '/data/schema.py'))?.[1] ?? '';
    const names = [...served.matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(3);
    const [header = [], ...rows] = lines(data);
    const key = (cell: (name: string) => unknown): string => JSON.stringify(names.map(cell));
    const value = (cell: string): Cell => (cell === '' ? null : Number.isNaN(Number(cell)) ? cell : Number(cell));
    const known = new Map(rows.map((row, i) => [key((name) => value(row[header.indexOf(name)] ?? '')), i]));
    return stored(folder).flatMap((row) => known.get(key((name) => row[name] ?? null)) ?? []);
  }
  const packageOf = (folder: string): string => (JSON.parse(text(folder, 'models/model.json')) as { package: string }).package;

  it('is none of the data\'s rows', () => {
    expect(stored(made.folder).length).toBeGreaterThanOrEqual(200);
    expect(realRows(made.folder)).toEqual([]);
  });
  it('is as many rows as the user asked for', async () => {
    const out = own('sampled');
    await perform(engine, 'export', { project: made.project, out, sampleData: 7 });
    expect(realRows(out)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  it('is nothing in a dry run, which lists the same files', async () => {
    const out = own('dry');
    const dry = await perform(engine, 'export', { project: made.project, out, dryRun: true });
    expect(existsSync(out)).toBe(false);
    const real = await perform(engine, 'export', { project: made.project, out });
    expect(dry.files).toEqual(real.files);
    expect(real.files.length).toBeGreaterThan(40);
    expect(real.files.filter(({ path, bytes }) => readFileSync(join(out, path)).length !== bytes)).toEqual([]);
  });
  it('asks a request for the columns that a prediction reads, and for no others', () => {
    const readme = text(made.folder, 'README.md');
    const request = /curl .* -d '(.*)'\n/.exec(readme)?.[1] ?? '{}';
    const asked = Object.keys((JSON.parse(request) as { row: object }).row);
    expect(asked).toContain('vibration');
    for (const name of ['timestamp', 'machine_id', 'failure']) expect(asked).not.toContain(name);
    expect(text(made.folder, `src/${packageOf(made.folder)}/api/schemas.py`)).not.toMatch(/alias="(timestamp|machine_id|failure)"/);
  });
  it('has a README without needless escapes', () => {
    const readme = text(made.folder, 'README.md');
    expect(readme).toContain('| `machine_id` |');
    expect(readme).not.toMatch(/\\[-_#()]/);
  });
  it('names instants as dates', async () => {
    const change: NonNullable<Parameters<typeof makeExport>[3]['change']> = (document) => {
      const memory = { id: 'memory', type: 'rolling-mean', params: { columns: ['vibration'], entity: 'machine_id', time: 'timestamp', window: 3 } };
      const fill = { id: 'fill-memory', type: 'simple-imputer', params: { columns: ['vibration_mean_3'] } };
      const edges = document.graph.edges.flatMap((edge) => (edge.from === 'source' ? [{ from: 'source', to: 'memory' }, { from: 'memory', to: edge.to }] : edge.to === 'model' || edge.to.endsWith('regression') ? [{ from: edge.from, to: 'fill-memory' }, { from: 'fill-memory', to: edge.to }] : [edge]));
      return { ...document, graph: { nodes: [...document.graph.nodes, memory, fill], edges } };
    };
    const { folder } = await makeExport(engine, base, 'window', { data, target: 'failure', model: 'logistic-regression', new: ROLES, change });
    const readme = text(folder, 'README.md');
    expect(readme).toMatch(/\| `timestamp` \| timestamp \| read \| \d{4}-\d\d-\d\d( [\d:]+)? to \d{4}-\d\d-\d\d( [\d:]+)? \|/);
    const request = JSON.parse(/curl .* -d '(.*)'\n/.exec(readme)?.[1] ?? '{}') as { row: Record<string, Cell>; history: Record<string, Cell>[] };
    expect(request.row['timestamp']).toMatch(/^\d{4}-\d\d-\d\d/);
    expect(request.history.length).toBeGreaterThan(0);
    expect(Object.keys(request.history[0] ?? {}).sort()).toEqual(Object.keys(request.row).sort());
  });
});

describe.skipIf(ABSENT !== null)(`the exported project of another kind of file passes its own tests, ${OFFLINE}`, () => {
  async function check(made: Made, file: string): Promise<void> {
    const exported = new ExportedProject(made.folder);
    const { code, out } = exported.run('-m', 'pytest');
    expect(code, out.slice(-6000)).toBe(0);
    expect(out).not.toMatch(/\bskipped\b/);
    const ours = `${made.folder}-app.csv`;
    const theirs = `${made.folder}-python.csv`;
    await perform(engine, 'predict', { project: made.project, data: file, out: ours });
    const predicted = exported.module('models.predict', '--data', file, '--out', theirs);
    expect(predicted.code, predicted.out).toBe(0);
    expect(lines(theirs).map((row) => row[1])).toEqual(lines(ours).map((row) => row[1]));
    expect(difference(ours, theirs, [1])).toBeNull();
  }

  it('Parquet', async () => {
    const file = own('telemetry.parquet');
    await perform(engine, 'convert', { path: data, out: file });
    await check(await makeExport(engine, base, 'parquet', { data: file, target: 'failure', model: 'logistic-regression', new: ROLES }), file);
  });
  it('CSV without a header', async () => {
    const file = own('headerless.csv');
    const [header = [], ...rows] = lines(data);
    writeFileSync(file, rows.map((row) => row.join(',')).join('\n') + '\n');
    const column = (name: string): string => `c${header.indexOf(name)}`;
    const made = await makeExport(engine, base, 'headerless', { data: file, target: column('failure'), model: 'logistic-regression', new: { entity: column('machine_id'), time: column('timestamp'), options: { header: false } } });
    await check(made, file);
  });
});
