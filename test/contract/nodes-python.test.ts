import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findNode } from '../../electron/engine/nodes/registry.ts';
import type { PythonTransformer } from '../../electron/engine/nodes/node.ts';
import { fitPlainly, schemaOf, type Params } from './nodes-fit.ts';
import { GOLDENS, goldenFitRows, goldenTable, goldenTarget, type GoldenCase } from './nodes-golden-cases.ts';

const PYTHON = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const CHECK = fileURLToPath(new URL('../goldens/nodes/check_restore.py', import.meta.url));

interface RestoreCase {
  readonly name: string;
  readonly transformer: PythonTransformer;
  readonly columns: GoldenCase['columns'];
  readonly fitRows: number;
  readonly target: readonly number[] | null;
  readonly expected: GoldenCase['expected']['columns'];
}

async function restoreCase(id: string, golden: GoldenCase): Promise<RestoreCase[]> {
  const node = findNode(id);
  if (node?.kind !== 'row' || !node.python) return [];
  const table = goldenTable(golden);
  const target = goldenTarget(golden);
  const params = node.params.parse({ columns: [...table.columns.keys()], ...golden.params }) as Params;
  const state = await fitPlainly(node, params, table, target, goldenFitRows(golden));
  const transformer = node.python(schemaOf(table), params, state, target);
  return [{ name: `${id}: ${golden.name}`, transformer, columns: golden.columns, fitRows: golden.fitRows, target: target?.values ?? null, expected: golden.expected.columns }];
}

function differences(cases: readonly RestoreCase[]): string[] {
  return JSON.parse(execFileSync(PYTHON, [CHECK], { input: JSON.stringify(cases), encoding: 'utf8' })) as string[];
}

describe.skipIf(!existsSync(PYTHON))('transformers of the exported project (needs .venv: npm run setup)', () => {
  it('restored from their state, or fitted again, transform as scikit-learn\'s', async () => {
    const cases = (await Promise.all(GOLDENS.flatMap(({ node, cases }) => cases.map((golden) => restoreCase(node, golden))))).flat();
    expect(cases.length).toBeGreaterThan(30);
    expect(differences(cases)).toEqual([]);
    const [first] = cases;
    const moved = first && { ...first, expected: first.expected.map((values) => values.map((value) => (typeof value === 'number' ? value + 1e-9 : value))) };
    expect(differences(moved ? [moved] : []).length).toBeGreaterThan(0);
  });
});
