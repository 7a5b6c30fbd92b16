import type { Cell } from '../../../electron/contract/column.ts';
import type { RowsView } from '../../../electron/contract/graph-view.ts';

export type Change = 'new' | 'changed' | 'gone';

/** What a node did to each column, as far as the shown rows tell: by name and by row. */
export function columnChanges(before: RowsView, after: RowsView): Map<string, Change> {
  const changes = new Map<string, Change>();
  const old = new Map(before.columns.map(({ name }, index) => [name, index]));
  const oldRows = new Map(before.rows.map(({ row, cells }) => [row, cells]));
  const now = new Set(after.columns.map(({ name }) => name));
  for (const { name } of before.columns) if (!now.has(name)) changes.set(name, 'gone');
  after.columns.forEach(({ name, type, role }, index) => {
    const at = old.get(name);
    const was = at === undefined ? undefined : before.columns[at];
    if (at === undefined || !was) changes.set(name, 'new');
    else if (was.type !== type || was.role !== role) changes.set(name, 'changed');
    else if (after.rows.some(({ row, cells }) => differs(oldRows.get(row)?.[at], cells[index]))) changes.set(name, 'changed');
  });
  return changes;
}

/** The columns of a side with their places in its rows: what the node did comes first. */
export function changedFirst(view: RowsView, changes: ReadonlyMap<string, Change>): { column: RowsView['columns'][number]; at: number }[] {
  const all = view.columns.map((column, at) => ({ column, at }));
  return [...all.filter(({ column }) => changes.has(column.name)), ...all.filter(({ column }) => !changes.has(column.name))];
}

const differs = (before: Cell | undefined, after: Cell | undefined): boolean => before !== undefined && after !== undefined && before !== after;

/** What a node learned as a table, one line a column, where it learned something of each; `columns` are in the order of what it learned. */
export function learnedTable(state: unknown, columns: readonly string[]): { names: string[]; lines: { name: string; values: unknown[] }[] } | null {
  if (!Array.isArray(state) || state.length === 0 || state.length !== columns.length || !state.every(isRecord)) return null;
  const names = [...new Set(state.flatMap((one) => Object.keys(one)))];
  return { names, lines: state.map((one, index) => ({ name: columns[index] ?? '', values: names.map((key) => one[key]) })) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
