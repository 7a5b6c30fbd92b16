import { describe, expect, it } from 'vitest';
import { moveCell } from './grid-keys.ts';

const size = { rows: 100, columns: 5, page: 20 };
const press = (key: string, row: number, column: number, ctrlKey = false) => moveCell({ row, column }, { key, ctrlKey, metaKey: false, altKey: false }, size);

describe('moveCell', () => {
  it('stays inside the table, with the header above the first row', () => {
    expect(press('ArrowUp', 0, 0)).toEqual({ row: -1, column: 0 });
    expect(press('ArrowUp', -1, 0)).toEqual({ row: -1, column: 0 });
    expect(press('ArrowDown', 99, 0)).toEqual({ row: 99, column: 0 });
    expect(press('ArrowRight', 3, 4)).toEqual({ row: 3, column: 4 });
    expect(press('ArrowLeft', 3, 0)).toEqual({ row: 3, column: 0 });
  });

  it('goes by pages and to the ends', () => {
    expect(press('PageDown', 0, 2)).toEqual({ row: 20, column: 2 });
    expect(press('PageUp', 5, 2)).toEqual({ row: 0, column: 2 });
    expect(press('End', 5, 2)).toEqual({ row: 5, column: 4 });
    expect(press('End', 5, 2, true)).toEqual({ row: 99, column: 4 });
    expect(press('Home', 5, 2, true)).toEqual({ row: 0, column: 0 });
  });

  it('leaves other keys alone', () => {
    expect(press('a', 0, 0)).toBeUndefined();
    expect(press('Tab', 0, 0)).toBeUndefined();
  });
});
