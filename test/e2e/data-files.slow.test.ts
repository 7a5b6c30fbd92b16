import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../electron/engine/db/database.ts';
import { literal, sql } from '../../electron/engine/sql/sql.ts';
import { hostileCsv, hostileNames, RAN } from '../kit/hostile-names.ts';
import { allRowsShown, axeFindings, gridCells, millwright, openFile, openSession, searchColumn, type WindowSession } from './window-session.ts';

let session: WindowSession;
const file = (name: string): string => join(session.folder, name);

beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

/** Opens a file from where the dialog may be open already, after a failure. */
async function tryFile(page: Page, path: string): Promise<void> {
  const field = page.getByLabel('Path of a CSV or Parquet file');
  if (!(await field.isVisible())) await page.keyboard.press('Control+o');
  await field.fill(path);
  await page.keyboard.press('Enter');
}

async function parquet(name: string, query: ReturnType<typeof sql>): Promise<Buffer> {
  const db = await Database.open({ memoryLimitMb: 256, threads: 1, allowedDirectories: [session.folder] });
  try {
    await db.run(sql`copy (${query}) to ${literal(file(name))} (format parquet)`);
  } finally {
    await db.close();
  }
  return readFile(file(name));
}

describe('a file that cannot be read', () => {
  it('is said at the file, in words, with what to do now; what was open stays', async () => {
    const { page, complaints } = await session.open();
    await writeFile(file('good.csv'), 'a,b\n1,x\n2,y\n');
    await openFile(page, file('good.csv'));
    await allRowsShown(page);
    const whole = await parquet('whole.parquet', sql`select range as i from range(1000)`);
    await parquet('nested.parquet', sql`select [1, 2] as l`);
    await parquet('none.parquet', sql`select 1 as i where false`);
    await mkdir(file('folder.csv'));
    const cases: [name: string, content: string | Buffer | null, happened: string, next: string, otherwise?: boolean][] = [
      ['missing.csv', null, 'There is no file at this path.', 'Check the path'],
      ['folder.csv', null, 'The path is a folder', 'Choose a CSV or Parquet file in it.'],
      ['empty.csv', '', 'The file is empty.', 'Choose a file with a header and rows.'],
      ['header.csv', 'a,b\n', 'no rows below its header', 'say that there is no header', true],
      ['binary.csv', Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 37) % 256)), 'The file is not text', 'save a spreadsheet as CSV first'],
      ['letters.csv', Buffer.from('a,b\n\x81\x8d,1\n', 'latin1'), 'neither UTF-8 nor windows-1252', 'Save the file as UTF-8', true],
      ['equal.csv', 'a,A\n1,2\n', 'differ only in upper and lower case', 'a name of its own', true],
      ['twice.csv', 'a,a\n1,2\n', 'Two columns have the name', 'a name of its own', true],
      ['reserved.csv', '__mw_row,b\n1,2\n', 'keeps for itself', 'Rename it in the file', true],
      ['nul.csv', 'a\0,b\n1,2\n', 'U+0000', 'Remove the character', true],
      ['ragged.csv', 'a,b\n1\n2\n', 'No record of the file can be read', 'Look at the line named', true],
      ['cut.csv.gz', gzipSync('a,b\n1,2\n'.repeat(100)).subarray(0, -12), 'damaged or cut off', 'Copy or write the file again.'],
      ['cut.parquet', whole.subarray(0, whole.length - 40), 'The Parquet file is damaged or cut off.', 'Copy or write the file again.'],
      ['text.parquet', 'a,b\n1,2\n', 'it does not begin with PAR1', 'give it the ending .csv'],
      ['nested.parquet', null, 'which is not a number, text, boolean or date', 'Write the file without this column'],
      ['none.parquet', null, 'The file has no rows.', 'Choose a file with rows.'],
    ];
    for (const [name, content, happened, next, otherwise = false] of cases) {
      if (content !== null) await writeFile(file(name), content);
      await tryFile(page, file(name));
      const alert = page.getByRole('alert').filter({ hasText: file(name) });
      await alert.waitFor();
      const words = await alert.innerText();
      expect(words, name).toContain(happened);
      expect(words, name).toContain(next);
      expect(await page.getByRole('dialog').getByRole('button', { name: 'Change how it is read' }).isVisible(), name).toBe(otherwise);
    }
    await page.keyboard.press('Escape');
    expect(await gridCells(page, 1)).toEqual(['2', 'y']);
    expect(complaints).toEqual([]);
  });
});

