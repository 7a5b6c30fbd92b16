import type { ColumnType } from '../../electron/contract/column.ts';
import { seeded, type HostileCell, type TestTable } from '../kit/hostile-table.ts';
import type { TestTarget } from './nodes-fit.ts';

type Columns = Record<string, { readonly type: ColumnType; readonly cells: readonly HostileCell[] }>;

function table(columns: Columns): TestTable {
  return { rows: Object.values(columns)[0]?.cells.length ?? 0, columns: new Map(Object.entries(columns)) };
}

/** Rows of machines, as nodes expect them: what the suite fits on. Some values of every column are missing. */
export function machineTable(rows = 80): TestTable {
  const random = seeded(7);
  const cells = (make: (row: number) => HostileCell, missing = 0.1): HostileCell[] =>
    Array.from({ length: rows }, (_, row) => (random() < missing ? null : make(row)));
  return table({
    temperature: { type: 'number', cells: cells(() => Math.round(random() * 1200) / 10) },
    power: { type: 'number', cells: cells(() => random() * 5e3 - 100) },
    speed: { type: 'integer', cells: cells(() => Math.floor(random() * 4) * 500) },
    running: { type: 'boolean', cells: cells(() => random() < 0.6) },
    machine: { type: 'text', cells: cells(() => ['m1', 'm2', 'm3'][Math.floor(random() * 3)] ?? null) },
    note: { type: 'text', cells: cells(() => [' Hot', 'hot', "o'k; --", 'nan', 'É', '{{x}}'][Math.floor(random() * 6)] ?? null) },
    taken: { type: 'timestamp', cells: cells((row) => 1.7e15 + row * 6e7, 0) },
  });
}

/** The same without a missing value: what a node that needs them all is fitted on. */
export function completeTable(rows = 80): TestTable {
  return { rows, columns: new Map([...machineTable(rows).columns].map(([name, { type, cells }]) => [name, { type, cells: cells.map((cell) => cell ?? firstKnown(cells)) }])) };
}

/** The same columns with other rows: values that no fit has seen, and all that is hard for an engine. */
export function strangeTable(): TestTable {
  const numbers = [null, 0, -0, 1e308, -1e308, 5e-324, 2 ** 53, 0.1, 1e-50, -7.5, 60, 119.9];
  const texts = [null, 'm1', 'M1', 'unseen', 'hot', '\t Hot  spot\n', 'İ', 'é', 'nan', '😀', '"', '\\'];
  return table({
    temperature: { type: 'number', cells: numbers },
    power: { type: 'number', cells: [...numbers].reverse() },
    speed: { type: 'integer', cells: [0, null, 500, 501, -1, 2 ** 53, 1500, 0, 1, 2, 3, 4] },
    running: { type: 'boolean', cells: numbers.map((_, i) => [true, false, null][i % 3] ?? null) },
    machine: { type: 'text', cells: texts },
    note: { type: 'text', cells: [...texts].reverse() },
    taken: { type: 'timestamp', cells: numbers.map((_, i) => (i === 4 ? null : i * 1e9)) },
  });
}

/** Every column with these cells in place of its own. */
function withCells(cells: (own: readonly HostileCell[]) => readonly HostileCell[]): TestTable {
  const columns = [...machineTable().columns].map(([name, { type, cells: own }]) => [name, { type, cells: cells(own) }] as const);
  return { rows: columns[0]?.[1].cells.length ?? 0, columns: new Map(columns) };
}

const firstKnown = (own: readonly HostileCell[]): HostileCell => own.find((cell) => cell !== null) ?? null;

/** Tables that a fit must survive, or refuse in words. */
export const DEGENERATE: Readonly<Record<string, TestTable>> = {
  'a single row': withCells((own) => [firstKnown(own)]),
  'a single row without a value': withCells(() => [null]),
  'constant columns': withCells((own) => own.map(() => firstKnown(own))),
  'columns without a value': withCells((own) => own.map(() => null)),
  'no rows': withCells(() => []),
  'values of every size': strangeTable(),
  'one value among many missing': withCells((own) => own.map((_, i) => (i === 3 ? firstKnown(own) : null))),
};

/** The target of a table's rows by task. */
export function targetOf(rows: number, task: TestTarget['task']): TestTarget {
  const random = seeded(11);
  const classes = task === 'regression' ? [] : task === 'binary' ? ['no', 'yes'] : ['a', 'b', 'c'];
  const values = Array.from({ length: rows }, () => (task === 'regression' ? random() * 10 : Math.floor(random() * classes.length)));
  return { column: 'y', task, classes, values };
}

const HOSTILE_NAMES = ['"; drop table rows_; --', "it's {{x}} ${y}", '__proto__', 'constructor', 'select', 'ü\u0301 \t"', '%s\\n'];

/** The columns of a table under names that break what does not quote; `names` gives the new name of each. */
export function hostileNames(plain: TestTable): { table: TestTable; names: ReadonlyMap<string, string> } {
  const names = new Map([...plain.columns.keys()].map((name, i) => [name, HOSTILE_NAMES[i] ?? `" ${i}`]));
  return { names, table: { rows: plain.rows, columns: new Map([...plain.columns].map(([name, cells]) => [names.get(name) ?? name, cells])) } };
}
