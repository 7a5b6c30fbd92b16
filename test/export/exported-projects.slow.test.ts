import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT, exportTrained, millwright, readTable, removeFolder, ROOT, temporaryFolder, type ExportedProject, type ProjectFile } from './exported-project.ts';
import { everyKindOfNode, writeHostileData } from './hostile-project.ts';

const base = temporaryFolder();
afterAll(() => removeFolder(base));
const shared = (name: string): string => join(ROOT, '..', 'shared', 'data', name);

interface Case {
  readonly name: string;
  readonly data: string;
  readonly model: string;
  readonly target: string;
  readonly args?: readonly string[];
  readonly change?: (document: ProjectFile) => void;
  /** Linear models come out the same; trees within 0.01 of an area or so. */
  readonly linear: boolean;
}

const CASES: readonly Case[] = [
  { name: 'hostile', data: join(base, 'hostile.csv'), model: 'decision-tree', target: 'class', args: ['--entity', 'machine'], change: (document) => everyKindOfNode(document, 'decision-tree'), linear: false },
  { name: 'penguins', data: shared('penguins.csv'), model: 'logistic-regression', target: 'species', linear: true },
  { name: 'ai4i', data: shared('ai4i2020.csv'), model: 'logistic-regression', target: 'Machine failure', linear: true },
  { name: 'torque', data: shared('ai4i2020.csv'), model: 'linear-regression', target: 'Torque [Nm]', linear: true },
];

writeHostileData(join(base, 'hostile.csv'));

function expectEqualTables(left: string, right: string, texts: readonly number[]): void {
  const a = readTable(left);
  const b = readTable(right);
  expect(a.header).toBe(b.header);
  expect(a.rows.length).toBe(b.rows.length);
  a.rows.forEach((row, i) =>
    row.forEach((value, j) => {
      const other = b.rows[i]?.[j] ?? NaN;
      const equal = texts.includes(j) || (Number.isNaN(value) && Number.isNaN(other)) || Math.abs(value - other) <= 1e-10 * Math.max(1, Math.abs(value));
      if (!equal) throw new Error(`Row ${i}, column ${j}: ${value} is not ${other}`);
    }),
  );
}

for (const one of CASES) {
  describe.skipIf(ABSENT !== null || (!one.data.startsWith(base) && !existsSync(one.data)))(`the exported project of ${one.name}`, () => {
    let project: string;
    let exported: ExportedProject;
    beforeAll(() => {
      ({ project, exported } = exportTrained(base, one.name, one));
    });
    const file = (name: string): string => join(base, `${one.name}-${name}.csv`);

    it('is green: ruff, mypy and its own tests, with the network off', () => {
      for (const command of [['-m', 'ruff', 'check', '.'], ['-m', 'ruff', 'format', '--check', '.'], ['-m', 'mypy'], ['-m', 'pytest']]) {
        const { code, out } = exported.run(...command);
        expect(code, out.slice(-4000)).toBe(0);
        // Stored rows of a graph with filters and rare levels may not suffice to train on.
        if (one.linear) expect(out).not.toMatch(/\bskipped\b/);
      }
    });
    it('builds the features that the app builds', () => {
      millwright('run', project, '--out', file('run'));
      const built = exported.module('features.build', '--data', one.data, '--out', file('build'));
      expect(built.code, built.out).toBe(0);
      expectEqualTables(file('run'), file('build'), []);
    });
    it('predicts what the app predicts', () => {
      millwright('predict', project, '--data', one.data, '--out', file('predict'));
      const predicted = exported.module('models.predict', '--data', one.data, '--out', file('predicted'));
      expect(predicted.code, predicted.out).toBe(0);
      const labels = (path: string): (string | undefined)[] => readFileSync(path, 'utf8').split('\n').map((line) => line.split(',')[1]);
      expect(labels(file('predicted')).length).toBe(labels(file('predict')).length);
      if (one.model !== 'linear-regression') expect(labels(file('predicted'))).toEqual(labels(file('predict')));
      expectEqualTables(file('predict'), file('predicted'), one.model === 'linear-regression' ? [] : [1]);
    });
    it('trains the same model again', () => {
      const out = join(base, `${one.name}-candidate`);
      const trained = exported.module('models.train', '--data', one.data, '--out', out);
      expect(trained.code, trained.out).toBe(0);
      const report = JSON.parse(readFileSync(join(out, 'metrics.json'), 'utf8')) as { metrics: Record<string, Record<string, number | null>>; rows: unknown };
      const about = JSON.parse(exported.read('models/model.json')) as { metrics: Record<string, Record<string, number | null>> };
      for (const part of ['train', 'validation', 'test']) {
        for (const [name, value] of Object.entries(report.metrics[part] ?? {})) {
          const recorded = about.metrics[part]?.[name];
          if (one.linear) expect(Math.abs((value ?? 0) - (recorded ?? 0)), `${part} ${name}`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(recorded ?? 0)));
        }
      }
      const evaluated = exported.module('models.evaluate', '--data', one.data);
      expect(evaluated.code, evaluated.out).toBe(0);
      const { measured, recorded } = JSON.parse(evaluated.out) as Record<'measured' | 'recorded', Record<string, number>>;
      for (const [name, value] of Object.entries(measured ?? {})) expect(Math.abs(value - (recorded?.[name] ?? NaN)), name).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(value)));
    });
  });
}
