import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, millwright, openSession, openToTrain, type WindowSession } from './window-session.ts';

const ROWS = 2000;
let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '7', '--out', data);
});
afterAll(() => session.close());

describe('a training without a target', () => {
  it.each([
    ['Rows that stand out', 'Isolation forest', 'Models that find rows that stand out', 'Share of rows that stand out', /^Predicted kind of row/, 'score', [/^Histogram of the scores by Isolation forest on .* stand out/]],
    ['Rows that belong together', 'K-means', 'Models that find rows that belong together', 'Separation of clusters (Calinski-Harabasz)', /^Predicted cluster/, 'distance', [/^Rows of each cluster by K-means/, /^Centres of \d+ clusters by K-means/]],
  ])('finds what is chosen: %s', async (kind, model, heading, leading, picture, number, pictures) => {
    const { page, complaints } = await session.open();
    await openToTrain(page, data);
    await page.getByRole('radio', { name: kind }).check();
    expect(await page.getByLabel('Predict', { exact: true }).isDisabled()).toBe(true);
    await page.getByRole('checkbox', { name: model }).waitFor();
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Train 1 model' }).click();
    await page.getByRole('heading', { name: heading }).waitFor();
    const board = page.getByRole('table', { name: leading });
    expect(await board.locator('tbody td.strong').textContent()).toMatch(/^\d/);
    for (const name of pictures) await page.getByRole('img', { name }).waitFor();
    expect(await axeFindings(page)).toEqual([]);

    await page.getByRole('navigation').getByRole('button', { name: 'Predict' }).click();
    await page.getByLabel('File to score').fill(data);
    await page.keyboard.press('Enter');
    await page.getByText(`${ROWS.toLocaleString('en')} rows scored`, { exact: true }).waitFor();
    await page.getByRole('img', { name: picture }).waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(expect.arrayContaining([expect.stringContaining(number)]));
    expect(complaints).toEqual([]);
    await page.close();
  });
});
