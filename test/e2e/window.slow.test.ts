import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRowsShown, axeFindings, millwright, openFile, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

const ROWS = 5000;
let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '7', '--out', data);
});

afterAll(() => session.close());

async function openInGrid(options?: Parameters<WindowSession['open']>[0]): Promise<WatchedPage> {
  const watched = await session.open(options);
  await openFile(watched.page, data);
  await allRowsShown(watched.page);
  return watched;
}

async function toTrain(page: Page, folds: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose what to predict' }).click();
  await page.getByLabel('Cross-validation').selectOption({ label: folds });
}

/** The whole of it can be seen without scrolling. */
const isInSight = (element: Locator): Promise<boolean> =>
  element.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

describe('Train', () => {
  it('goes from a file to a ROC curve that can be read', async () => {
    const { page, complaints } = await openInGrid();
    await toTrain(page, '3 folds');
    expect(await page.getByLabel('Predict', { exact: true }).inputValue()).toBe('failure');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    const curve = page.getByRole('img', { name: /^ROC curve of .* validation rows that the model has not seen/ });
    await curve.waitFor({ timeout: 120_000 });
    expect(await isInSight(page.getByRole('table', { name: /higher is better/ }))).toBe(true);
    await curve.locator('.scatterlayer .trace').nth(1).waitFor();
    await expect.poll(() => curve.locator('.legendtext').allTextContents()).toContainEqual(expect.stringMatching(/^failure = 1 \(area 0\.\d{3}\)$/));
    await curve.hover({ position: { x: 200, y: 60 } });
    await expect.poll(() => curve.locator('.hoverlayer').textContent()).toContain('rightly found');

    const kept = JSON.parse(await readFile(await lastRun(join(session.folder, 'telemetry-failure')), 'utf8')) as { chosen: string; models: Record<string, { validation: { metrics: { roc_auc: { value: number } } } }> };
    const auc = kept.models[kept.chosen]?.validation.metrics.roc_auc.value ?? Number.NaN;
    expect(await page.getByRole('row', { name: /chosen/ }).innerText()).toContain(auc.toFixed(3));
    const metrics = await page.getByRole('table', { name: 'Metrics' }).innerText();
    expect(metrics).toContain('already seen, 4,000 rows');
    expect(metrics).toMatch(/Area under ROC\s+0\.\d{3}\s+0\.\d{3}\s+0\.\d{3} ± 0\.\d{3}\s+\d\.\d{3}/);
    await page.getByRole('table', { name: 'Confusion matrix at this threshold' }).waitFor();
    await page.getByRole('button', { name: 'Decision tree' }).click();
    await page.getByRole('img', { name: /^ROC curve of Decision tree/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('stops when it is told to, and keeps nothing of it', async () => {
    const long = join(session.folder, 'long.csv');
    await millwright('sample', 'telemetry', '--rows', '150000', '--seed', '3', '--out', long);
    const { page, complaints } = await session.open();
    await openFile(page, long);
    await allRowsShown(page);
    await toTrain(page, '10 folds');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    const cancel = page.getByRole('button', { name: 'Cancel' });
    await cancel.waitFor();
    expect(await isInSight(cancel)).toBe(true);
    await cancel.click();
    await page.getByText('Training was stopped. Nothing of it was kept.').waitFor({ timeout: 15_000 });
    const project = join(session.folder, 'long-failure');
    expect((await readdir(project)).filter((name) => name !== 'project.json')).toEqual([]);
    expect(await page.getByRole('button', { name: 'Train 2 models' }).isEnabled()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('predicts a number, without a curve', async () => {
    const { page } = await openInGrid();
    await toTrain(page, 'None');
    await page.getByLabel('Predict', { exact: true }).selectOption('tool_wear');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    const metrics = page.getByRole('table', { name: 'Metrics' });
    await metrics.waitFor({ timeout: 120_000 });
    expect(await metrics.innerText()).toContain('Root mean squared error');
    expect(await page.getByRole('img', { name: /ROC/ }).count()).toBe(0);
  });

  it('shows the engine’s own words where training cannot start', async () => {
    const { page } = await openInGrid();
    await toTrain(page, 'None');
    await page.getByLabel('Project folder').fill(session.folder);
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('is not empty');
    expect(await alert.innerText()).toContain('Choose an empty or a new folder.');
    await page.getByLabel('Predict', { exact: true }).selectOption('temperature');
    await page.getByText('rows without a value').waitFor();
    await page.getByLabel('Project folder').fill(join(session.folder, 'of-missing'));
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    await expect.poll(() => alert.innerText()).toContain('The target "temperature" is missing in');
  });
});

describe('every screen', () => {
  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['high contrast', { contrast: 'more' }],
  ] as const)('has nothing for axe to find in %s', async (_theme, media) => {
    const { page } = await session.open({ ...media, width: 1920, height: 1080 });
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await openFile(page, join(session.folder, 'not-there.csv'));
    await page.getByRole('alert').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Path of a CSV or Parquet file').fill(data);
    await page.keyboard.press('Enter');
    await allRowsShown(page);
    await page.getByRole('complementary').getByText('Different values').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await toTrain(page, 'None');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    await page.locator('.scatterlayer .trace').first().waitFor({ timeout: 120_000 });
    expect(await axeFindings(page)).toEqual([]);
  });
});

/** The file that tells the last run of a project. */
async function lastRun(project: string): Promise<string> {
  const runs = (await readdir(join(project, 'runs'))).filter((name) => /^\d+$/.test(name)).sort();
  const folder = join(project, 'runs', runs.at(-1) ?? '');
  const name = (await readdir(folder)).find((one) => /^(run|result)\.json$/.test(one));
  return join(folder, name ?? 'run.json');
}
