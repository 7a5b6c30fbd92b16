import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, millwright, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

const ROWS = 5000;
let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '7', '--out', data);
});

afterAll(() => session.close());

async function openFile(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Open a file' }).click();
  await page.getByLabel('Path of a CSV or Parquet file').fill(path);
  await page.keyboard.press('Enter');
}

async function openInGrid(options?: Parameters<WindowSession['open']>[0]): Promise<WatchedPage> {
  const watched = await session.open(options);
  await openFile(watched.page, data);
  await watched.page.getByRole('grid').waitFor();
  return watched;
}

async function toTrain(page: Page, folds: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose what to predict' }).click();
  await page.getByLabel('Cross-validation').selectOption({ label: folds });
}

const cells = (page: Page, row: number) => page.locator(`[role=row][aria-rowindex="${row + 2}"] [role=gridcell]`).allTextContents();

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
    const shown = await cells(page, ROWS - 1);
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
    await expect.poll(async () => Number((await cells(page, 0))[column])).toBe(highest);
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
    await page.getByRole('grid').waitFor();
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
    await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
    await page.getByRole('grid').waitFor();
    await expect.poll(() => cells(page, 1)).toEqual(['2', 'y']);
  });

  it('shows hostile names and values as text', async () => {
    const hostile = join(session.folder, 'hostile.csv');
    const names = ['<img src=x onerror=alert(1)>', '{{constructor}}', '$' + '{alert(1)}', '"""; import os', '__proto__'];
    const quoted = (values: string[]) => values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
    await writeFile(hostile, [quoted(names), ...Array.from({ length: 30 }, (_, index) => quoted(names.map((name) => `${name}${index % 3}`)))].join('\n'));
    const { page, complaints } = await session.open();
    page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    await openFile(page, hostile);
    await page.getByRole('grid').waitFor();
    await expect.poll(async () => (await cells(page, 0))[0]).toBe('<img src=x onerror=alert(1)>0');
    await page.getByRole('columnheader').nth(1).click();
    await page.getByRole('complementary').getByText('Most frequent values').waitFor();
    await page.getByRole('button', { name: 'Choose what to predict' }).click();
    await page.getByLabel('Predict', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('Train', () => {
  it('goes from a file to a ROC curve that can be read', async () => {
    const { page, complaints } = await openInGrid();
    await toTrain(page, '3 folds');
    expect(await page.getByLabel('Predict', { exact: true }).inputValue()).toBe('failure');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    const curve = page.getByRole('img', { name: /^ROC curve of .* validation rows that the model has not seen/ });
    await curve.waitFor({ timeout: 120_000 });
    await curve.locator('.scatterlayer .trace').nth(1).waitFor();
    await expect.poll(() => curve.locator('.legendtext').allTextContents()).toContainEqual(expect.stringMatching(/^failure = 1 \(area 0\.\d{3}\)$/));
    await curve.hover({ position: { x: 400, y: 16 } });
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
    await millwright('sample', 'telemetry', '--rows', '60000', '--seed', '3', '--out', long);
    const { page, complaints } = await session.open();
    await openFile(page, long);
    await page.getByRole('grid').waitFor();
    await toTrain(page, '10 folds');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
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
    await page.getByRole('grid').waitFor();
    await page.getByRole('complementary').getByText('Different values').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await toTrain(page, 'None');
    await page.getByRole('button', { name: 'Train 2 models' }).click();
    await page.locator('.scatterlayer .trace').first().waitFor({ timeout: 120_000 });
    expect(await axeFindings(page)).toEqual([]);
  });

  it('takes the colours that the user chose, and keeps them', async () => {
    const { page } = await session.open({ colorScheme: 'light' });
    await page.getByLabel('Colours').selectOption({ label: 'Dark' });
    await page.reload();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
  });
});

/** The file that tells the last run of a project. */
async function lastRun(project: string): Promise<string> {
  const runs = (await readdir(join(project, 'runs'))).filter((name) => /^\d+$/.test(name)).sort();
  const folder = join(project, 'runs', runs.at(-1) ?? '');
  const name = (await readdir(folder)).find((one) => /^(run|result)\.json$/.test(one));
  return join(folder, name ?? 'run.json');
}
