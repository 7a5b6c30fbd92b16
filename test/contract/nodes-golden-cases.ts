import { readdirSync, readFileSync } from 'node:fs';
import type { ColumnType } from '../../electron/contract/column.ts';
import type { Task } from '../../electron/contract/task.ts';
import type { HostileCell, TestTable } from '../kit/hostile-table.ts';
import type { Params, TestTarget } from './nodes-fit.ts';

export type GoldenCell = number | string | null;

/** What scikit-learn or pandas made of some columns: see test/goldens/nodes/make_goldens.py. */
export interface GoldenCase {
  readonly name: string;
  readonly params: Params;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType; readonly values: readonly HostileCell[] }[];
  /** The node is fitted on that many rows from the first, and transforms all. */
  readonly fitRows: number;
  /** Of max(1, |x|), where the figures of an algorithm depend on how it rounds; 1e-12 elsewhere. */
  readonly tolerance?: number;
  readonly expected: { readonly names: readonly string[] | null; readonly columns: readonly (readonly GoldenCell[])[] };
  readonly target?: { readonly task: Task; readonly classes: readonly string[]; readonly values: readonly number[] };
  readonly folds?: readonly number[];
  readonly crossFitted?: readonly (readonly number[])[];
}

const FOLDER = new URL('../goldens/nodes/', import.meta.url);

export const GOLDENS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as { readonly node: string; readonly cases: readonly GoldenCase[] });

export function goldenTable({ columns }: GoldenCase): TestTable {
  return { rows: columns[0]?.values.length ?? 0, columns: new Map(columns.map(({ name, type, values }) => [name, { type, cells: values }])) };
}

export function goldenTarget({ target }: GoldenCase): TestTarget | null {
  return target ? { column: 'y', ...target } : null;
}

/** The rows that a case is fitted on. */
export function goldenFitRows({ fitRows }: GoldenCase): number[] {
  return Array.from({ length: fitRows }, (_, row) => row);
}