describe('a file that other readers get wrong', () => {
  it('is read right, or says by line what it left out', async () => {
    const { page, complaints } = await session.open();
    const far = (first: string, last: string): string => `a,b\n${Array.from({ length: 30_000 }, (_, i) => `${first},${i}`).join('\n')}\n${last},0\n`;
    const cases: [name: string, content: string | Buffer, rows: number, row: number, cells: string[], said?: string][] = [
      ['a fraction far past any sample', far('50000', '50000.5'), 30_001, 30_000, ['50000.5', '0']],
      ['a code far past any sample', far('7', '007'), 30_001, 30_000, ['007', '0'], 'Numbers with leading zeros are codes'],
      ['an open quote', `a,b\n${Array.from({ length: 3000 }, (_, i) => (i === 7 ? `${i},"open` : `${i},"closed"`)).join('\n')}\n`, 2999, 7, ['8', 'closed'], 'text follows a closing quote'],
      ['mixed line ends', 'a,b\r\n1,2\n3,4\r\n', 2, 1, ['3', '4']],
      ['decimal commas and dots of thousands', 'a;b\n1.234,5;2\n7,25;3\n', 2, 0, ['1234.5', '2'], 'Numbers are read with a decimal comma.'],
      ['windows-1252', Buffer.from('a,b\n\x80 50,caf\xe9\nx,y\n', 'latin1'), 2, 0, ['€ 50', 'café'], 'The text is read as windows-1252.'],
      ['UTF-16', Buffer.from('\ufeffa,b\nä,2\n', 'utf16le'), 1, 0, ['ä', '2'], 'The text is read as utf-16le.'],
      ['ragged rows', 'a,b\n1,2\n3\n4,5,6\n7,8\n', 2, 1, ['7', '8'], '3 fields where 2 are expected'],
      ['a name that is missing', ',b\n1,2\n', 1, 0, ['1', '2'], 'got its place as its name'],
      ['a day first or a month first', 't,b\n05/03/2020,1\n', 1, 0, ['2020-05-03 00:00:00', '1'], 'it is read with the month first'],
      ['more than 53 bits', 'a,b\n9007199254740993,1\n', 1, 0, ['9007199254740993', '1'], 'beyond 2^53 are identifiers'],
    ];
    for (const [index, [name, content, rows, row, cells, said]] of cases.entries()) {
      await writeFile(file(`trap-${index}.csv`), content);
      await tryFile(page, file(`trap-${index}.csv`));
      await expect.poll(() => page.title()).toContain(`trap-${index}.csv`);
      await allRowsShown(page);
      await expect.poll(() => page.getByRole('grid').getAttribute('aria-rowcount'), { message: name }).toBe(String(rows + 1));
      await page.getByRole('grid').focus();
      if (row > 20) await page.keyboard.press('Control+End');
      await expect.poll(() => gridCells(page, row), { message: name }).toEqual(cells);
      if (said === undefined) continue;
      await page.getByRole('button', { name: 'Show the report' }).click();
      expect(await page.getByRole('region', { name: 'Load report' }).innerText(), name).toContain(said);
    }
    expect(complaints).toEqual([]);
  });
});

describe('how a file is read', () => {
  it('is changed with a live preview, applied, and taken back', async () => {
    const { page, complaints } = await session.open();
    await writeFile(file('told.csv'), `code;when;value;note\n${Array.from({ length: 40 }, (_, i) => `${i};0${(i % 9) + 1}/0${(i % 8) + 1}/2024;${i % 5 === 0 ? '-999' : i};'a;b'`).join('\n')}\n`);
    await openFile(page, file('told.csv'));
    await page.getByText('40 records refused').or(page.getByText('No record of the file can be read')).waitFor();
    await page.getByRole('button', { name: 'Change how it is read' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Around texts').selectOption("apostrophes (')");
    await page.getByText('All 40 records: every record can be read.').waitFor();
    const preview = page.getByRole('region', { name: 'First rows by these choices' });
    expect(await preview.getByRole('cell').nth(4).innerText()).toBe('a;b');
    await page.getByLabel('and these, one a line').fill('-999');
    await page.getByText('8 cells with a text would be missing.').waitFor();
    await page.getByLabel('Order of the date in when').selectOption('day/month/year');
    await expect.poll(() => preview.getByRole('cell', { name: /^2024-/ }).nth(1).innerText()).toBe('2024-02-02 00:00:00');
    await page.getByLabel('Type of code').selectOption('text');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read the file this way' }).click();
    await allRowsShown(page);
    await expect.poll(() => gridCells(page, 0)).toEqual(['0', '2024-01-01 00:00:00', 'missing', 'a;b']);
    await expect.poll(() => gridCells(page, 8)).toEqual(['8', '2024-01-09 00:00:00', '8', 'a;b']);
    expect(await page.getByRole('columnheader', { name: 'code' }).innerText()).toContain('text');
    await page.getByRole('button', { name: 'Change how it is read' }).click();
    expect(await page.getByLabel('Around texts').inputValue()).toBe("'");
    await page.getByRole('button', { name: 'As detected' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('button', { name: 'Read the file this way' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => gridCells(page, 0)).toEqual(['0', '2024-01-01 00:00:00', 'missing', 'a;b']);
    expect(complaints).toEqual([]);
  });
});

describe('a long file', () => {
  it('shows its first rows with provisional types, can be stopped, and gives the rest', async () => {
    await millwright('sample', 'telemetry', '--rows', '1500000', '--seed', '3', '--out', file('long.csv'));
    const { page, complaints } = await session.open();
    await openFile(page, file('long.csv'));
    await page.getByText(/^The first 200 rows of ≈ 1,\d\d0,000 of long.csv/).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'Open a table' }).waitFor();
    await openFile(page, file('long.csv'));
    await page.getByText(/^The first 200 rows/).waitFor();
    expect(await page.getByRole('columnheader', { name: 'temperature' }).innerText()).toContain('≈ number');
    expect((await gridCells(page, 0))[0]).toBe('M001');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor();
    await allRowsShown(page, 120_000);
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('1500001');
    expect(await page.getByRole('combobox', { name: 'Search', exact: true }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('columnheader', { name: 'temperature' }).innerText()).not.toContain('≈');
    expect(complaints).toEqual([]);
  });
});

describe('a file that is open', () => {
  it('and changes or goes is said so; nothing is lost, and it can be read again', async () => {
    const { page, complaints } = await session.open();
    const path = file('moving.csv');
    await writeFile(path, 'a,b\n1,x\n2,y\n');
    await openFile(page, path);
    await allRowsShown(page);
    await rename(path, `${path}.away`);
    await page.getByText('moving.csv is no longer at its place.').waitFor();
    expect(await gridCells(page, 1)).toEqual(['2', 'y']);
    await page.getByRole('columnheader', { name: /^a / }).click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => gridCells(page, 0)).toEqual(['2', 'y']);
    await rename(`${path}.away`, path);
    await page.getByText('moving.csv is no longer at its place.').waitFor({ state: 'hidden' });
    await writeFile(path, 'a,b\n1,x\n2,y\n3,z\n');
    await utimes(path, new Date(), new Date());
    await page.getByText('moving.csv has changed on the disk since it was read.').waitFor();
    await expect.poll(() => gridCells(page, 0)).toEqual(['2', 'y']);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Read it again' }).click();
    await expect.poll(() => gridCells(page, 2)).toEqual(['3', 'z']);
    expect(await page.getByText('has changed on the disk').isVisible()).toBe(false);
    await rm(path);
    expect(complaints).toEqual([]);
  });

  it('is not changed by several files or a folder that are dropped', async () => {
    const { page } = await session.open();
    const transfer = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      for (const name of ['one.csv', 'two.csv']) dropped.items.add(new File(['a,b\n1,x\n'], name));
      return dropped;
    });
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    expect(await page.getByRole('alert').innerText()).toContain('2 files were dropped: one.csv, two.csv. One table is open at a time, so nothing was opened.');
  });
});

describe('a thousand hostile names', () => {
  it('run nothing and break nothing', async () => {
    const names = hostileNames(1000);
    await writeFile(file('hostile.csv'), hostileCsv(names, 40));
    const { page, complaints } = await session.open();
    page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    await openFile(page, file('hostile.csv'));
    const grid = page.getByRole('grid');
    await expect.poll(() => grid.getAttribute('aria-colcount'), { timeout: 60_000 }).toBe('1001');
    await grid.focus();
    const seen = new Set<string>();
    for (let at = 0; at < 1000; at += 4) {
      await page.locator('.head.active').waitFor();
      for (const name of await page.locator('.head .name span').allTextContents()) seen.add(name);
      for (let step = 0; step < 4; step++) await page.keyboard.press('ArrowRight');
    }
    await page.keyboard.press('End');
    await page.locator('.head.active').waitFor();
    for (const name of await page.locator('.head .name span').allTextContents()) seen.add(name);
    expect(names.filter((name) => !seen.has(name))).toEqual([]);
    await page.keyboard.press('Home');
    await page.getByRole('complementary').getByText('Different values').waitFor({ timeout: 300_000 });
    await page.keyboard.press('Control+f');
    await page.keyboard.type(`<img src=x onerror=${RAN}=1>`);
    await page.getByText(/^1 of .* cells in/).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await searchColumn(dialog.getByLabel('Column', { exact: true }), names[2] ?? '');
    await dialog.getByRole('checkbox').first().check();
    await dialog.getByRole('button', { name: 'Keep these rows' }).click();
    await page.getByRole('list', { name: 'Filters' }).waitFor();
    await page.getByRole('button', { name: 'Change how it is read' }).click();
    await page.getByRole('region', { name: 'First rows by these choices' }).waitFor({ timeout: 60_000 });
    await page.getByLabel('Columns with').fill('import os');
    expect(await page.evaluate((ran) => Reflect.get(window, ran) as unknown, RAN)).toBeUndefined();
    expect(complaints).toEqual([]);
  });
});
