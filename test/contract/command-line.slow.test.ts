import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppErrorData } from '../../electron/contract/app-error.ts';
import { expectRefusal, folderState, goodCsv } from './bad-input-workbench.ts';

const root = join(import.meta.dirname, '..', '..');
const program = join(root, 'build', 'millwright.mjs');
const shared = join(root, '..', 'shared', 'data');
const folder = mkdtempSync(join(tmpdir(), 'mw-command-line-'));
const path = (...parts: readonly string[]): string => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs `millwright` as a process of its own; `onError` sees what it says on the way, `node` are options of Node. */
function millwright(args: readonly string[], onError: (text: string, stop: () => void) => void = () => undefined, node: readonly string[] = []): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, program, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      onError(err, () => child.kill('SIGINT'));
    });
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit, out, err }));
  });
}

/** The one document that `--json` prints; the exit code must be 0. */
async function json<T>(...args: string[]): Promise<T> {
  const { exit, out, err } = await millwright([...args, '--json']);
  expect(exit, `${out}\n${err}`).toBe(0);
  return JSON.parse(out) as T;
}

/** The error that `--json` prints. */
async function jsonError(exit: number, ...args: string[]): Promise<AppErrorData> {
  const ended = await millwright([...args, '--json']);
  expect(ended.exit, ended.out).toBe(exit);
  const { error, ...rest } = JSON.parse(ended.out) as { error: AppErrorData };
  expect(rest).toEqual({});
  return error;
}

/** What a command said but for its progress, which shows only where the machine is slow. */
const withoutProgress = (err: string): string => err.replaceAll(/^.+ …\n/gm, '');

const lines = (file: string): string[][] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => line.split(','));

interface Trained {
  readonly models: Record<string, { onnxSha256: string; seconds: Record<string, number>; metrics: Record<string, Record<string, { value?: number | null; mean?: number; std?: number; folds?: number[] }>> }>;
  readonly chosen: string;
}

beforeAll(async () => {
  writeFileSync(path('good.csv'), goodCsv());
  // The first call may build the program; what that says is no part of the command's own output.
  expect((await millwright(['new', 'project', '--data', 'good.csv', '--target', 'label', '--drop', 'amount'])).exit).toBe(0);
});

