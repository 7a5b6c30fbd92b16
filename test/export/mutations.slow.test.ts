import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProjectDocument } from '../../electron/contract/project-document.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { loadModel } from '../../electron/engine/project/runs.ts';
import { ABSENT, ROOT } from './export-environment.ts';
import { ExportedProject, makeExport, removeFolder, temporaryFolder, type Made } from './exported-project.ts';
import { everyKindOfNode, writeHostileData } from './hostile-project.ts';

type Path = readonly (string | number)[];
type Change = { readonly path: string; readonly only: readonly string[] } & ({ readonly from: string; readonly to: string } | { readonly number: Path } | { readonly double: number });

const HASHES = 'test_artifacts_are_those_of_the_certificate';
const CERTIFICATE = ['tests/test_certificate.py'];

/** Every node but the window, so that all stored rows are scored at once, and with flags as they are read; a model of which every weight counts. */
function withoutHistory(document: ProjectDocument): ProjectDocument {
  const { graph, ...rest } = everyKindOfNode(document, 'logistic-regression');
  const nodes = graph.nodes
    .filter(({ id }) => !['memory', 'ordinal'].includes(id))
    .map((node) => ({ ...node, params: Object.fromEntries(Object.entries(node.params).map(([key, value]) => [key, Array.isArray(value) ? value.filter((one) => one !== 'flag' && !String(one).endsWith('_mean_4')) : value])) }))
    .map((node) => (node.id === 'bins' ? { ...node, params: { columns: ['noise'] } } : node.id === 'one-hot' ? { ...node, params: { columns: ['text', 'flag', 'warm'] } } : node));
  return { ...rest, graph: { nodes, edges: nodes.slice(1).map(({ id }, i) => ({ from: nodes[i]?.id ?? '', to: id })) } };
}

/** The places of all numbers in a JSON value. */
function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

/** What a transformer of scikit-learn keeps of its fit and never computes with. */
const NOTES_OF_A_FIT = new Set(['n_samples_seen_', 'var_', 'target_mean_']);

/** Operators of the code, and what takes their place. */
const OPERATORS: readonly (readonly [file: string, from: string, to: string])[] = [
  ['serving/front.py', 'ex.lower(', 'ex.trim('],
  ['serving/front.py', 'ex.squeeze(', 'ex.trim('],
  ['serving/front.py', 'ex.nfc(', 'ex.trim('],
  ['serving/front.py', 'ex.trim(', 'ex.squeeze('],
  ['serving/front.py', 'made[name]', 'made[name] * 1.000001'],
  ['features/steps.py', 'ex.divide(', 'ex.remainder('],
  ['features/steps.py', 'ex.both(', 'ex.either('],
  ['features/steps.py', 'ex.less_equal(50.0', 'ex.less(50.0'],
  ['features/steps.py', 'ex.less(150.0', 'ex.less(200.0'],
  ['features/steps.py', 'ex.lower(', 'ex.trim('],
  ['expressions.py', 'np.divide(x, y)', 'np.multiply(x, y)'],
  ['expressions.py', 'np.asarray(np.less_equal(x, y))', 'np.asarray(np.less(x, y))'],
  ['expressions.py', 'x[0] & y[0]', 'x[0] | y[0]'],
  ['expressions.py', 'np.where(value[0], 1.0', 'np.where(value[0], 2.0'],
  ['expressions.py', '(numbers < 0) | (numbers > 0)', '(numbers > 1)'],
  ['expressions.py', '"[ \\t\\n\\f\\r]+", " "', '"[ \\t\\n\\f\\r]+", ""'],
  ['expressions.py', 'character.lower()', 'character'],
  ['expressions.py', '"NFC", value', '"NFD", value'],
  ['expressions.py', 'value.strip(" \\t\\n\\f\\r")', 'value'],
  ['features/transformers.py', 'side="right"', 'side="left"'],
];

/** Operators of training, which the certificate knows nothing of. */
const TRAINING: readonly (readonly [file: string, from: string, to: string])[] = [
  ['training/plan.py', 'ex.less(', 'ex.less_equal('],
  ['training/plan.py', '"newton-cholesky"', '"lbfgs"'],
  ['training/order.py', '+ 0.5', '+ 0.4'],
  ['training/sampling.py', 'largest //', 'largest + 1 //'],
  ['data/cells.py', 'hours % 12', 'hours % 13'],
];

describe.skipIf(ABSENT !== null || process.platform === 'win32')('a change of an exported project', () => {
  const base = temporaryFolder();
  let made: Made;
  let exported: ExportedProject;
  beforeAll(async () => {
    const data = join(base, 'hostile.csv');
    writeHostileData(data);
    const engine = new Engine();
    made = await makeExport(engine, base, 'mutated', { data, target: 'class', model: 'logistic-regression', change: withoutHistory });
    await engine.close();
    exported = new ExportedProject(made.folder);
  });
  afterAll(() => removeFolder(base));

  /** The names of the tests that fail for each change. */
  function failures(changes: readonly Change[]): string[][] {
    const { code, out, stdout } = exported.runWith(JSON.stringify(changes), join(ROOT, 'test', 'export', 'mutations.py'));
    if (code !== 0) throw new Error(out);
    return JSON.parse(stdout) as string[][];
  }
  const source = (file: string): string => `src/${exported.packageName}/${file}`;
  const byValue = (names: readonly string[]): boolean => names.some((name) => name !== HASHES);

  it('is none: no test of the certificate fails', () => {
    expect(failures([{ path: 'README.md', from: '#', to: '##', only: CERTIFICATE }])).toEqual([[]]);
  });

  it('of any number of the state gives other values', () => {
    const places = numbersIn(JSON.parse(exported.read('models/state.json'))).filter(([first]) => first === 'steps');
    expect(places.length).toBeGreaterThan(10);
    const found = failures(places.map((number) => ({ path: 'models/state.json', number, only: CERTIFICATE })));
    const unseen = places.filter((_, i) => !byValue(found[i] ?? []));
    expect(unseen.filter((place) => !place.some((key) => NOTES_OF_A_FIT.has(String(key))))).toEqual([]);
    expect(found.every((names) => names.includes(HASHES))).toBe(true);
  });

  it('of any weight of the model gives other values', async () => {
    const { model } = await loadModel(made.project);
    const bytes = readFileSync(join(made.folder, 'models', 'model.onnx'));
    const holds = (value: number): boolean => bytes.includes(Buffer.from(Float64Array.of(value).buffer));
    const weights = numbersIn(model.state).map((place) => place.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], model.state) as number);
    const written = [...new Set(weights)].filter((value) => value !== 0 && value !== 1 && holds(value));
    expect(written.length).toBeGreaterThanOrEqual((model.state as { coef: number[][] }).coef.flat().length);
    const found = failures(written.map((double) => ({ path: 'models/model.onnx', double, only: CERTIFICATE })));
    expect(written.filter((_, i) => !byValue(found[i] ?? []))).toEqual([]);
  });

  it('of an operator gives other values', () => {
    const found = failures(OPERATORS.map(([file, from, to]) => ({ path: source(file), from, to, only: CERTIFICATE })));
    expect(OPERATORS.filter((_, i) => !byValue(found[i] ?? []))).toEqual([]);
  });

  it('of training fails a test', () => {
    const found = failures(TRAINING.map(([file, from, to]) => ({ path: source(file), from, to, only: ['tests/test_train.py', 'tests/test_data.py'] })));
    expect(TRAINING.filter((_, i) => (found[i] ?? []).length === 0)).toEqual([]);
  });
});
