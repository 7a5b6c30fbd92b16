import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Database } from '../../electron/engine/db/database.ts';
import { identifier, join as joined, literal, sql } from '../../electron/engine/sql/sql.ts';
import { allRowsShown, openFile, openSession, type WindowSession } from './window-session.ts';

const COLUMNS = 5000;
/** As many are made into models and a Python project: with all of them that takes two minutes. */
const TRAINED = 2000;
const ROWS = 120;
const AT_ONCE = 500;
/** A screen of few columns has as many; two tables of fifty rows below a graph have more. */
const MOST_ELEMENTS = 2000;
const MOST_OF_BUILD = 2500;
let session: WindowSession;

/** Whole numbers, decimals, levels with gaps, and texts that are numbers but for one in a hundred columns. */
async function writeWide(path: string, columns: number): Promise<void> {
  const db = await Database.open({ memoryLimitMb: 2500, threads: 2, allowedDirectories: [session.folder] });
  try {
    const column = (i: number) => {
      const random = sql`hash(r * ${columns} + ${i})`;
      if (i === 0) return sql`case when hash(r) % 3 = 0 then 'yes' else 'no' end as label`;
      const value = [sql`cast(${random} % 1000 as bigint)`, sql`(${random} % 1000000) / 1000.0`, sql`case when ${random} % 9 = 0 then null else 'level ' || (${random} % 4) end`, sql`case when ${i} % 100 = 3 and r % 50 = 1 then 'word' else cast(${random} % 900 as varchar) end`][i % 4];
      return sql`${value ?? sql`null`} as ${identifier(`column ${i}`)}`;
    };
    const parts = Array.from({ length: columns / AT_ONCE }, (_, p) => identifier(`p${p}`));
    for (const [p, name] of parts.entries()) await db.run(sql`create table ${name} as select ${Array.from({ length: AT_ONCE }, (_, i) => column(p * AT_ONCE + i))} from range(${ROWS}) s(r)`);
    await db.run(sql`copy (select * from ${joined(parts, ' positional join ')}) to ${literal(path)} (format parquet)`);
  } finally {
    await db.close();
  }
}

beforeAll(async () => {
  session = await openSession();
  await writeWide(join(session.folder, 'wide.parquet'), COLUMNS);
  await writeWide(join(session.folder, 'trained.parquet'), TRAINED);
}, 120_000);

afterAll(() => session.close());

async function expectFew(page: Page, screen: string, most = MOST_ELEMENTS): Promise<void> {
  expect(await page.evaluate(() => document.querySelectorAll('*').length), screen).toBeLessThan(most);
}

it('5,000 columns are looked at, searched, correlated and chosen from, with no more in the window than a screen shows', async () => {
  const { page, complaints } = await session.open();
  await openFile(page, join(session.folder, 'wide.parquet'));
  await allRowsShown(page, 100_000);
  await expectFew(page, 'Data');
  await page.getByRole('button', { name: 'Explore' }).click();
  await page.getByRole('list', { name: 'Alerts' }).waitFor({ timeout: 100_000 });
  expect(await page.getByRole('list', { name: 'Alerts' }).getByRole('listitem').count()).toBe(50);
  await page.getByRole('button', { name: 'Show 50 more' }).click();
  expect(await page.getByRole('list', { name: 'Alerts' }).getByRole('listitem').count()).toBe(100);

  const columns = page.getByRole('listbox', { name: 'Columns', exact: true });
  await columns.focus();
  await page.keyboard.press('End');
  await expect.poll(() => columns.getByRole('option', { selected: true }).textContent()).toContain(`column ${COLUMNS - 1}`);
  expect(await columns.getByRole('option', { selected: true }).getAttribute('aria-posinset')).toBe(String(COLUMNS));
  await page.getByLabel('Search columns').fill('column 123');
  await expect.poll(() => columns.getByRole('option').first().getAttribute('aria-setsize')).toBe('15');
  await page.getByLabel('Search columns').fill('');

  const target = page.getByRole('combobox', { name: 'Target', exact: true });
  await expect.poll(() => target.inputValue()).toBe('label');
  await page.getByText('This column alone tells label with area under ROC').waitFor({ timeout: 60_000 });
  await target.click();
  await target.fill('column 4997');
  await page.keyboard.press('Enter');
  expect(await target.inputValue()).toBe('column 4997');
  await expectFew(page, 'Explore');

  await page.getByRole('tab', { name: 'Correlations' }).click();
  await page.getByText(`100 of ${(COLUMNS / 2 - 1).toLocaleString('en-US')} columns of numbers`).waitFor();
  await page.getByRole('img', { name: /^Correlations of 100 columns/ }).waitFor({ timeout: 60_000 });
  await page.getByLabel('Search columns').fill('column 100');
  await page.getByRole('img', { name: /^Correlations of 11 columns/ }).waitFor({ timeout: 60_000 });
  await page.getByRole('tab', { name: 'Missing together' }).click();
  await page.getByText(/Missing together/).first().waitFor();
  await expectFew(page, 'Missing together');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  expect(await page.getByRole('combobox', { name: 'Predict' }).inputValue()).toBe('column 4997');
  await expectFew(page, 'Train');
  expect(complaints).toEqual([]);
}, 300_000);

