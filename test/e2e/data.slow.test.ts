import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRowsShown, axeFindings, gridCells, millwright, openFile, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

const ROWS = 5000;
let session: WindowSession;
let data: string;
let records: string[][];
let names: string[];

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '7', '--out', data);
  [names = [], ...records] = (await readFile(data, 'utf8')).trim().split('\n').map((line) => line.split(','));
});

afterAll(() => session.close());

async function openInGrid(options?: Parameters<WindowSession['open']>[0]): Promise<WatchedPage> {
  const watched = await session.open(options);
  await openFile(watched.page, data);
  await allRowsShown(watched.page);
  return watched;
}

describe('Data', () => {
  it('is reached by keyboard alone, and shows the last record of the file as its last row', async () => {
    const { page, complaints } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(data);
    await page.keyboard.press('Enter');
    const grid = page.getByRole('grid');
    await grid.waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
    await grid.focus();
    await page.keyboard.press('Control+End');
    const [header = '', ...records] = (await readFile(data, 'utf8')).trim().split('\n');
    await expect.poll(() => page.locator(`[aria-rowindex="${ROWS + 1}"] [role=rowheader]`).textContent()).toBe((ROWS - 1).toLocaleString('en-US'));
    const shown = await gridCells(page, ROWS - 1);
    const last = (records.at(-1) ?? '').split(',').slice(-shown.length);
    const names = header.split(',').slice(-shown.length);
    names.forEach((name, index) => {
      const text = shown[index]?.trim();
      const value = last[index] ?? '';
      if (value === '') expect(text, name).toBe('missing');
      else if (Number.isFinite(Number(value))) expect(Number(text), name).toBe(Number(value));
    });
    expect(complaints).toEqual([]);
  });

  it('tells the facts of the column that the keyboard is on', async () => {
    const { page } = await openInGrid();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await page.getByRole('grid').focus();
    await page.keyboard.press('End');
    await inspector.getByRole('heading', { name: 'failure' }).waitFor();
    await inspector.getByText('Different values').waitFor();
    const facts = await inspector.locator('dl').innerText();
    expect(facts.replace(/\s+/g, ' ')).toContain('Different values 2');
    expect(await page.getByRole('grid').getAttribute('aria-activedescendant')).toBeTruthy();
  });

  it('sorts by a column and back', async () => {
    const { page } = await openInGrid();
    const head = page.getByRole('columnheader', { name: 'temperature' });
    await head.click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    const [header = '', ...records] = (await readFile(data, 'utf8')).trim().split('\n');
    const column = header.split(',').indexOf('temperature');
    const highest = Math.max(...records.map((record) => Number(record.split(',')[column])));
    await expect.poll(async () => Number((await gridCells(page, 0))[column])).toBe(highest);
  });

  it('says in words what is wrong with a file, and keeps what was open', async () => {
    const binary = join(session.folder, 'binary.csv');
    await writeFile(binary, Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256)));
    const { page } = await session.open();
    await openFile(page, binary);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('not text');
    expect(await alert.innerText()).toContain(binary);
    await page.getByLabel('Path of a CSV or Parquet file').fill(data);
    await page.keyboard.press('Enter');
    await allRowsShown(page);
    await page.keyboard.press('Control+o');
    await page.getByLabel('Path of a CSV or Parquet file').fill(join(session.folder, 'not-there.csv'));
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
  });

  it('takes a file that is dropped', async () => {
    const { page } = await session.open();
    const transfer = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['a,b\n1,x\n2,y\n3,x\n'], 'dropped.csv'));
      return dropped;
    });
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await allRowsShown(page);
    await expect.poll(() => gridCells(page, 1)).toEqual(['2', 'y']);
  });
});

/** The row ids that the grid shows from its top. */
const rowIds = async (page: Page): Promise<number[]> => (await page.getByRole('grid').getByRole('rowheader').allTextContents()).map((text) => Number(text.replaceAll(',', '')));
const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
const column = (name: string): number => names.indexOf(name);
const withText = (text: string): [row: number, column: number][] => records.flatMap((cells, row) => cells.flatMap((cell, at) => (cell.toLowerCase().includes(text) ? [[row, at] as [number, number]] : [])));

