import type { ColumnType } from '../../electron/contract/column.ts';

export type HostileCell = number | string | boolean | null;

/** Columns by name, each with its type and its values from the first row to the last; null is missing. */
export interface TestTable {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, { readonly type: ColumnType; readonly cells: readonly HostileCell[] }>;
}

const NUMBERS: readonly (number | null)[] = [
  null, 0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 2, 3, 10, 100, -7, 0.1, 0.2, 0.3, 1 / 3, 1e-50, 5e-324, -5e-324, 2.2250738585072014e-308, 1e-310,
  1e308, -1e308, Number.MAX_VALUE, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 4503599627370497.5, 1.00000002, 0.99999999, 709.7, 710, -745, -746, 1e5, 99999.9, Math.PI, Math.E, 7.5, 8, 1024, 1e-8,
];
const TEXTS: readonly (string | null)[] = [null, 'a', 'b', 'A', ' a ', 'ß', 'İ', "o'x", 'ΑΣ', 'é', '\u0065\u0301', 'a  b', '\ta\n', '😀', '"', '\\', '{', '%s', 'nan', '0'];

/** A generator of numbers in [0, 1) that is the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers x, y, z, an integer i, a timestamp w, booleans p, q, texts s, t and `a "b"`; half of the numbers are ordinary. */
export function hostileTable(rows: number, seed = 1): TestTable {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const ordinary = (): number => (random() < 0.5 ? Math.round(random() * 20 - 10) / 2 : (random() - 0.5) * 10 ** Math.round(random() * 12 - 4));
  const cells = (make: () => HostileCell): HostileCell[] => Array.from({ length: rows }, make);
  const number = (): HostileCell => (random() < 0.5 ? pick(NUMBERS) : ordinary());
  const columns: TestTable['columns'] = new Map([
    ['x', { type: 'number', cells: cells(number) }],
    ['y', { type: 'number', cells: cells(number) }],
    ['z', { type: 'number', cells: cells(() => (random() < 0.1 ? null : ordinary())) }],
    ['i', { type: 'integer', cells: cells(() => (random() < 0.1 ? null : pick([0, 1, -1, 2, 3, 2 ** 53, -12, 1000]))) }],
    ['w', { type: 'timestamp', cells: cells(() => (random() < 0.2 ? null : Math.floor(random() * 4e15 - 1e15))) }],
    ['p', { type: 'boolean', cells: cells(() => pick([true, false, null])) }],
    ['q', { type: 'boolean', cells: cells(() => pick([true, false, null])) }],
    ['s', { type: 'text', cells: cells(() => pick(TEXTS)) }],
    ['t', { type: 'text', cells: cells(() => pick(TEXTS)) }],
    [`a "b" ;--'`, { type: 'number', cells: cells(number) }],
  ]);
  return { rows, columns };
}

/** The same table with these rows alone. */
export function rowsOf({ columns }: TestTable, rows: readonly number[]): TestTable {
  return { rows: rows.length, columns: new Map([...columns].map(([name, { type, cells }]) => [name, { type, cells: rows.map((row) => cells[row] ?? null) }])) };
}
