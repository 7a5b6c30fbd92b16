import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, focused, handle, inspector, kept, node, openGraph, press } from './build-session.ts';
import { axeFindings, millwright, openSession, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
});

afterAll(() => session.close());

const DEFAULT = ['source', 'target', 'split', 'fill-numbers', 'scale', 'fill-texts', 'one-hot', 'decision-tree'];

describe('Build', () => {
  it('changes a graph by keyboard alone, shows and mends a leak, takes everything back, and trains', async () => {
    const { page, complaints, project } = await openGraph(session, data);
    const before = await kept(project);

    await node(page, 'source').focus();
    for (const id of DEFAULT.slice(1, 5)) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(() => focused(page, id)).toBe(true);
    }
    await page.keyboard.press('a');
    await page.keyboard.type('min-max');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page, 'min-max-scaler')).toBe(true);
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => node(page, 'scale').getAttribute('aria-pressed')).toBe('true');
    await page.keyboard.press('Delete');
    await node(page, 'scale').waitFor({ state: 'detached' });
    await expect.poll(() => chain(project, 'decision-tree')).toEqual(DEFAULT.map((id) => (id === 'scale' ? 'min-max-scaler' : id)));

    for (let steps = 0; (await node(page, 'min-max-scaler').getAttribute('aria-pressed')) !== 'true' && steps < 3; steps += 1) await page.keyboard.press('ArrowUp');
    const after = page.getByRole('region', { name: /^After/ });
    await after.getByRole('columnheader', { name: /temperature.*changed/ }).waitFor();
    const names = await after.getByRole('columnheader').allTextContents();
    const column = names.findIndex((name) => name.startsWith('temperature'));
    const shares = await after.locator('tbody tr').evaluateAll((rows, at) => rows.filter((row) => row.children[1]?.textContent === 'training').map((row) => Number(row.children[at]?.textContent)), column);
    expect(shares.length).toBeGreaterThan(20);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    await page.getByRole('tab', { name: 'Rows' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'What it learned' }).getByRole('row', { name: /temperature/ }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByLabel('SQL', { exact: true }).getByText('select').first().waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('MinMaxScaler').first().waitFor();

    await node(page, 'min-max-scaler').focus();
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    const fix = inspector(page).getByRole('button', { name: /^Move Min-max scaler behind the split/i });
    await fix.waitFor();
    expect(await node(page, 'min-max-scaler').textContent()).toContain('1 problem');
    await expect.poll(() => chain(project, 'decision-tree')).toContain('min-max-scaler');
    await fix.click();
    await fix.waitFor({ state: 'detached' });
    await expect.poll(async () => (await chain(project, 'decision-tree')).slice(2, 4)).toEqual(['split', 'min-max-scaler']);

    await press(page, 'Control+z', 5);
    await expect.poll(() => page.getByRole('button', { name: 'Undo' }).isDisabled()).toBe(true);
    await expect.poll(() => kept(project)).toEqual(before);
    await press(page, 'Control+Shift+z', 5);
    await expect.poll(async () => (await chain(project, 'decision-tree')).slice(2, 4)).toEqual(['split', 'min-max-scaler']);

    await page.getByRole('button', { name: 'Train', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    await page.getByRole('button', { name: /^Train \d+ models/ }).click();
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 120_000 });
    expect(complaints).toEqual([]);
  });

  it('adds by double click and by drag, connects by mouse what fits, and nothing else', async () => {
    const { page, complaints, project } = await openGraph(session, data, { width: 1920, height: 1080 });
    await node(page, 'fill-numbers').click();
    await page.getByRole('option', { name: 'Quantile bins' }).dblclick();
    await expect.poll(() => chain(project, 'decision-tree')).toEqual([...DEFAULT.slice(0, 4), 'quantile-bins', ...DEFAULT.slice(4)]);
    await page.keyboard.press('Control+z');
    await expect.poll(() => chain(project, 'decision-tree')).toEqual(DEFAULT);
    await page.getByRole('option', { name: 'Filter' }).dragTo(node(page, 'target'));
    await expect.poll(() => chain(project, 'decision-tree')).toEqual([...DEFAULT.slice(0, 2), 'filter', ...DEFAULT.slice(2)]);
    expect(await node(page, 'filter').textContent()).toMatch(/problem/);

    await inspector(page).getByLabel('Comes after').selectOption('');
    await expect.poll(() => chain(project, 'filter')).toEqual(['filter']);
    await handle(page, 'target', 'source').dragTo(handle(page, 'fill-texts', 'target'));
    await handle(page, 'decision-tree', 'target').waitFor();
    await handle(page, 'target', 'source').dragTo(handle(page, 'filter', 'target'));
    await expect.poll(() => chain(project, 'filter')).toEqual(['source', 'target', 'filter']);
    expect((await kept(project)).edges.filter(({ to }) => to === 'fill-texts')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('makes a form for every setting, and marks a formula at the character', async () => {
    const { page, complaints, project } = await openGraph(session, data);
    await node(page, 'scale').click();
    await page.keyboard.press('Enter');
    await inspector(page).getByLabel('Shift to mean 0').uncheck();
    await inspector(page).getByLabel('tool_wear').uncheck();
    await expect.poll(async () => (await kept(project)).nodes.find(({ id }) => id === 'scale')?.params).toMatchObject({ withMean: false, columns: ['temperature', 'vibration', 'spindle_speed', 'power'] });
    await page.getByRole('combobox', { name: 'Search nodes' }).fill('formula');
    await page.keyboard.press('Enter');
    await inspector(page).getByLabel('Name', { exact: true }).fill('ratio');
    await inspector(page).getByLabel('Formula', { exact: true }).fill('power / nothing');
    await inspector(page).getByRole('button', { name: 'Go to character 9' }).waitFor();
    expect(await inspector(page).locator('mark').textContent()).toBe('n');
    await inspector(page).getByLabel('Formula', { exact: true }).fill('power / spindle_speed');
    await page.getByRole('region', { name: /^After/ }).getByRole('columnheader', { name: /ratio.*new/ }).waitFor();
    await page.keyboard.press('Control+z');
    expect(await inspector(page).getByLabel('Formula', { exact: true }).inputValue()).toBe('');
    await page.keyboard.press('Control+z');
    expect(await inspector(page).getByLabel('Name', { exact: true }).inputValue()).toBe('');
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds in %s', async (colorScheme) => {
    const { page, complaints } = await openGraph(session, data, { colorScheme });
    expect(await axeFindings(page)).toEqual([]);
    await node(page, 'scale').click();
    await page.getByRole('region', { name: /^After/ }).waitFor();
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await page.keyboard.press('Alt+Shift+ArrowUp');
    await inspector(page).getByRole('button', { name: /^Move Standard scaler/i }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('F1');
    await page.getByRole('dialog').getByRole('article').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search nodes' }).fill('nothing of this name');
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
