import { describe, expect, it } from 'vitest';
import { fakeWire, type FakeWire } from './fake-wire.ts';
import { PAGE_ROWS, RowWindow } from './row-window.svelte.ts';

const TOTAL = 100_000;

function pageOf(wire: FakeWire): { id: number; offset: number } {
  const { id, input } = wire.call('page');
  return { id, offset: (input as { offset: number }).offset };
}

async function answerLast(wire: FakeWire): Promise<number> {
  const { id, offset } = pageOf(wire);
  await wire.answer(id, { rows: Array.from({ length: Math.min(PAGE_ROWS, TOTAL - offset) }, (_, index) => ({ row: offset + index, cells: [offset + index] })), total: TOTAL });
  return offset;
}

const open = (wire: FakeWire) => new RowWindow(wire.api, { source: 's1', total: TOTAL, reopen: () => Promise.resolve('s2') });
const calls = (wire: FakeWire) => wire.sent.filter((request) => 'command' in request).length;

describe('RowWindow', () => {
  it('fetches a page once, and knows its rows', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 40);
    rows.show(5, 45);
    await answerLast(wire);
    rows.show(10, 50);
    expect(calls(wire)).toBe(1);
    expect(rows.at(17)?.cells).toEqual([17]);
    expect(rows.at(PAGE_ROWS)).toBeUndefined();
  });

  it('fetches the last, shorter page', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(TOTAL - 30, TOTAL + 6);
    expect(await answerLast(wire)).toBe(TOTAL - PAGE_ROWS);
    expect(rows.at(TOTAL - 1)?.row).toBe(TOTAL - 1);
  });

  it('stops what was passed by', () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 40);
    rows.show(50_000, 50_040);
    expect(wire.sent).toContainEqual({ id: 1, cancel: true });
  });

  it('forgets the oldest pages, not the one in view', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    for (let page = 0; page < 60; page += 1) {
      rows.show(page * PAGE_ROWS, page * PAGE_ROWS + 10);
      await answerLast(wire);
    }
    expect(rows.at(0)).toBeUndefined();
    expect(rows.at(59 * PAGE_ROWS)).toBeDefined();
  });

  it('sorts up, down and not at all, and takes no page of another order', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 10);
    const late = pageOf(wire);
    rows.toggleSort('a');
    expect(rows.sort).toEqual({ column: 'a', descending: false });
    await wire.answer(late.id, { rows: [{ row: 99, cells: [99] }], total: TOTAL });
    expect(rows.at(0)).toBeUndefined();
    rows.toggleSort('a');
    expect(rows.sort).toEqual({ column: 'a', descending: true });
    rows.toggleSort('a');
    expect(rows.sort).toBeUndefined();
  });

  it('opens the file again where the engine has let go of it', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 10);
    await wire.fail(pageOf(wire).id, { code: 'SOURCE_CLOSED', kind: 'input', message: 'This file is no longer open.' });
    expect(wire.call('page').input).toMatchObject({ source: 's2', offset: 0 });
    await answerLast(wire);
    expect(rows.at(3)?.row).toBe(3);
    expect(rows.problem).toBeUndefined();
  });

  it('asks for the rows that filters keep, and counts what each keeps', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 10);
    await answerLast(wire);
    const filters = [{ kind: 'missing', column: 'a', missing: true }] as const;
    const keeping = rows.keep(filters);
    expect(rows.total).toBe(TOTAL);
    await wire.answer(wire.call('filter').id, { kept: [7], rows: 7 });
    await keeping;
    expect([rows.total, rows.all, rows.kept]).toEqual([7, TOTAL, [7]]);
    rows.show(0, 10);
    expect(wire.call('page').input).toMatchObject({ source: 's1', filters });
    void rows.ask('locate', { row: 3 }).catch(() => undefined);
    expect(wire.call('locate').input).toEqual({ source: 's1', row: 3, filters });
  });

  it('keeps the reason when a page cannot be had', async () => {
    const wire = fakeWire();
    const rows = open(wire);
    rows.show(0, 10);
    await wire.fail(pageOf(wire).id, { code: 'SOURCE_GONE', kind: 'input', message: 'The file is gone.' });
    expect(rows.problem?.data.message).toBe('The file is gone.');
  });
});
