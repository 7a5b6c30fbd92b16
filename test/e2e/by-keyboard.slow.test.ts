import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT } from '../export/export-environment.ts';
import { chain, focused, kept, node } from './build-session.ts';
import { faultsOfTab, find, pressOn, tabTo, typeInto } from './keyboard-walk.ts';
import { allRowsShown, millwright, openSession, type WindowSession } from './window-session.ts';

const ROWS = 200;
let session: WindowSession;
let fresh: string;

beforeAll(async () => {
  session = await openSession();
  fresh = join(session.folder, 'tomorrow.csv');
  await millwright('sample', 'telemetry', '--rows', String(ROWS), '--seed', '8', '--out', fresh);
});

afterAll(() => session.close());

describe('the whole task', () => {
  it.skipIf(ABSENT)('is done from the empty screen to the tests of the exported project by keyboard alone', async () => {
    const { page, complaints } = await session.open();
    const screen = (number: number): Promise<void> => page.keyboard.press(`Control+${number}`);

    // Open
    await page.getByRole('button', { name: 'Try the sample' }).waitFor();
    expect(await faultsOfTab(page)).toEqual([]);
    await pressOn(page, /^Try the sample$/);
    await allRowsShown(page, 60_000);
    expect(await faultsOfTab(page)).toEqual([]);
    await tabTo(page, /./, 'grid');
    await page.keyboard.press('Control+ArrowDown');

    // Understand, and mend
    await screen(2);
    const alerts = page.getByRole('list', { name: 'Alerts' });
    await alerts.getByRole('button', { name: 'Rare class: failure' }).waitFor({ timeout: 60_000 });
    expect(await faultsOfTab(page)).toEqual([]);
    await pressOn(page, /^Rare class: failure$/);
    await page.getByRole('heading', { name: 'failure', level: 1 }).waitFor();
    await pressOn(page, /^Repeat rare rows/);
    await alerts.getByText('In the graph: “Random oversampling”').waitFor({ timeout: 60_000 });
    await pressOn(page, /^Show it in the graph$/);

    // Build
    await node(page, 'random-oversampling').waitFor();
    const project = (await page.locator('header .project').getAttribute('title')) ?? '';
    await expect.poll(async () => (await kept(project)).nodes.map(({ type }) => type)).toContain('random-oversampling');
    expect(await faultsOfTab(page)).toEqual([]);
    await find(page, 'node fill-numbers');
    await expect.poll(() => focused(page, 'fill-numbers')).toBe(true);
    await page.keyboard.press('a');
    await page.keyboard.type('min-max');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page, 'min-max-scaler')).toBe(true);
    await page.keyboard.press('Enter');
    await pressOn(page, /^None$/);
    await pressOn(page, /^power/, 'Space');
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await kept(project)).nodes.find(({ id }) => id === 'min-max-scaler')?.params['columns']).toEqual(['power']);
    expect(await chain(project, 'logistic-regression')).toContain('min-max-scaler');

    // Train
    await screen(4);
    await page.getByLabel('Cross-validation').waitFor();
    await tabTo(page, /^Cross-validation/);
    await page.keyboard.type('None');
    await pressOn(page, /^Train \d+ models$/);
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 300_000 });

    // Read the curve
    expect(await faultsOfTab(page)).toEqual([]);
    await pressOn(page, /^Logistic regression$/);
    await page.getByRole('img', { name: /^ROC/ }).waitFor();
    const matrix = page.getByRole('table', { name: 'Confusion matrix at this threshold' });
    await matrix.waitFor();
    const before = await matrix.innerText();
    await tabTo(page, /^Threshold$/);
    await page.keyboard.press('PageUp');
    await expect.poll(() => matrix.innerText()).not.toBe(before);

    // Score
    await screen(5);
    await page.getByLabel('File to score').waitFor();
    await typeInto(page, /^File to score/, fresh);
    await page.keyboard.press('Enter');
    await page.getByText(`${ROWS} rows scored`, { exact: true }).waitFor({ timeout: 60_000 });
    expect(await faultsOfTab(page)).toEqual([]);
    const out = await page.getByLabel('Save the predictions to').inputValue();
    expect((await readFile(out, 'utf8')).trim().split('\n')).toHaveLength(ROWS + 1);

    // Export, and test
    const exported = join(session.folder, 'pump project');
    await screen(6);
    await page.getByRole('tree').waitFor({ timeout: 60_000 });
    await typeInto(page, /^Folder$/, exported);
    await page.keyboard.press('Enter');
    await page.getByText('The project is written.').waitFor({ timeout: 60_000 });
    expect(await faultsOfTab(page)).toEqual([]);
    const written = (await readdir(exported, { recursive: true })).sort();
    await pressOn(page, /^Install and run the tests$/);
    await pressOn(page, /^Cancel$/);
    await page.getByText('The tests were stopped.').waitFor();
    await pressOn(page, /^Install and run the tests$/);
    await page.getByText('The tests of the project pass.').waitFor({ timeout: 600_000 });
    await pressOn(page, /^Log$/);
    expect(await page.getByRole('region', { name: 'Log of the tests' }).textContent()).toMatch(/\d+ passed/);
    expect((await readdir(exported, { recursive: true })).sort()).toEqual(written);
    expect(complaints).toEqual([]);
  }, 900_000);
});
