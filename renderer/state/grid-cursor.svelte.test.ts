import { describe, expect, it } from 'vitest';
import { GridCursor } from './grid-cursor.svelte.ts';

describe('GridCursor', () => {
  it('selects from the cell where the selection began, in both directions', () => {
    const cursor = new GridCursor();
    cursor.go({ row: 5, column: 3 });
    expect(cursor.several).toBe(false);
    cursor.go({ row: 2, column: 4 }, true);
    expect(cursor.range).toEqual({ rows: [2, 5], columns: [3, 4] });
    cursor.go({ row: 7, column: 1 }, true);
    expect(cursor.range).toEqual({ rows: [5, 7], columns: [1, 3] });
    expect([cursor.has(6, 2), cursor.has(4, 2)]).toEqual([true, false]);
    cursor.go({ row: 0, column: 0 });
    expect(cursor.range).toEqual({ rows: [0, 0], columns: [0, 0] });
  });

  it('selects a column, then all, and nothing from the header alone', () => {
    const cursor = new GridCursor();
    expect(cursor.range).toBeUndefined();
    cursor.go({ row: 4, column: 2 });
    cursor.selectColumn(100, 5);
    expect(cursor.range).toEqual({ rows: [0, 99], columns: [2, 2] });
    cursor.selectColumn(100, 5);
    expect(cursor.range).toEqual({ rows: [0, 99], columns: [0, 4] });
    cursor.drop();
    expect(cursor.several).toBe(false);
  });

  it('keeps widths within what can be grabbed', () => {
    const cursor = new GridCursor();
    cursor.widen('a', 3);
    expect(cursor.widths.get('a')).toBe(48);
    cursor.widen('a', null);
    expect(cursor.widths.has('a')).toBe(false);
  });
});
