import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hostileCsv, hostileNames, RAN } from '../kit/hostile-names.ts';
import { focused, inspector, node } from './build-session.ts';
import { allRowsShown, openFile, openSession, searchColumn, type WindowSession } from './window-session.ts';

const COLUMNS = hostileNames(1000);
/** The columns that a form lists of more; the others are searched for. */
const LISTED = 200;
/** Every tenth column of the file has numbers. */
const TARGET = COLUMNS[8] ?? '';
let session: WindowSession;

/** The names of all columns of a table that draws those in sight, as one sees them while one scrolls. */
async function headersFromEndToEnd(table: Locator): Promise<string[]> {
  const found: string[] = [];
  const all = Number(await table.getAttribute('aria-colcount'));
  for (let turn = 0; turn < all; turn += 1) {
    const seen = await table.locator('th[aria-colindex]').evaluateAll((cells) => cells.map((cell) => [Number(cell.getAttribute('aria-colindex')), cell.firstChild?.textContent ?? ''] as const));
    for (const [index, name] of seen) found[index - 2] = name;
    if (seen.at(-1)?.[0] === all) break;
    await table.locator('xpath=..').evaluate((place) => new Promise((resume) => {
      place.scrollLeft += place.clientWidth;
      requestAnimationFrame(() => requestAnimationFrame(resume));
    }));
  }
  await table.locator('xpath=..').evaluate((place) => (place.scrollLeft = 0));
  return found;
}

beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

it('shows hostile names and values in forms, canvas and preview as they are, and runs none of them', async () => {
  const data = join(session.folder, 'hostile.csv');
  await writeFile(data, hostileCsv(['row number', ...COLUMNS], 40));
  const { page, complaints } = await session.open({ width: 1920, height: 1080 });
  const project = join(session.folder, 'hostile');
  await openFile(page, data);
  await allRowsShown(page, 120_000);
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await searchColumn(page.getByLabel('Predict'), TARGET, 120_000);
  await page.getByLabel('Project folder').fill(project);
  await page.getByRole('button', { name: 'Build a graph' }).click();
  await node(page, 'source').waitFor({ timeout: 120_000 });

  await page.locator('[data-node="source"]').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => page.locator('[data-node]').count()).toBe(1);
  const table = page.getByRole('region', { name: 'Rows' }).getByRole('table');
  await table.waitFor({ timeout: 120_000 });
  expect(await headersFromEndToEnd(table)).toEqual(['row number', ...COLUMNS]);

  await page.keyboard.press('a');
  await page.keyboard.type('select');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page, 'select')).toBe(true);
  const labels = await inspector(page).getByRole('group', { name: /^Columns/ }).locator('label .name').allTextContents();
  expect(labels).toEqual(['row number', ...COLUMNS].slice(0, LISTED));
  await inspector(page).getByLabel(/^Search in/).fill('onerror');
  expect(await inspector(page).getByRole('group', { name: /^Columns/ }).locator('label .name').count()).toBe(COLUMNS.filter((name) => name.includes('onerror')).length);

  await node(page, 'select').click();
  await page.keyboard.press('a');
  await page.keyboard.type('formula');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page, 'formula')).toBe(true);
  await inspector(page).getByLabel('Name', { exact: true }).fill(COLUMNS.find((name) => name.includes('<img')) ?? '<img>');
  const area = inspector(page).getByLabel('Formula', { exact: true });
  await area.fill('');
  await area.press('Control+Space');
  const offers = page.getByRole('listbox', { name: 'What fits here' }).getByRole('option');
  await offers.first().waitFor();
  for (let down = 0; down < 7; down += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await area.inputValue()).not.toBe('');
  await inspector(page).getByRole('list', { name: 'Problems' }).getByText('<img').first().waitFor();
  await inspector(page).getByLabel('Name', { exact: true }).fill('<script>made</script>');
  await inspector(page).getByRole('list', { name: 'Problems' }).waitFor({ state: 'detached' });
  await page.getByRole('region', { name: /^After/ }).getByRole('columnheader', { name: '<script>made</script>' }).waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'SQL' }).click();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByLabel('SQL', { exact: true }).getByText('<script>made</script>').waitFor();
  await page.getByRole('tab', { name: 'Python' }).click();
  await page.getByLabel('Python', { exact: true }).getByText('<script>made</script>').first().waitFor();
  expect(await page.evaluate((name) => name in window, RAN)).toBe(false);
  expect(complaints).toEqual([]);
});
