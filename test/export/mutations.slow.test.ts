import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT, exportTrained, removeFolder, temporaryFolder, type ExportedProject } from './exported-project.ts';
import { everyKindOfNode, writeHostileData } from './hostile-project.ts';

const base = temporaryFolder();
afterAll(() => removeFolder(base));

type Path = readonly (string | number)[];

/** The places of all numbers in a JSON value. */
function numbersIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key]));
}

function changed(text: string, path: Path): string {
  const whole = JSON.parse(text) as Record<string, unknown>;
  let inner = whole;
  for (const key of path.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
  const last = path.at(-1) ?? '';
  inner[last] = (inner[last] as number) * (1 + 1e-6) + 1e-6;
  return JSON.stringify(whole);
}

/** Operators of generated code, and what takes their place. */
const OPERATORS: readonly (readonly [file: string, from: string, to: string])[] = [
  ['serving/front.py', 'ex.lower(', 'ex.trim('],
  ['serving/front.py', 'ex.squeeze(', 'ex.trim('],
  ['features/steps.py', 'ex.divide(', 'ex.remainder('],
  ['features/steps.py', 'ex.both(', 'ex.either('],
  ['features/steps.py', '150.0', '200.0'],
  ['features/steps.py', 'QuantileBins(n_bins=5)', 'StandardScaler()'],
  ['training/plan.py', 'ex.less(', 'ex.less_equal('],
  ['training/plan.py', 'DecisionTreeClassifier(max_depth=10', 'DecisionTreeClassifier(max_depth=9'],
  ['training/order.py', '+ 0.5', '+ 0.4'],
  ['training/sampling.py', 'largest //', 'largest + 1 //'],
  ['data/cells.py', 'hours % 12', 'hours % 13'],
];

describe.skipIf(ABSENT !== null)('a change of an exported project', () => {
  let exported: ExportedProject;
  beforeAll(() => {
    const data = join(base, 'hostile.csv');
    writeHostileData(data);
    ({ exported } = exportTrained(base, 'mutated', { data, model: 'decision-tree', target: 'class', args: ['--entity', 'machine'], change: (document) => everyKindOfNode(document, 'decision-tree') }));
  });

  function expectRed(path: string, content: string | Uint8Array, args: readonly string[] = []): void {
    const before = readFileSync(join(exported.folder, path));
    exported.write(path, content);
    try {
      expect(exported.run('-m', 'pytest', '-x', ...args).code, path).toBe(1);
    } finally {
      exported.write(path, before);
    }
  }

  it('is none: the tests pass', () => {
    const { code, out } = exported.run('-m', 'pytest', '-x');
    expect(code, out).toBe(0);
  });

  it('of a number of the state fails a test', () => {
    const state = exported.read('models/state.json');
    const places = numbersIn(JSON.parse(state));
    expect(places.length).toBeGreaterThan(10);
    for (const place of places.filter((_, i) => i % Math.ceil(places.length / 6) === 0)) expectRed('models/state.json', changed(state, place), ['tests/test_certificate.py']);
  });

  it('of a number that features depend on fails also where the hashes are not looked at', () => {
    const state = exported.read('models/state.json');
    const used = numbersIn(JSON.parse(state)).filter((place) => ['mean_', 'scale_'].includes(String(place[3])));
    expect(used.length).toBeGreaterThan(0);
    for (const place of used) expectRed('models/state.json', changed(state, place), ['tests/test_certificate.py', '--deselect', 'tests/test_certificate.py::test_artifacts_are_those_of_the_certificate']);
  });

  it('of a weight of the model fails a test', () => {
    const model = readFileSync(join(exported.folder, 'models/model.onnx'));
    for (const share of [0.4, 0.6, 0.8]) {
      const bytes = Uint8Array.from(model);
      const at = Math.floor(bytes.length * share);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expectRed('models/model.onnx', bytes, ['tests/test_certificate.py']);
    }
  });

  it.each(OPERATORS)('of an operator fails a test: %s, %s', (file, from, to) => {
    const path = `src/${exported.packageName}/${file}`;
    const source = exported.read(path);
    expect(source).toContain(from);
    expectRed(path, source.replace(from, to));
  });
});