describe('the commands, as the interface has them', () => {
  it('sample: the same bytes for the same rows and seed', async () => {
    for (const out of ['one.csv', 'two.csv']) expect((await millwright(['sample', 'telemetry', '--rows', '2000', '--seed', '7', '--out', out])).exit).toBe(0);
    await millwright(['sample', 'telemetry', '--rows', '2000', '--seed', '8', '--out', 'three.csv']);
    const hash = (file: string): string => createHash('sha256').update(readFileSync(path(file))).digest('hex');
    expect(hash('one.csv')).toBe(hash('two.csv'));
    expect(hash('one.csv')).not.toBe(hash('three.csv'));
    expect(lines(path('one.csv'))).toHaveLength(2001);
  });

  it('profile: figures of all rows, for people and as JSON', async () => {
    const { exit, out, err } = await millwright(['profile', 'good.csv']);
    expect({ exit, err: withoutProgress(err) }).toEqual({ exit: 0, err: '' });
    const x = goodCsv().trimEnd().split('\n').slice(1).map((line) => Number(line.split(',')[0])).sort((a, b) => a - b);
    const row = out.split('\n').find((line) => line.startsWith('x '))?.split(/ {2,}/) ?? [];
    expect(row.slice(4).map(Number)).toEqual([x[0], ((x[29] ?? 0) + (x[30] ?? 0)) / 2, Number((x.reduce((a, b) => a + b, 0) / 60).toPrecision(6)), x[59]].map((value) => Number(value?.toPrecision(6))));
    const { profile } = await json<{ profile: { rows: number; columns: { name: string; type: string }[] } }>('profile', 'good.csv');
    expect(profile.rows).toBe(60);
    expect(profile.columns.map((one) => one.type)).toEqual(['number', 'number', 'text', 'text', 'number']);
  });

  it('convert: what the loader understood, with every refused record', async () => {
    writeFileSync(path('ragged.csv'), 'a;b\n1,5;x\n2,5\n3,5;y\n');
    const { exit, out } = await millwright(['convert', 'ragged.csv', '--out', 'clean.csv']);
    expect(exit).toBe(0);
    expect(out).toMatch(/line 3:/);
    expect(readFileSync(path('clean.csv'), 'utf8')).toBe('a,b\n1.5,x\n3.5,y\n');
    const report = await json<{ rows: number; report: { refused: { count: number; shown: { line: number; row: number }[] } } }>('convert', 'ragged.csv', '--out', 'clean.parquet');
    expect(report).toMatchObject({ rows: 2, report: { refused: { count: 1, shown: [{ line: 3, row: 1 }] } } });
  });

  it('new: --na, --no-header, --drop of several, --model, --task, --positive', async () => {
    writeFileSync(path('plain.csv'), goodCsv().split('\n').slice(1).join('\n').replace(/^[^,]+/, '?'));
    const made = await json<{ document: { sources: { columns: { name: string; type: string }[] }[]; graph: { nodes: { id: string; params: Record<string, unknown> }[] } } }>(
      'new', 'plain', '--data', 'plain.csv', '--no-header', '--na', '?', 'none', '--target', 'c3', '--task', 'classification', '--positive', 'no', '--drop', 'c4', 'c2', '--model', 'decision-tree');
    expect(made.document.sources[0]?.columns.map(({ name, type }) => `${name}:${type}`)).toEqual(['c0:number', 'c1:number', 'c2:text', 'c3:text', 'c4:number']);
    expect(made.document.graph.nodes.find((one) => one.id === 'target')?.params).toMatchObject({ target: 'c3', positive: 'no', aside: ['c2', 'c4'] });
    expect(made.document.graph.nodes.map((one) => one.id)).toContain('decision-tree');
    expect(await json('train', 'plain')).toMatchObject({ classes: ['no', 'yes'], positive: 'no' });
  });

  it('check, nodes, models: the catalogue, with what each compiles to', async () => {
    expect(await json('check', 'project')).toEqual({ problems: [] });
    const { nodes } = await json<{ nodes: { id: string; runsIn: string }[] }>('nodes');
    const { models } = await json<{ models: { id: string; compilesTo: string }[] }>('models');
    expect(nodes.length).toBeGreaterThan(10);
    for (const { id, compilesTo } of models) expect(compilesTo, id).toMatch(/^ONNX, \w+/);
    expect((await millwright(['nodes'])).out).toContain('Python in front of ONNX');
  });

  it('train: the stated shape, labels in code-point order, the same model for 1, 2 and 4 threads', async () => {
    const all = await Promise.all(['1', '2', '4'].map((threads) => json<Trained & { positive: string }>('train', 'project', '--cv', '3', '--threads', threads)));
    const [first] = all;
    expect(first?.positive).toBe('yes');
    expect(Object.keys(first?.models ?? {})).toEqual(['logistic-regression', 'decision-tree']);
    for (const { onnxSha256, seconds, metrics } of Object.values(first?.models ?? {})) {
      expect(onnxSha256).toMatch(/^[0-9a-f]{64}$/);
      expect(Object.keys(seconds).sort()).toEqual(['load', 'score', 'train', 'transform']);
      for (const part of ['train', 'validation', 'test']) expect(Object.keys(metrics[part] ?? {}).sort()).toEqual(['accuracy', 'balanced_accuracy', 'f1', 'log_loss', 'precision', 'recall', 'roc_auc']);
      expect(metrics['cv']?.['roc_auc']?.folds).toHaveLength(3);
    }
    expect(Object.keys(first?.models ?? {})).toContain(first?.chosen);
    const judged = (one: Trained) => Object.entries(one.models).map(([id, { onnxSha256, metrics }]) => ({ id, onnxSha256, metrics }));
    for (const other of all.slice(1)) expect(judged(other)).toEqual(judged(first as Trained));
  });

  it('train: --param, repeated and several at once', async () => {
    const { models } = await json<Trained>('train', 'project', '--model', 'decision-tree', 'logistic-regression', '--param', 'maxDepth=1', 'C=0.01', '--param', 'classWeight=balanced');
    expect(Object.keys(models)).toEqual(['decision-tree', 'logistic-regression']);
    const run = readdirSync(path('project', 'runs')).sort().at(-1) ?? '';
    const params = (id: string): unknown => (JSON.parse(readFileSync(path('project', 'runs', run, `${id}.json`), 'utf8')) as { params: unknown }).params;
    expect(params('decision-tree')).toMatchObject({ maxDepth: 1 });
    expect(params('logistic-regression')).toMatchObject({ C: 0.01, classWeight: 'balanced' });
  });

  it('run: features of every row, or the rows behind a node as fitting sees them', async () => {
    await json('train', 'project');
    expect((await millwright(['run', 'project', '--out', 'features.csv'])).exit).toBe(0);
    const features = lines(path('features.csv'));
    expect(features[0]?.slice(0, 3)).toEqual(['row', 'x', 'z']);
    expect(features.slice(1).map((line) => Number(line[0]))).toEqual(Array.from({ length: 60 }, (_, i) => i));
    await json('run', 'project', '--node', 'scale', '--out', 'scaled.csv');
    expect(lines(path('scaled.csv'))[0]).toEqual(['row', 'x', 'z', 'colour', 'label', 'amount']);
  });

  it('predict: row, prediction and a probability a label; rows that cannot be read are reported', async () => {
    writeFileSync(path('new-rows.csv'), 'x,z,colour\n1,2,red\n3\n-4,1,blue\n');
    const reply = await json<{ rows: number; refusedRows: number; refused: { row: number; line: number }[] }>('predict', 'project', '--data', 'new-rows.csv', '--out', 'predicted.csv', '--model', 'logistic-regression');
    expect(reply).toMatchObject({ rows: 2, refusedRows: 1, refused: [{ row: 1, line: 3 }] });
    const [head, ...rows] = lines(path('predicted.csv'));
    expect(head).toEqual(['row', 'prediction', 'probability_no', 'probability_yes']);
    expect(rows.map((row) => row[0])).toEqual(['0', '2']);
    for (const [, label, no, yes] of rows) {
      expect(Number(no) + Number(yes)).toBeCloseTo(1, 12);
      expect(label).toBe(Number(yes) > Number(no) ? 'yes' : 'no');
    }
  });

  it('export: lists files without writing them, then writes them', async () => {
    const dry = await json<{ files: { path: string }[] }>('export', 'project', '--out', 'exported', '--dry-run');
    expect(existsSync(path('exported'))).toBe(false);
    const real = await json<{ files: { path: string }[] }>('export', 'project', '--out', 'exported', '--sample-data', '5');
    expect(real.files.map((one) => one.path)).toEqual(dry.files.map((one) => one.path));
    for (const file of real.files) expect(existsSync(path('exported', file.path)), file.path).toBe(true);
    const zipped = await json<{ files: { path: string }[] }>('export', 'project', '--out', 'exported.zip', '--zip');
    expect(zipped.files).toEqual(dry.files);
    expect(existsSync(path('exported.zip'))).toBe(true);
  });
});

