import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileNames, RAN } from '../kit/hostile-names.ts';
import { allRowsShown, axeFindings, millwright, openSession, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;
let project: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  project = join(session.folder, 'plant');
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
  await millwright('new', project, '--data', data, '--target', 'failure');
});

afterAll(() => session.close());

/** Opens something by the palette, with the keyboard alone. */
async function byPalette(page: Page, search: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor();
  await page.keyboard.type(search);
  await page.keyboard.press('Enter');
}

async function openProject(page: Page): Promise<void> {
  await byPalette(page, 'open a project');
  await page.getByLabel('Folder of the project').waitFor();
  await page.keyboard.type(project);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Train models' }).first().waitFor();
}

describe('the palette', () => {
  it('leads to commands, screens, nodes, columns and what was open lately, by keyboard alone', async () => {
    const { page, complaints } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await openProject(page);
    await byPalette(page, 'go to build');
    await page.locator('[data-node]').first().waitFor();
    await byPalette(page, 'node scale');
    await expect.poll(() => page.locator('[data-node="scale"]').getAttribute('aria-pressed')).toBe('true');
    await byPalette(page, 'duplicate what is');
    await page.locator('[data-node="standard-scaler"]').waitFor();
    await byPalette(page, 'undo');
    await page.locator('[data-node="standard-scaler"]').waitFor({ state: 'detached' });
    await byPalette(page, 'power column');
    await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: 'power' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('redo');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.reload();
    await page.getByRole('region', { name: 'Open lately' }).getByRole('button', { name: /^plant/ }).waitFor();
    await byPalette(page, `project ${project}`);
    await page.getByRole('heading', { name: 'Train models' }).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('says why something cannot be done, and does not do it', async () => {
    const { page } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('go to train');
    expect(await page.getByRole('option', { name: /Go to Train/ }).innerText()).toContain('Open a file first');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('option', { name: /Go to Train/ }).isVisible()).toBe(true);
  });
});

describe('a dialog', () => {
  it('that is closed by its button leaves the next key to the window, however soon it comes', async () => {
    const { page } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).click();
    await page.getByLabel('Path of a CSV or Parquet file').waitFor();
    await page.evaluate(() => {
      document.querySelector<HTMLElement>('dialog [aria-label=Close]')?.click();
      return Promise.resolve().then(() => document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true })));
    });
    await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
  });
});

describe('what was open lately', () => {
  it('says what is gone, and takes it off the list', async () => {
    const copy = join(session.folder, 'short-lived.csv');
    await writeFile(copy, 'a,b\n1,2\n3,4\n');
    const { page } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await byPalette(page, 'open a file');
    await page.getByLabel('Path of a CSV or Parquet file').fill(copy);
    await page.keyboard.press('Enter');
    await allRowsShown(page);
    await rm(copy);
    await page.reload();
    const entry = page.getByRole('listitem').filter({ hasText: 'short-lived.csv' });
    await entry.getByText('is no longer there').waitFor();
    await entry.getByRole('button', { name: 'Take short-lived.csv off this list' }).click();
    await entry.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    expect(await page.getByText('short-lived.csv').count()).toBe(0);
  });

  it('and titles show hostile names as text, and nothing of them runs', async () => {
    const names = hostileNames(1000);
    const folder = join(session.folder, 'user');
    await mkdir(folder, { recursive: true });
    const before = await readFile(join(folder, 'recents.json'), 'utf8').catch(() => '[]');
    const { page, complaints } = await session.open();
    page.on('dialog', (dialog) => complaints.push(`a dialog: ${dialog.message()}`));
    for (let start = 0; start < names.length; start += 20) {
      const some = names.slice(start, start + 20).map((name) => ({ kind: 'project', path: `/x/${name.replaceAll(/[/\\]/g, '_')}` }));
      await writeFile(join(folder, 'recents.json'), JSON.stringify(some));
      await page.reload();
      await page.getByRole('heading', { name: 'Open lately' }).waitFor();
      expect(await page.getByRole('listitem').count()).toBe(8);
      await page.keyboard.press('Control+k');
      await page.keyboard.insertText('project /x/');
      await expect.poll(() => page.getByRole('option').count()).toBe(20);
      const shown = await page.getByRole('option').locator('.title').allTextContents();
      expect(shown).toEqual(some.map(({ path }) => path.split('/').filter(Boolean).at(-1)));
    }
    await page.keyboard.press('Escape');
    await writeFile(join(folder, 'recents.json'), before);
    const file = join(session.folder, `<img src=x onerror=${RAN}=1>.csv`);
    await writeFile(file, 'a,b\n1,2\n3,4\n');
    await byPalette(page, 'open a file');
    await page.getByLabel('Path of a CSV or Parquet file').fill(file);
    await page.keyboard.press('Enter');
    await allRowsShown(page);
    expect(await page.title()).toContain('<img src=x');
    expect(await page.evaluate((name) => name in globalThis, RAN)).toBe(false);
    expect(complaints).toEqual([]);
  });
});

describe('the sample', () => {
  it('is made and opened by one click, without a question', async () => {
    const { page, complaints } = await session.open();
    await page.getByRole('button', { name: 'Try the sample' }).click();
    const grid = page.getByRole('grid');
    await grid.waitFor();
    expect(await grid.getAttribute('aria-rowcount')).toBe('20001');
    expect(complaints).toEqual([]);
  });
});

describe('settings', () => {
  it('hold at once and after a restart of the page', async () => {
    const { page, complaints } = await session.open({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await page.keyboard.press('Control+,');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.getByLabel('Colours').selectOption({ label: 'Dark' });
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
    await dialog.getByLabel('Digits of figures').fill('3');
    await page.keyboard.press('Tab');
    await dialog.getByText('3,140').waitFor();
    await dialog.getByLabel('Threads').fill('1000');
    await page.keyboard.press('Tab');
    await dialog.getByRole('alert').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.press('Control+,');
    expect(await dialog.getByLabel('Digits of figures').inputValue()).toBe('3');
    expect(await dialog.getByLabel('Threads').inputValue()).toBe('');
    await dialog.getByLabel('Colours').selectOption({ label: 'As the system' });
    await dialog.getByLabel('Digits of figures').fill('5');
    await page.keyboard.press('Tab');
    await expect.poll(async () => JSON.parse(await readFile(join(session.folder, 'user', 'settings.json'), 'utf8')) as unknown).toMatchObject({ theme: 'system', digits: 5 });
    expect(complaints).toEqual([]);
  });
});

describe('help', () => {
  it('opens at the chosen node, with an example that the engine made, and finds every page by its name', async () => {
    const { page, complaints } = await session.open();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await openProject(page);
    await page.keyboard.press('Control+3');
    await page.locator('[data-node="scale"]').click();
    await page.keyboard.press('F1');
    const article = page.getByRole('dialog', { name: 'Help' }).getByRole('article');
    await article.getByRole('heading', { name: 'Standard scaler' }).waitFor();
    await article.getByText('Example, on the sample').waitFor();
    await article.getByText('StandardScaler(').waitFor();
    await page.getByLabel('Search the help').fill('decision tree');
    await page.getByRole('button', { name: 'Decision tree', exact: true }).click();
    await article.getByText('It compiles to ONNX, DecisionTree').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('everything around the screens', () => {
  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['high contrast', { contrast: 'more' }],
  ] as const)('has nothing for axe to find in %s', async (_theme, media) => {
    const { page } = await session.open({ ...media, width: 1920, height: 1080 });
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    for (const key of ['Control+k', '?', 'Control+,', 'F1']) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      expect(await axeFindings(page), key).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  });
});
