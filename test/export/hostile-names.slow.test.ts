import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { Database } from '../../electron/engine/db/database.ts';
import { identifier, literal, sql } from '../../electron/engine/sql/sql.ts';
import { hostileNames } from '../kit/hostile-names.ts';
import { ABSENT, OFFLINE } from './export-environment.ts';
import { ExportedProject, makeExport, perform, removeFolder, temporaryFolder, type Made } from './exported-project.ts';

/*
 * A project of a thousand columns with hostile names, every tenth of them a text with hostile levels, and hostile labels: its code is one
 * file after another in which each name is a literal of another language.
 */

const base = temporaryFolder();
const engine = new Engine();
const NAMES = hostileNames(1000);
const LABELS = NAMES.slice(30, 32);
const data = join(base, 'names.parquet');

afterAll(async () => {
  await engine.close();
  removeFolder(base);
});

describe.skipIf(ABSENT !== null)(`an exported project of a thousand hostile columns, ${OFFLINE}`, () => {
  let made: Made;
  let exported: ExportedProject;
  beforeAll(async () => {
    const db = await Database.open({ memoryLimitMb: 500, threads: 1, allowedDirectories: [base] });
    const columns = NAMES.map((name, i) => (i % 10 === 9 ? sql`[${[0, 1].map((one) => literal((NAMES[(7 * i + one) % 1000] ?? '').slice(0, 100)))}][1 + (r + ${i}) % 2] as ${identifier(name)}` : sql`(r * ${i + 3}) % 13 as ${identifier(name)}`));
    await db.run(sql`copy (select [${LABELS.map(literal)}][1 + (r * 7 // 3) % 2] as ${identifier('Ünï "label"')}, ${columns} from range(60) t(r)) to ${literal(data)} (format parquet)`);
    await db.close();
    made = await makeExport(engine, base, 'names', { data, target: 'Ünï "label"', model: 'decision-tree', new: { task: 'classification' } });
    exported = new ExportedProject(made.folder);
  });

  it('names every column and installs what every other project installs', () => {
    expect(exported.read(`src/${exported.packageName}/data/schema.py`).match(/^ {4}Column\(/gm)).toHaveLength(1001);
    const template = (path: string): string => readFileSync(new URL(`../../templates/project/${path}`, import.meta.url), 'utf8');
    expect(exported.read('requirements/serving.lock')).toBe(template('requirements/serving.lock'));
    // A decision tree asks for no package of its own.
    const lists = (text: string): string[] => text.replace(/\{\{#each plan\.requires\}\}.*\{\{\/each\}\}/, '').match(/^(?:requires|dependencies|train|parquet|dev) = .*$(?:\n {2}.*$)*/gm) ?? [];
    expect(lists(exported.read('pyproject.toml'))).toEqual(lists(template('pyproject.toml')));
    expect(lists(template('pyproject.toml'))).not.toEqual([]);
  });

  it('passes its own tests', () => {
    const { code, out } = exported.run('-m', 'pytest');
    expect(code, out.slice(-4000)).toBe(0);
  });

  it('is linted and formatted', () => {
    for (const command of [['check'], ['format', '--check']]) {
      const { code, out } = exported.run('-m', 'ruff', ...command, '--no-cache', '.');
      expect(code, out.slice(-4000)).toBe(0);
    }
  });

  it('predicts what the app predicts', async () => {
    const [own, theirs] = [join(base, 'own.csv'), join(base, 'theirs.csv')];
    await perform(engine, 'predict', { project: made.project, data, out: own });
    const { code, out } = exported.module('models.predict', '--data', data, '--out', theirs);
    expect(code, out).toBe(0);
    expect(readFileSync(theirs, 'utf8').split('\n').map((line) => line.split(',').slice(0, 2))).toEqual(readFileSync(own, 'utf8').split('\n').map((line) => line.split(',').slice(0, 2)));
  });
});