describe('the grid', () => {
  it('finds a text in all rows, on and back, and in one column', async () => {
    const { page, complaints } = await openInGrid();
    const wanted = withText('titanium');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('TITANIUM');
    const said = page.getByRole('search').getByRole('status');
    await expect.poll(() => said.textContent()).toBe(`1 of ${wanted.length.toLocaleString('en-US')} cells in ${wanted.length.toLocaleString('en-US')} rows`);
    const active = page.locator('.grid .active');
    await expect.poll(() => active.textContent()).toContain('titanium');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => said.textContent()).toContain(`${wanted.length.toLocaleString('en-US')} of`);
    await expect.poll(() => rowIds(page)).toContain(wanted.at(-1)?.[0]);
    await page.keyboard.press('F3');
    await expect.poll(() => said.textContent()).toMatch(/^1 of/);
    await page.getByRole('search').getByLabel('in', { exact: true }).selectOption('machine_id');
    await expect.poll(() => said.textContent()).toBe('No cell has it');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('grid').evaluate((grid) => grid === document.activeElement)).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('keeps rows by filters that combine, says how many, and gives all back', async () => {
    const { page, complaints } = await openInGrid();
    await page.getByRole('complementary').getByText('Different values').waitFor();
    const temperature = column('temperature');
    const hot = records.flatMap((cells, row) => (cells[temperature] !== '' && Number(cells[temperature]) >= 60 ? [row] : []));
    const both = hot.filter((row) => records[row]?.[column('material')] === 'steel');
    await page.getByRole('columnheader', { name: 'temperature' }).click();
    await page.keyboard.press('Alt+ArrowDown');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('From').fill('6o');
    await dialog.getByText('This is not a number').waitFor();
    expect(await dialog.getByRole('button', { name: 'Keep these rows' }).isDisabled()).toBe(true);
    await dialog.getByLabel('From').fill('60');
    await page.keyboard.press('Enter');
    const chips = page.getByRole('list', { name: 'Filters' });
    await chips.getByText(`${hot.length.toLocaleString('en-US')} of ${ROWS.toLocaleString('en-US')} rows`).waitFor();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await dialog.getByLabel('Column', { exact: true }).selectOption('material');
    await dialog.getByRole('checkbox', { name: /^steel/ }).check();
    await dialog.getByRole('button', { name: 'Keep these rows' }).click();
    await chips.getByText(`${both.length.toLocaleString('en-US')} of ${ROWS.toLocaleString('en-US')} rows`).waitFor();
    await expect.poll(async () => (await rowIds(page)).slice(0, 8)).toEqual(both.slice(0, 8));
    expect(await chips.locator('.words').allTextContents()).toEqual([expect.stringContaining(`${hot.length.toLocaleString('en-US')} rows`), expect.stringContaining('material is steel')]);
    expect(await axeFindings(page)).toEqual([]);
    await chips.getByRole('button', { name: /^Remove the filter: material/ }).click();
    await chips.getByText(`${hot.length.toLocaleString('en-US')} of`).waitFor();
    await chips.getByRole('button', { name: 'Show all rows' }).click();
    await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
    expect(complaints).toEqual([]);
  });

  it('copies what is selected by mouse or by keyboard, with names if wanted', async () => {
    const { page, complaints } = await openInGrid();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const place = (row: number, at: number) => page.locator(`[aria-rowindex="${row + 2}"] [aria-colindex="${at + 2}"]`);
    await place(2, 0).hover();
    await page.mouse.down();
    await place(4, 2).hover();
    await page.mouse.up();
    await page.keyboard.press('Control+c');
    await page.getByText('Copied 3 rows × 3 columns').waitFor();
    const expected = (rows: number[], columns: number[]) => rows.map((row) => columns.map((at) => (at === column('timestamp') ? `${records[row]?.[at]?.replace('T', ' ').replace('Z', '')}` : records[row]?.[at])).join('\t'));
    expect((await clipboard(page)).trimEnd().split('\n')).toEqual(expected([2, 3, 4], [0, 1, 2]));
    await place(0, 0).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByLabel('with column names').check();
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByText('Copied 2 rows × 1 column').waitFor();
    expect(await clipboard(page)).toBe(`${[names[0], ...expected([0, 1], [0])].join('\n')}\n`);
    await place(1, 2).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await page.getByText(`Copied ${ROWS.toLocaleString('en-US')} rows × 1 column`).waitFor();
    expect((await clipboard(page)).split('\n')[ROWS]).toBe(records.at(-1)?.[2]);
    expect(complaints).toEqual([]);
  });

  it('goes to a row, also in another order, and changes the width of a column', async () => {
    const { page, complaints } = await openInGrid();
    const head = page.getByRole('columnheader', { name: 'temperature' });
    await head.click();
    await page.keyboard.press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Control+g');
    await page.getByRole('dialog').getByLabel('Row').fill('999999');
    await page.keyboard.press('Enter');
    await page.getByText('There is no row 999999').waitFor();
    await page.getByRole('dialog').getByLabel('Row').fill('4321');
    await page.keyboard.press('Enter');
    await expect.poll(() => rowIds(page)).toContain(4321);
    const width = async () => (await head.boundingBox())?.width ?? 0;
    const before = await width();
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(width).toBe(before + 16);
    const edge = head.locator('.edge');
    const box = (await edge.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + 4, box.y + 40);
    await page.mouse.down();
    await page.mouse.move(box.x + 64, box.y + 40);
    await page.mouse.up();
    await expect.poll(width).toBe(before + 76);
    await edge.dblclick();
    await expect.poll(width).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('has type and picture of every kind of column in its header', async () => {
    const { page } = await session.open();
    const path = join(session.folder, 'kinds.csv');
    await writeFile(path, `n,t,u,d,b,m\n${Array.from({ length: 60 }, (_, row) => `${row / 3},${'abc'[row % 3]},u${row},2026-01-${String((row % 28) + 1).padStart(2, '0')},${row % 2 === 0},`).join('\n')}\n`);
    await openFile(page, path);
    await page.getByRole('complementary').getByText('Different values').waitFor();
    const seen = await page.locator('.head').evaluateAll((heads) => heads.map((head) => [head.querySelector('.facts span')?.textContent, head.querySelector(':scope > svg path')?.getAttribute('d')?.match(/M/g)?.length ?? 0, head.textContent?.includes('100% missing')]));
    expect(seen.map(([type]) => type)).toEqual(['number', 'text', 'text', 'date and time', 'yes/no', 'number']);
    const bars = seen.map(([, count]) => Number(count));
    expect([bars[1], bars[2], bars[4], bars[5]]).toEqual([3, 0, 2, 0]);
    expect(bars[0]).toBeGreaterThan(5);
    expect(bars[3]).toBeGreaterThan(5);
    expect(seen.map(([, , missing]) => missing)).toEqual([false, false, false, false, false, true]);
  });
});
