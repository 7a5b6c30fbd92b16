import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, millwright, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

const ROWS = 5000;
let session: WindowSession;
let data: string;
let records: Record<string, string>[];

/** The sample, with a column that is known only once a tool has failed. */
beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '7', '--out', data);
  const [header = '', ...lines] = (await readFile(data, 'utf8')).trim().split('\n');
  const names = [...header.split(','), 'repair_minutes'];
  const all = lines.map((line, row) => `${line},${line.endsWith(',1') ? 30 + (row % 50) : row % 3}`);
  await writeFile(data, [names.join(','), ...all].join('\n'));
  records = all.map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
});

afterAll(() => session.close());

async function toExplore(options?: Parameters<WindowSession['open']>[0]): Promise<WatchedPage> {
  const watched = await session.open(options);
  const { page } = watched;
  await page.getByRole('button', { name: 'Open a file' }).click();
  await page.getByLabel('Path of a CSV or Parquet file').fill(data);
  await page.keyboard.press('Enter');
  await page.getByRole('grid').waitFor();
  await page.getByRole('button', { name: 'Explore' }).click();
  await page.getByRole('list', { name: 'Alerts' }).waitFor();
  return watched;
}

const picture = (page: Page, name: RegExp) => page.getByRole('img', { name });
const share = (rows: readonly Record<string, string>[]): string => `${Number(((rows.filter(({ failure }) => failure === '1').length / rows.length) * 100).toFixed(1))}%`;

describe('Explore', () => {
  it('leads from an alert to its column and to the target’s share there', async () => {
    const { page, complaints } = await toExplore();
    const alerts = page.getByRole('list', { name: 'Alerts' });
    await expect.poll(() => alerts.innerText()).toContain('"repair_minutes" alone tells "failure" nearly perfectly (area under ROC 1)');
    await alerts.getByRole('button', { name: 'Suspected leak: repair_minutes' }).click();
    await page.getByRole('heading', { name: 'repair_minutes', level: 1 }).waitFor();
    const view = picture(page, /^Share of failure = 1 by repair_minutes/);
    await expect.poll(() => view.locator('.xtitle').textContent()).toBe('repair_minutes');
    await page.getByText('This column alone tells failure with area under ROC 1.000').waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows the share of each level as the file has it', async () => {
    const { page } = await toExplore();
    const columns = page.getByRole('listbox', { name: 'Columns' });
    await page.getByLabel('Search columns').fill('mater');
    await page.keyboard.press('ArrowDown');
    expect(await columns.getByRole('option').count()).toBe(1);
    await expect.poll(() => columns.getByRole('option', { selected: true }).innerText()).toContain('material');
    // A picture that is there already follows the column.
    await expect.poll(() => picture(page, /^Share of failure = 1 by material/).locator('.xtitle').textContent()).toBe('material');
    const words = (await picture(page, /^Share of failure = 1 by material/).getAttribute('aria-label')) ?? '';
    for (const material of ['steel', 'brass', '']) {
      const rows = records.filter((record) => record['material'] === material);
      expect(words).toContain(`${material || 'missing'}: ${share(rows)} of ${rows.length.toLocaleString('en-US')} rows`);
    }
  });

  it('is worked by keyboard alone, and shares its target with training', async () => {
    const { page, complaints } = await toExplore();
    await page.getByRole('listbox', { name: 'Columns' }).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.getByRole('heading', { name: 'tool_wear', level: 1 }).waitFor();
    await page.getByRole('combobox', { name: 'Target', exact: true }).selectOption('power');
    await picture(page, /^Mean of power by tool_wear/).locator('.barlayer .trace').first().waitFor();
    await picture(page, /^Correlations of 7 columns/).locator('.heatmaplayer .hm').waitFor();
    await page.getByRole('button', { name: 'Choose models' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Predict', { exact: true }).inputValue()).toBe('power');
    expect(complaints).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['high contrast', { contrast: 'more' }],
  ] as const)('has nothing for axe to find in %s', async (_theme, media) => {
    const { page } = await toExplore({ ...media, width: 1920, height: 1080 });
    await page.getByRole('listbox', { name: 'Columns' }).getByRole('option', { name: /temperature/ }).click();
    await picture(page, /^Share of failure = 1 by temperature/).locator('.scatterlayer .trace').first().waitFor();
    await picture(page, /^Correlations/).locator('.heatmaplayer .hm').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
