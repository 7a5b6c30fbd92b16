import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { findNode } from '../../electron/engine/nodes/registry.ts';
import type { PythonTransformer } from '../../electron/engine/nodes/node.ts';
import { pythonPath } from '../kit/run-numpy.ts';
import { closeTables, fitPlainly, schemaOf, type Params } from './nodes-fit.ts';
import { GOLDENS, goldenFitRows, goldenTable, goldenTarget, type GoldenCase } from './nodes-golden-cases.ts';

const CHECK = fileURLToPath(new URL('../goldens/nodes/check_restore.py', import.meta.url));

interface RestoreCase {
  readonly name: string;
  readonly transformer: PythonTransformer;
  readonly columns: GoldenCase['columns'];
  readonly fitRows: number;
  readonly target: readonly number[] | null;
  readonly expected: GoldenCase['expected']['columns'];
  readonly tolerance?: number;
}

async function restoreCase(id: string, golden: GoldenCase): Promise<RestoreCase[]> {
  const node = findNode(id);
  if (node?.kind !== 'row' || !node.python) return [];
  const table = goldenTable(golden);
  const target = goldenTarget(golden);
  const params = node.params.parse({ columns: [...table.columns.keys()], ...golden.params }) as Params;
  const state = await fitPlainly(node, params, table, target, goldenFitRows(golden));
  const transformer = node.python(schemaOf(table), params, state, target);
  return [{ name: `${id}: ${golden.name}`, transformer, columns: golden.columns, fitRows: golden.fitRows, target: target?.values ?? null, expected: golden.expected.columns, ...(golden.tolerance === undefined ? {} : { tolerance: golden.tolerance }) }];
}

function differences(cases: readonly RestoreCase[]): string[] {
  return JSON.parse(execFileSync(pythonPath(), [CHECK], { input: JSON.stringify(cases), encoding: 'utf8' })) as string[];
}

afterAll(closeTables);

describe('transformers of the exported project', () => {
  it('restored from their state, or fitted again, transform as scikit-learn\'s', { timeout: 120_000 }, async () => {
    const cases: RestoreCase[] = [];
    for (const { node, cases: goldens } of GOLDENS) for (const golden of goldens) cases.push(...(await restoreCase(node, golden)));
    expect(cases.length).toBeGreaterThan(30);
    const [first] = cases;
    const wrong = first?.expected.map((values) => values.map((value) => (typeof value === 'number' ? value + 1e-9 : value))) ?? [];
    const found = differences([...cases, ...(first ? [{ ...first, name: 'planted', expected: wrong }] : [])]);
    expect(found.filter((line) => !line.startsWith('planted'))).toEqual([]);
    expect(found.length, 'a wrong expectation is found').toBeGreaterThan(0);
  });
});
