import type { ColumnType } from '../../../electron/contract/column.ts';

export const ROW_HEIGHT = 26;
export const HEADER_HEIGHT = 84;
export const GUTTER_WIDTH = 72;
/** Browsers stop laying out somewhere past 16 million pixels: a longer table is scrolled by share. */
export const TALLEST = 8_000_000;

/** How a scroll bar of bounded length moves over any number of rows. */
export interface Travel {
  /** Height of the scrolled body in pixels. */
  readonly height: number;
  /** Height that all rows would take. */
  readonly full: number;
  readonly view: number;
}

export function travel(rows: number, view: number): Travel {
  const full = rows * ROW_HEIGHT;
  return { full, view, height: Math.min(full, Math.max(TALLEST, view)) };
}

/** Pixels of the full table above the view, for a scroll position. */
export function toFull({ full, height, view }: Travel, scroll: number): number {
  if (full <= height) return scroll;
  const share = Math.min(1, Math.max(0, scroll / (height - view)));
  return share * (full - view);
}

/** The scroll position that shows a pixel of the full table on top. */
export function toScroll({ full, height, view }: Travel, top: number): number {
  const most = Math.max(0, full - view);
  const wanted = Math.min(most, Math.max(0, top));
  return full <= height ? wanted : (wanted / most) * (height - view);
}

/** First and one past the last row in view, with a margin; `top` counts pixels of the full table. */
export function rowsInView({ view }: Travel, top: number, rows: number, margin = 6): [number, number] {
  return [Math.max(0, Math.floor(top / ROW_HEIGHT) - margin), Math.min(rows, Math.ceil((top + view) / ROW_HEIGHT) + margin)];
}

/** Where the full table has to stand so that a row is whole in view; undefined if it is already. One that is far away comes with rows around it. */
export function topThatShows({ full, view }: Travel, top: number, row: number): number | undefined {
  const rowTop = row * ROW_HEIGHT;
  if (rowTop < top - view || rowTop > top + 2 * view) return Math.max(0, Math.min(full - view, rowTop - Math.floor(view / 3)));
  if (rowTop < top) return rowTop;
  if (rowTop + ROW_HEIGHT > top + view) return rowTop + ROW_HEIGHT - view;
  return undefined;
}

/** Left edges of all columns and, last, the whole width; `chosen` are the widths that the user gave. */
export function columnEdges(columns: readonly { name: string; type: ColumnType; missing: number }[], chosen: ReadonlyMap<string, number> = new Map()): number[] {
  const edges = [0];
  for (const column of columns) edges.push((edges.at(-1) ?? 0) + (chosen.get(column.name) ?? usualWidth(column)));
  return edges;
}

/** Room for the name with its buttons, and for what stands in cells of the type. */
function usualWidth({ name, type, missing }: { name: string; type: ColumnType; missing: number }): number {
  const forType = (type === 'timestamp' ? 156 : type === 'text' ? 136 : 108) + (missing === 0 ? 0 : type === 'timestamp' ? 44 : type === 'text' ? 16 : 60);
  return Math.round(Math.max(forType, Math.min(260, 72 + name.length * 8)));
}

/** Index of the column at a distance from the left edge of the first; of the nearest where there is none. */
export function columnAt(edges: readonly number[], x: number): number {
  return Math.min(Math.max(0, edges.length - 2), Math.max(0, firstAbove(edges, x) - 1));
}

/** First and one past the last column that touch the view. */
export function columnsInView(edges: readonly number[], left: number, width: number): [number, number] {
  const last = edges.length - 1;
  const first = Math.max(0, firstAbove(edges, left) - 1);
  return [Math.min(first, last), Math.min(last, firstAbove(edges, left + width))];
}

/** Index of the first edge that lies right of x. */
function firstAbove(edges: readonly number[], x: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] ?? 0) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
