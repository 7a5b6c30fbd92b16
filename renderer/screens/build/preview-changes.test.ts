import { describe, expect, it } from 'vitest';
import type { RowsView } from '../../../electron/contract/graph-view.ts';
import { changedFirst, columnChanges, learnedTable } from './preview-changes.ts';

const rows = (names: string[], ...cells: (number | string | null)[][]): RowsView => ({
  columns: names.map((name) => ({ name, type: 'number', role: 'feature' })),
  count: cells.length,
  rows: cells.map((line, row) => ({ row, part: null, cells: line })),
});

describe('columnChanges', () => {
  it('tells new, changed and gone columns', () => {
    const changes = columnChanges(rows(['a', 'b', 'c'], [1, 2, null], [3, 4, 5]), rows(['b', 'c', 'd'], [2, 0, 1], [4, 5, 1]));
    expect([...changes]).toEqual([['a', 'gone'], ['c', 'changed'], ['d', 'new']]);
  });

  it('compares a row with itself, where rows were dropped', () => {
    const after = { ...rows(['a'], [2]), rows: [{ row: 1, part: null, cells: [2] }] };
    expect(columnChanges(rows(['a'], [1], [2]), after).size).toBe(0);
  });

  it('puts the changed columns first, each with its place in the rows', () => {
    expect(changedFirst(rows(['a', 'b', 'c']), new Map([['c', 'changed']])).map(({ column, at }) => [column.name, at])).toEqual([['c', 2], ['a', 0], ['b', 1]]);
  });

  it('takes another role as a change', () => {
    const after = rows(['a'], [1]);
    expect(columnChanges(rows(['a'], [1]), { ...after, columns: [{ name: 'a', type: 'number', role: 'target' }] }).get('a')).toBe('changed');
  });
});

describe('learnedTable', () => {
  it('has a line for each column', () => {
    const state = [{ mean: 1, scale: 2 }, { mean: 3, scale: null }];
    expect(learnedTable(state, ['a', 'b'])).toEqual({ names: ['mean', 'scale'], lines: [{ name: 'a', values: [1, 2] }, { name: 'b', values: [3, null] }] });
  });

  it('is none where the columns are not those of the state', () => {
    expect(learnedTable([{ mean: 1 }], ['a', 'b'])).toBeNull();
    expect(learnedTable(null, [])).toBeNull();
    expect(learnedTable([1], ['a'])).toBeNull();
  });
});