describe('exit codes', () => {
  it('1: the input has a problem, told in the same words as in the engine', async () => {
    const error = await jsonError(1, 'profile', 'absent.csv');
    expectRefusal(error, { code: 'FILE_MISSING', place: { file: path('absent.csv') } });
    const { exit, out, err } = await millwright(['profile', 'absent.csv']);
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    for (const part of [error.message, error.next, error.code, path('absent.csv')]) expect(err).toContain(part);
  });

  it('2: wrong usage, as JSON where JSON was asked for', async () => {
    for (const args of [['profile'], ['fly'], ['train', 'project', '--param', 'depth'], ['train', 'project', '--cv', 'many'], ['new', 'p', '--data', 'good.csv', '--task', 'guess'], ['profile', 'good.csv', '--colour'], ['convert', 'good.csv', '--out', 'out.xlsx'], ['sample', 'weather', '--out', 'w.csv']]) {
      const { kind, message, next } = await jsonError(2, ...args);
      expect(kind, message).toBe('usage');
      expect(message).toMatch(/^["A-Z].*\.$/s);
      expect(next).not.toBe('');
    }
    const { exit, out, err } = await millwright(['profile']);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toMatch(/^[A-Z].*file.*\.\n/);
  });

  it('70: our own fault, without a stack trace', async () => {
    const fault = "import os from 'node:os'; import { syncBuiltinESMExports } from 'node:module'; os.totalmem = () => null.planted; syncBuiltinESMExports();";
    const node = ['--import', `data:text/javascript,${encodeURIComponent(fault)}`];
    const { exit, out, err } = await millwright(['profile', 'good.csv'], undefined, node);
    expect({ exit, out }).toEqual({ exit: 70, out: '' });
    expect(err).not.toMatch(/^ {4}at /m);
    const shown = await millwright(['profile', 'good.csv', '--json'], undefined, node);
    expect(shown.exit).toBe(70);
    expect(JSON.parse(shown.out)).toMatchObject({ error: { kind: 'internal' } });
  });

  it('0: help', async () => expect(await millwright(['--help'])).toMatchObject({ exit: 0, err: '' }));

  it.skipIf(process.platform === 'win32')('130: Ctrl-C while it trains, and no run is left', async () => {
    await json('sample', 'telemetry', '--rows', '150000', '--seed', '1', '--out', 'long.csv');
    await json('new', 'long', '--data', 'long.csv', '--target', 'failure', '--model', 'decision-tree');
    const before = folderState(path('long'));
    const { exit, out, err } = await millwright(['train', 'long', '--cv', '10', '--json'], (text, stop) => {
      if (text.includes('Training')) stop();
    });
    expect(exit, err).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'CANCELLED', kind: 'cancelled' } });
    expect(folderState(path('long'))).toEqual(before);
  });
});

describe.skipIf(!existsSync(shared))('against peers, on shared data (skipped where it is not beside the repository)', () => {
  it('logistic regression tells failing machines as the peer does', async () => {
    await json('new', 'ai4i', '--data', join(shared, 'ai4i2020.csv'), '--target', 'Machine failure', '--drop', 'TWF', 'HDF', 'PWF', 'OSF', 'RNF', '--model', 'logistic-regression');
    const { models } = await json<Trained>('train', 'ai4i', '--cv', '5');
    expect(Math.abs((models['logistic-regression']?.metrics['cv']?.['roc_auc']?.mean ?? 0) - 0.896)).toBeLessThan(0.01);
  });

  it('linear regression explains bike hires as the peer does', async () => {
    await json('new', 'bikes', '--data', join(shared, 'bike_sharing_hour.csv'), '--target', 'cnt', '--drop', 'casual', 'registered', '--model', 'linear-regression');
    const { models } = await json<Trained>('train', 'bikes', '--cv', '5');
    expect(Math.abs((models['linear-regression']?.metrics['cv']?.['r2']?.mean ?? 0) - 0.388)).toBeLessThan(0.02);
  });
});