it('2,000 columns become a graph, two models, predictions and a Python project, with no more in the window than a screen shows', async () => {
  const { page, complaints } = await session.open();
  const [data, project, exported] = [join(session.folder, 'trained.parquet'), join(session.folder, 'trained'), join(session.folder, 'exported')];
  const to = (screen: string) => page.getByRole('navigation').getByRole('button', { name: screen, exact: true }).click();
  await openFile(page, data);
  await allRowsShown(page, 100_000);

  await to('Build');
  await expect.poll(() => page.getByRole('combobox', { name: 'Predict' }).inputValue(), { timeout: 60_000 }).toBe('label');
  await page.getByLabel('Project folder').fill(project);
  await page.getByRole('button', { name: 'Build a graph' }).click();
  const preview = page.getByRole('region', { name: 'Rows' }).getByRole('table');
  await preview.waitFor({ timeout: 60_000 });
  await page.locator('[data-node=one-hot]').click();
  await page.getByRole('region', { name: /^After/ }).getByRole('table').waitFor({ timeout: 60_000 });
  await expectFew(page, 'Build', MOST_OF_BUILD);

  await to('Train');
  await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
  await page.getByRole('button', { name: 'Train 2 models' }).click();
  await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 200_000 });
  const board = page.getByRole('table', { name: /higher is better/ }).getByRole('button');
  expect((await board.allTextContents()).sort()).toEqual(['Decision tree', 'Logistic regression']);
  for (const model of await board.all()) {
    await model.click();
    await page.getByRole('slider', { name: 'Threshold' }).waitFor();
    await expectFew(page, 'Train');
  }

  await to('Predict');
  await page.getByLabel('File to score').fill(data);
  const out = join(session.folder, 'scored.csv');
  await page.getByLabel('Save the predictions to').fill(out);
  await page.keyboard.press('Enter');
  await page.getByText(`${ROWS} rows scored`, { exact: true }).waitFor({ timeout: 60_000 });
  expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
  expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(ROWS + 1);
  await expectFew(page, 'Predict');

  await to('Export');
  await page.getByRole('tree').waitFor({ timeout: 100_000 });
  await expectFew(page, 'Export');
  await page.getByLabel('Folder', { exact: true }).fill(exported);
  await page.getByRole('button', { name: 'Write the project' }).click();
  await page.getByText('The project is written.').waitFor({ timeout: 100_000 });
  const { features, target } = JSON.parse(await readFile(join(exported, 'models/model.json'), 'utf8')) as { features: string[]; target: string };
  expect(target).toBe('label');
  expect(features.length).toBeGreaterThan(TRAINED);
  expect(complaints).toEqual([]);
}, 400_000);
