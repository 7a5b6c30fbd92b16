import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../electron/engine/db/database.ts';
import { identifier, literal, sql } from '../../electron/engine/sql/sql.ts';
import { hostileCsv, hostileNames, RAN } from '../kit/hostile-names.ts';
import { allRowsShown, axeFindings, millwright, openFile, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

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
  await openFile(page, data);
  await allRowsShown(page);
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
    await page.getByRole('tab', { name: 'Column' }).focus();
    await page.keyboard.press('ArrowRight');
    await picture(page, /^Correlations of 7 columns/).locator('.heatmaplayer .hm').waitFor();
    await page.keyboard.press('End');
    expect(await page.getByRole('tab', { name: 'Over time' }).getAttribute('aria-selected')).toBe('true');
    await picture(page, /^Rows by minute of timestamp/).locator('.barlayer .trace').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Tab');
    expect(await page.getByRole('tabpanel').evaluate((panel) => panel === document.activeElement)).toBe(true);
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
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Correlations' }).click();
    await picture(page, /^Correlations/).locator('.heatmaplayer .hm').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Missing together' }).click();
    await picture(page, /^Rows in which two of/).locator('.heatmaplayer .hm').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('tab', { name: 'Over time' }).click();
    await page.getByLabel('Mean of').selectOption('temperature');
    await picture(page, /^Mean of temperature/).locator('.scatterlayer .trace').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Leave it out: repair_minutes' }).click();
    await page.getByRole('button', { name: 'Show it in the graph' }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  it('counts what is missing together, and the minutes, as the file has them', async () => {
    const { page, complaints } = await toExplore();
    await page.getByRole('tab', { name: 'Missing together' }).click();
    const table = page.getByRole('table', { name: 'Patterns, the most frequent first' });
    const empty = (record: Record<string, string>) => Object.keys(record).filter((name) => record[name] === '').join(', ') || 'nothing';
    const counts = new Map<string, number>();
    for (const record of records) counts.set(empty(record), (counts.get(empty(record)) ?? 0) + 1);
    const [first, second, third] = [...counts].sort((a, b) => b[1] - a[1]);
    await table.waitFor();
    const found = (await table.locator('tbody tr').allInnerTexts()).map((line) => line.replace(/\s+/g, ' '));
    for (const [i, [names, rows]] of [first, second, third].flatMap((one) => (one ? [one] : [])).entries()) expect(found[i]).toContain(`${names} ${rows.toLocaleString('en-US')}`);
    await page.getByRole('tab', { name: 'Over time' }).click();
    const minutes = new Set(records.map(({ timestamp = '' }) => timestamp.slice(0, 16)));
    await page.getByText(`${minutes.size} minutes; every minute has rows.`).first().waitFor();
    await page.getByLabel('Mean of').selectOption('power');
    await page.getByLabel('each').selectOption('hour');
    const view = picture(page, /^Mean of power, and rows, by hour/);
    await view.locator('.scatterlayer .trace').first().waitFor();
    const drawn = await view.evaluate((element) => (element as unknown as { data: { type: string; fill?: string; y: number[] }[] }).data);
    const hours = [...new Set(records.map(({ timestamp = '' }) => timestamp.slice(0, 13)))].sort();
    const byHour = hours.map((hour) => records.filter(({ timestamp = '' }) => timestamp.startsWith(hour)));
    const means = drawn.find(({ type, fill }) => type === 'scatter' && fill === undefined)?.y ?? [];
    expect(drawn.find(({ type }) => type === 'bar')?.y).toEqual(byHour.map((rows) => rows.length));
    expect(means).toHaveLength(hours.length);
    byHour.forEach((rows, i) => {
      const values = rows.flatMap(({ power = '' }) => (power === '' ? [] : [Number(power)]));
      expect(means[i]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
    });
    expect(complaints).toEqual([]);
  });

  it('saves every picture as PNG and SVG', async () => {
    const { page } = await toExplore();
    for (const [tab, name] of [['Column', 'machine-id-values'], ['Correlations', 'correlations'], ['Missing together', 'missing-together'], ['Over time', 'over-time']] as const) {
      await page.getByRole('tab', { name: tab }).click();
      for (const kind of ['PNG', 'SVG'] as const) {
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Save the chart as ${kind}` }).first().click()]);
        expect(download.suggestedFilename()).toBe(`${name.replace('machine-id', 'machine_id').replace(/[^\p{L}\p{N}]+/gu, '-')}.${kind.toLowerCase()}`);
        const bytes = await readFile(await download.path());
        expect(kind === 'PNG' ? bytes.subarray(1, 4).toString() : bytes.toString().slice(0, 4)).toBe(kind === 'PNG' ? 'PNG' : '<svg');
        expect(bytes.length).toBeGreaterThan(3000);
      }
    }
  });
});

describe('mending', () => {
  it('puts what mends an alert into the graph by one click, shows where, and takes it back by one', async () => {
    const { page, complaints } = await toExplore();
    const graph = async () => {
      const file = (await readdir(session.folder)).filter((name) => name.startsWith('telemetry-failure')).sort((a, b) => a.localeCompare(b, undefined, { numeric: true })).at(-1) ?? '';
      return (JSON.parse(await readFile(join(session.folder, file, 'project.json'), 'utf8')) as { graph: { nodes: { id: string; type: string; params: Record<string, unknown> }[]; edges: { from: string; to: string }[] } }).graph;
    };
    await page.getByRole('button', { name: 'Cut into quantile bins: repair_minutes' }).click();
    const alert = page.getByRole('listitem').filter({ hasText: 'Strong skew: repair_minutes' });
    await alert.getByText('In the graph: “Quantile bins”, behind “Split”.').waitFor();
    await expect.poll(async () => (await graph()).edges.some(({ from, to }) => from === 'split' && to === 'quantile-bins')).toBe(true);
    expect((await graph()).nodes.find(({ id }) => id === 'quantile-bins')?.params).toEqual({ columns: ['repair_minutes'] });
    await alert.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(async () => (await graph()).nodes.map(({ id }) => id)).not.toContain('quantile-bins');
    const before = await graph();

    await page.getByRole('button', { name: 'Leave it out: repair_minutes' }).click();
    const leak = page.getByRole('listitem').filter({ hasText: 'Suspected leak: repair_minutes' });
    await leak.getByText('In the graph: “Feature-target split”').waitFor();
    await expect.poll(async () => (await graph()).nodes.find(({ type }) => type === 'feature-target-split')?.params['aside']).toContain('repair_minutes');
    expect((await graph()).nodes.filter(({ params: { columns } }) => Array.isArray(columns) && columns.includes('repair_minutes'))).toEqual([]);
    await leak.getByRole('button', { name: 'Show it in the graph' }).click();
    await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'Feature-target split' }).waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(graph).toEqual(before);
    expect(complaints).toEqual([]);
  });
});

describe('bad input', () => {
  async function explore(page: Page, path: string): Promise<void> {
    await openFile(page, path);
    await allRowsShown(page, 240_000);
    await page.getByRole('button', { name: 'Explore' }).click();
  }

  it('says that a file vanished, and goes on once it is back', async () => {
    const { page } = await session.open();
    const path = join(session.folder, 'vanishing.csv');
    const text = `a,b\n${Array.from({ length: 40 }, (_, row) => `${row % 7},${row % 3 === 0 ? '' : row}`).join('\n')}\n`;
    await writeFile(path, text);
    const { mtime } = await stat(path);
    await explore(page, path);
    await page.getByRole('heading', { name: 'Alerts' }).waitFor();
    await rm(path);
    await page.getByRole('tab', { name: 'Missing together' }).click();
    const alert = page.getByRole('tabpanel').getByRole('alert');
    await expect.poll(() => alert.innerText()).toContain('There is no file at this path.');
    await writeFile(path, text);
    await utimes(path, mtime, mtime);
    await page.getByRole('tabpanel').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('table', { name: /^Patterns/ }).waitFor();
  });

  it('says of a column without a value that it has none', async () => {
    const { page, complaints } = await session.open();
    const path = join(session.folder, 'empty-column.csv');
    await writeFile(path, `a,none,y\n${Array.from({ length: 40 }, (_, row) => `${row % 7},,${row % 2}`).join('\n')}\n`);
    await explore(page, path);
    await page.getByRole('listbox', { name: 'Columns' }).getByRole('option', { name: /none/ }).click();
    await page.getByText('This column has no value in any row.').waitFor();
    for (const tab of ['Correlations', 'Missing together', 'Over time']) await page.getByRole('tab', { name: tab }).click();
    await page.getByText('No column is a date and time.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('takes hostile names as text in every view', async () => {
    const { page, complaints } = await session.open();
    const path = join(session.folder, 'hostile.csv');
    await writeFile(path, hostileCsv(hostileNames(1000), 40));
    await explore(page, path);
    await page.getByRole('heading', { name: /^Alerts/ }).waitFor();
    const columns = page.getByRole('listbox', { name: 'Columns' });
    await columns.focus();
    for (let step = 0; step < 1000; step++) await page.keyboard.press('ArrowDown');
    for (const [tab, title] of [['Correlations', 'Correlations'], ['Missing together', 'What is missing together'], ['Over time', 'Over time']] as const) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel').getByRole('heading', { name: title, level: 2 }).waitFor({ timeout: 120_000 });
    }
    const leave = page.getByRole('button', { name: /^Leave it out/ }).first();
    await leave.click();
    await page.getByRole('button', { name: 'Show it in the graph' }).first().waitFor({ timeout: 60_000 });
    expect(await page.evaluate((ran) => ran in window, RAN)).toBe(false);
    expect(complaints).toEqual([]);
  }, 600_000);

  it('stays usable with 1,000 columns, and says whose correlations it shows', async () => {
    const { page, complaints } = await session.open();
    const path = join(session.folder, 'wide.parquet');
    const db = await Database.open({ memoryLimitMb: 1000, threads: 2, allowedDirectories: [session.folder] });
    await db.run(sql`copy (select ${Array.from({ length: 1000 }, (_, i) => sql`(i * 7 + ${i}) % 13 as ${identifier(`c${i}`)}`)} from range(30) r(i)) to ${literal(path)} (format parquet)`);
    await db.close();
    await explore(page, path);
    await page.getByLabel('Search columns').fill('c999');
    await page.getByRole('listbox', { name: 'Columns' }).getByRole('option', { name: /c999/ }).click();
    await page.getByRole('heading', { name: 'c999', level: 1 }).waitFor();
    await page.getByRole('tab', { name: 'Correlations' }).click();
    await expect.poll(() => page.getByRole('tabpanel').innerText(), { timeout: 240_000 }).toContain('100 of 1,000 columns of numbers');
    await page.getByRole('tab', { name: 'Missing together' }).click();
    await page.getByText('No value is missing in any of 30 rows.').waitFor({ timeout: 60_000 });
    expect(complaints).toEqual([]);
  }, 600_000);
});
