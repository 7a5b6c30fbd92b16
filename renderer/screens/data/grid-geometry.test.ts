import { describe, expect, it } from 'vitest';
import { columnAt, columnEdges, columnsInView, ROW_HEIGHT, rowsInView, TALLEST, toFull, topThatShows, toScroll, travel } from './grid-geometry.ts';

const VIEW = 600;

describe('a table that the scroll bar can hold', () => {
  const way = travel(10_000, VIEW);

  it('scrolls by pixels', () => {
    expect(way.height).toBe(10_000 * ROW_HEIGHT);
    expect(toFull(way, 1234)).toBe(1234);
    expect(toScroll(way, 1234)).toBe(1234);
  });

  it('shows the rows of the view and a margin', () => {
    expect(rowsInView(way, 100 * ROW_HEIGHT, 10_000, 2)).toEqual([98, 100 + Math.ceil(VIEW / ROW_HEIGHT) + 2]);
    expect(rowsInView(way, 0, 3)).toEqual([0, 3]);
  });
});

describe('a table past what a browser lays out', () => {
  const rows = 50_000_000;
  const way = travel(rows, VIEW);

  it('is as tall as the browser can lay out, and both ends can be reached', () => {
    expect(way.height).toBe(TALLEST);
    expect(toFull(way, 0)).toBe(0);
    expect(toFull(way, TALLEST - VIEW)).toBe(rows * ROW_HEIGHT - VIEW);
    expect(rowsInView(way, toFull(way, TALLEST - VIEW), rows)[1]).toBe(rows);
  });

  it('goes there and back', () => {
    for (const row of [0, 1, 777_777, 49_999_900]) expect(toFull(way, toScroll(way, row * ROW_HEIGHT))).toBeCloseTo(row * ROW_HEIGHT, 3);
  });
});

describe('topThatShows', () => {
  const way = travel(1000, VIEW);

  it('leaves a row that is whole in view where it is', () => {
    expect(topThatShows(way, 0, 3)).toBeUndefined();
  });

  it('moves as little as it can', () => {
    expect(topThatShows(way, 520, 3)).toBe(3 * ROW_HEIGHT);
    expect(topThatShows(way, 0, 30)).toBe(31 * ROW_HEIGHT - VIEW);
  });

  it('shows rows around one that is far away, within the table', () => {
    expect(topThatShows(way, 0, 500)).toBe(500 * ROW_HEIGHT - VIEW / 3);
    expect([topThatShows(way, 5000, 1), topThatShows(way, 0, 999)]).toEqual([0, 1000 * ROW_HEIGHT - VIEW]);
  });
});

describe('columns', () => {
  const columns = Array.from({ length: 5000 }, (_, index) => ({ name: String(index), type: 'number' as const, missing: 0 }));
  const edges = columnEdges(columns);

  it('are wide enough for their name and bounded', () => {
    const [, wide = 0] = columnEdges([{ name: 'x'.repeat(500), type: 'text', missing: 0 }]);
    expect(wide).toBe(260);
  });

  it('in view are those that the view touches', () => {
    const width = edges[1] ?? 0;
    expect(columnsInView(edges, 0, width)).toEqual([0, 2]);
    expect(columnsInView(edges, 10 * width + 1, width)).toEqual([10, 12]);
    expect(columnsInView(edges, 4999 * width, 3 * width)).toEqual([4999, 5000]);
    expect(columnsInView([0], 0, 100)).toEqual([0, 0]);
  });

  it('are as wide as the user made them, and found under the pointer', () => {
    const mixed = columnEdges(columns.slice(0, 3), new Map([['1', 300]]));
    expect((mixed[2] ?? 0) - (mixed[1] ?? 0)).toBe(300);
    expect(columnAt(mixed, (mixed[1] ?? 0) + 299)).toBe(1);
    expect([columnAt(mixed, -5), columnAt(mixed, 1e6)]).toEqual([0, 2]);
  });
});
