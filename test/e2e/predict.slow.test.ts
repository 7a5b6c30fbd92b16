import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, millwright, openSession, openToTrain, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;
let fresh: string;
let project: string;
const ROWS = 300;
/** The record after this many is broken. */
const BROKEN_AFTER = 40;

beforeAll(async () => {
  session = await openSession();
  const file = (name: string) => join(session.folder, name);
  [data, fresh, project] = [file('telemetry.csv'), file('new rows.csv'), file('project')];
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '8', '--out', fresh);
  const records = (await readFile(fresh, 'utf8')).trim().split('\n');
  records.splice(BROKEN_AFTER + 1, 0, `${records[1] ?? ''},one,too,many`);
  await writeFile(fresh, `${records.join('\n')}\n`);
  await millwright('new', project, '--data', data, '--target', 'failure', '--task', 'classification');
  await millwright('train', project);
});

afterAll(() => session.close());

async function openProject(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Open a project' }).first().click();
  await page.getByLabel('Folder of the project').fill(folder);
  await page.keyboard.press('Enter');
}

const records = async (path: string) => (await readFile(path, 'utf8')).trim().split('\n').slice(1).map((line) => line.split(','));

describe('Predict', () => {
  it('scores a new file with the model that was trained in this window, and tells what it could not score', async () => {
    const { page, complaints } = await session.open();
    await openToTrain(page, data);
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    await page.getByRole('button', { name: /^Train \d+ models/ }).click();
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 120_000 });
    await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();

    expect(await page.getByLabel('Model').locator('option').first().textContent()).toContain('(chosen)');
    await page.getByLabel('File to score').fill(fresh);
    const out = await page.getByLabel('Save the predictions to').inputValue();
    expect(out).toBe(join(session.folder, 'telemetry-failure', 'new rows-predictions.csv'));
    await page.keyboard.press('Enter');
    await page.getByText(`${ROWS} rows scored`, { exact: true }).waitFor({ timeout: 60_000 });

    const written = await records(out);
    expect(written).toHaveLength(ROWS);
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
    const shown = await page.locator('[role=row][aria-rowindex="2"] [role=gridcell]').allTextContents();
    expect(shown.slice(0, 2).map((text) => text.trim())).toEqual(written[0]?.slice(0, 2));
    expect(Number(shown[2])).toBeCloseTo(Number(written[0]?.[2]), 6);

    const refused = page.getByRole('table', { name: /^Rows that could not be scored/ });
    expect(await refused.getByRole('row').nth(1).innerText()).toMatch(new RegExp(`^${BROKEN_AFTER}\\s+${BROKEN_AFTER + 2}\\s+\\S`));
    const picture = page.getByRole('img', { name: /^Predicted failure/ });
    await picture.waitFor();
    const zeros = written.filter(([, label]) => label === '0').length;
    expect(await picture.getAttribute('aria-label')).toContain(`0 ${zeros} rows`);
    expect(complaints).toEqual([]);
  });

  it('opens a project by keyboard alone, though its data is gone, and predicts numbers of another model', async () => {
    const [moved, gone] = [join(session.folder, 'kept.csv'), join(session.folder, 'gone.csv')];
    const folder = join(session.folder, 'wear');
    await writeFile(gone, await readFile(data));
    await millwright('new', folder, '--data', gone, '--target', 'tool_wear', '--task', 'regression');
    await millwright('train', folder);
    await rename(gone, moved);
    const { page } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).focus();
    await page.keyboard.press('Control+Shift+O');
    await page.keyboard.type(folder);
    await page.keyboard.press('Enter');
    await page.getByLabel('File to score').fill(fresh);
    expect(await page.getByRole('alert').first().innerText()).toContain('gone.csv');
    const other = await page.getByLabel('Model').locator('option').nth(1).getAttribute('value');
    await page.getByLabel('Model').selectOption(other);
    const out = join(session.folder, 'wear.parquet');
    await page.getByLabel('Save the predictions to').fill(out);
    await page.keyboard.press('Enter');
    await page.getByText(`${ROWS} rows scored`, { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByRole('img', { name: /^Histogram of the predicted tool_wear/ }).waitFor();
  });

  it('says at the field what is wrong with it', async () => {
    const { page } = await session.open();
    await openProject(page, join(session.folder, 'nowhere'));
    expect(await page.getByRole('alert').innerText()).toContain('There is no project in');
    await page.getByLabel('Folder of the project').fill(project);
    await page.keyboard.press('Enter');
    const field = page.getByLabel('File to score');
    const out = page.getByLabel('Save the predictions to');
    await field.fill(join(session.folder, 'not-there.csv'));
    await page.keyboard.press('Enter');
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    const narrow = join(session.folder, 'narrow.csv');
    await writeFile(narrow, 'speed\n1\n2\n');
    await field.fill(narrow);
    await page.keyboard.press('Enter');
    await page.getByText(/^The file lacks the column/).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(data);
    for (const [path, words] of [[join(session.folder, 'out.txt'), 'ends neither in'], [data, 'would replace the rows'], [join(session.folder, 'no', 'folder.csv'), 'does not exist']] as const) {
      await out.fill(path);
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: words }).waitFor({ timeout: 30_000 });
      expect(await out.getAttribute('aria-invalid'), words).toBe('true');
      expect(await field.getAttribute('aria-invalid'), words).toBeNull();
    }
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to find in %s', async (colorScheme) => {
    const { page } = await session.open({ colorScheme, width: 1920, height: 1080 });
    await openProject(page, project);
    await page.getByLabel('File to score').fill(fresh);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Save the predictions to').fill(join(session.folder, `${colorScheme}.csv`));
    await page.keyboard.press('Enter');
    await page.locator('.barlayer .trace').first().waitFor({ timeout: 60_000 });
    expect(await axeFindings(page)).toEqual([]);
  });
});
