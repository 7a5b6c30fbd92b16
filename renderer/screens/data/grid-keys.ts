import type { CellPlace } from '../../state/grid-cursor.svelte.ts';

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Where a key leads from a cell; undefined for keys that are not the grid's. */
export function moveCell({ row, column }: CellPlace, { key, ctrlKey, metaKey, altKey }: Key, size: { rows: number; columns: number; page: number }): CellPlace | undefined {
  if (altKey) return undefined;
  const far = ctrlKey || metaKey;
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  const at = (toRow: number, toColumn: number): CellPlace => ({ row: Math.min(lastRow, Math.max(-1, toRow)), column: Math.min(lastColumn, Math.max(0, toColumn)) });
  switch (key) {
    case 'ArrowUp':
      return at(far ? 0 : row - 1, column);
    case 'ArrowDown':
      return at(far ? lastRow : row + 1, column);
    case 'ArrowLeft':
      return at(row, far ? 0 : column - 1);
    case 'ArrowRight':
      return at(row, far ? lastColumn : column + 1);
    case 'PageUp':
      return at(row < 0 ? row : Math.max(0, row - size.page), column);
    case 'PageDown':
      return at(row + size.page, column);
    case 'Home':
      return far ? at(0, 0) : at(row, 0);
    case 'End':
      return far ? at(lastRow, lastColumn) : at(row, lastColumn);
    default:
      return undefined;
  }
}
