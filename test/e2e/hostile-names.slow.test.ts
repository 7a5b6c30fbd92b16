import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../electron/engine/db/database.ts';
import { identifier, literal, sql, type Sql } from '../../electron/engine/sql/sql.ts';
import { byCodePoint } from '../../electron/engine/base/canonical-json.ts';
import { hostileNames, RAN } from '../kit/hostile-names.ts';
import { millwright, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

/*
 * A thousand names through Train, Predict and Export: as labels of the target, as columns, as names and notes of runs. Data, Explore, Build and the recent
 * projects have theirs in the files of these screens.
 */

const NAMES = hostileNames(1000);
const TARGET = `<img src=x onerror=${RAN}=1>`;
const ROWS_OF_A_LABEL = 3;
let session: WindowSession;
const path = (name: string): string => join(session.folder, name);

beforeAll(async () => {
  session = await openSession();
  const db = await Database.open({ memoryLimitMb: 500, threads: 1, allowedDirectories: [session.folder] });
  const copy = (columns: readonly Sql[], rows: number, name: string): Promise<unknown> => db.run(sql`copy (select ${columns} from range(${rows}) t(r)) to ${literal(path(name))} (format parquet)`);
  // Every label can be told by two numbers; every column of the other file has numbers.
  await copy([sql`r % 25 as ${identifier(`{{"a"}} '; --`)}`, sql`r % 1000 // 25 as ${identifier('</script>')}`, sql`[${NAMES.map(literal)}][1 + r % 1000] as ${identifier(TARGET)}`], ROWS_OF_A_LABEL * 1000, 'labels.parquet');
  await copy([sql`r * 7 % 13 as ${identifier('target')}`, ...NAMES.map((name, i) => sql`(r * ${i + 3}) % 13 as ${identifier(name)}`)], 60, 'columns.parquet');
  await copy([sql`r % 7 as a`, sql`r % 3 as target`], 60, 'runs.parquet');
  await db.close();
  const numbers = ['--target', 'target', '--task', 'regression'];
  for (const [name, ...options] of [['labels', '--target', TARGET, '--task', 'classification'], ['columns', ...numbers], ['runs', ...numbers]] as const) {
    await millwright('new', path(name), '--data', path(`${name}.parquet`), '--model', 'decision-tree', ...options);
    await millwright('train', path(name));
  }
});

afterAll(() => session.close());

async function open(name: string): Promise<WatchedPage> {
  const watched = await session.open({ width: 1920, height: 1080 });
  const { page, complaints } = watched;
  page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
  await page.getByRole('button', { name: 'Open a project' }).first().click();
  await page.getByLabel('Folder of the project').fill(path(name));
  await page.keyboard.press('Enter');
  await page.getByLabel('File to score').waitFor({ timeout: 120_000 });
  return watched;
}

const go = (page: Page, screen: string): Promise<void> => page.getByRole('navigation').getByRole('button', { name: screen }).click({ timeout: 240_000 });

async function expectQuiet({ page, complaints }: WatchedPage): Promise<void> {
  expect(await page.evaluate((name) => name in window, RAN)).toBe(false);
  expect(complaints).toEqual([]);
}

/** Goes through Predict and Export; gives the header of what was predicted. */
async function predictAndExport(page: Page, name: string): Promise<string> {
  const out = path(`${name}-scored.csv`);
  await page.getByLabel('File to score').fill(path(`${name}.parquet`));
  await page.getByLabel('Save the predictions to').fill(out);
  await page.keyboard.press('Enter');
  await page.getByText(/rows scored$/).waitFor({ timeout: 240_000 });
  const grid = page.getByRole('grid');
  await grid.focus();
  for (const key of ['End', 'Home']) await page.keyboard.press(key);
  await go(page, 'Export');
  await page.getByRole('tree').waitFor({ timeout: 240_000 });
  await page.getByRole('tree').focus();
  for (const key of ['Home', 'ArrowRight', 'End', 'r', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('region', { name: /^Text of/ }).waitFor();
  await page.getByLabel('Folder', { exact: true }).fill(path(`${name}-exported`));
  await page.getByRole('button', { name: 'Write the project' }).click();
  await page.getByText('The project is written.').waitFor({ timeout: 240_000 });
  return (await readFile(out, 'utf8')).slice(0, 1_000_000);
}

describe('a thousand hostile names', () => {
  it('as labels are shown as they are in Train, Predict and Export', async () => {
    const watched = await open('labels');
    const { page } = watched;
    await go(page, 'Train');
    const classes = page.getByLabel('Class against the rest');
    await classes.waitFor({ timeout: 120_000 });
    // A list box shows what HTML takes for one space as one.
    expect(await classes.locator('option').evaluateAll((options) => options.map((one) => (one as HTMLOptionElement).value))).toEqual([...NAMES].sort(byCodePoint));
    for (const label of [NAMES[0], NAMES[1], NAMES[500], NAMES[999]]) {
      await classes.selectOption({ value: label ?? '' });
      await page.getByRole('img', { name: /^ROC curve of Decision tree/ }).waitFor();
      expect(await page.getByRole('img', { name: /^ROC curve of Decision tree/ }).getAttribute('aria-label')).toContain(`${label ?? ''} area`);
    }
    await go(page, 'Predict');
    const scored = await predictAndExport(page, 'labels');
    for (const name of NAMES) expect(scored).toContain(`probability_${name}`.replaceAll('"', '""'));
    await expectQuiet(watched);
  });

  it('as columns are shown as they are in Train, Predict and Export', async () => {
    const watched = await open('columns');
    const { page } = watched;
    await go(page, 'Train');
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 120_000 });
    await go(page, 'Predict');
    await predictAndExport(page, 'columns');
    const schema = await readFile(path('columns-exported/src/columns/data/schema.py'), 'utf8');
    expect(schema.match(/^ {4}Column\(/gm)).toHaveLength(1001);
    await expectQuiet(watched);
  });

  it('as names and notes of runs are shown as they are', async () => {
    const runs = path('runs/runs');
    const run = await readFile(join(runs, '0001/run.json'), 'utf8');
    const marks = NAMES.map((name) => name.slice(0, 120).trim());
    for (const [i, name] of marks.entries()) {
      const folder = join(runs, String(i + 2).padStart(4, '0'));
      await mkdir(folder);
      await writeFile(join(folder, 'run.json'), run.replace('"run": "0001"', `"run": "${String(i + 2).padStart(4, '0')}"`));
      await writeFile(join(folder, 'marks.json'), JSON.stringify({ version: 1, name, note: NAMES[i] }));
    }
    await cp(join(runs, '0001'), join(runs, '1001'), { recursive: true, force: false });
    const watched = await open('runs');
    const { page } = watched;
    await go(page, 'Train');
    const rows = page.getByRole('table', { name: 'Runs of this project' }).locator('tbody tr');
    await expect.poll(() => rows.count(), { timeout: 120_000 }).toBe(1001);
    const shown = await rows.locator('th').evaluateAll((cells) => cells.map((cell) => [cell.querySelector('button')?.textContent, cell.querySelector('.note')?.textContent]));
    shown.slice(0, 1000).forEach(([name, note], i) => {
      expect(name).toContain(marks[999 - i]);
      expect(note).toBe(NAMES[999 - i]);
    });
    await expectQuiet(watched);
  });
});
