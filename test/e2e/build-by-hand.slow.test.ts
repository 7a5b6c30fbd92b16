import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chain, chainOf, focused, handle, inspector, kept, node, openGraph, press, type KeptGraph } from './build-session.ts';
import { axeFindings, millwright, openSession, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
});

afterAll(() => session.close());

/** What a graph does: per model the types of its chain with the settings that are not the usual ones. */
function meaning(graph: KeptGraph): unknown {
  const USUAL: Record<string, unknown> = { source: 'data', positive: null, task: null, train: 0.8, validation: 0.1 };
  const ends = graph.nodes.filter(({ type }) => type.startsWith('model:')).map(({ id }) => id);
  return Object.fromEntries(ends.map((end) => [graph.nodes.find(({ id }) => id === end)?.type ?? '', chainOf(graph, end).map(({ type, params }) => [type, Object.fromEntries(Object.entries(params).filter(([name, value]) => USUAL[name] !== value).toSorted())])]).toSorted());
}

/** The box of a port by which its middle is pressed. */
async function middle(page: Page, id: string, kind: 'source' | 'target'): Promise<{ x: number; y: number }> {
  const box = await handle(page, id, kind).boundingBox();
  if (!box) throw new Error(`The ${kind} of ${id} is not in sight`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function dragPort(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
}

const inPalette = (page: Page, name: string | RegExp) => page.getByRole('listbox', { name: 'Nodes' }).getByRole('option', { name });
const menu = (page: Page) => page.getByRole('combobox', { name: /^What follows/ });
const option = (page: Page, name: string | RegExp) => page.getByRole('listbox', { name: 'What fits' }).getByRole('option', { name });

describe('a whole graph', () => {
  it('is built by mouse alone', async () => {
    const { page, complaints, project } = await openGraph(session, data, { width: 1920, height: 1080 });
    const usual = meaning(await kept(project));
    const ids = (await kept(project)).nodes.map(({ id }) => id).filter((id) => id !== 'source');
    await node(page, ids[0] ?? '').click();
    for (const id of ids.slice(1)) await node(page, id).click({ modifiers: ['Control'] });
    await page.getByRole('toolbar', { name: 'Graph' }).getByRole('button', { name: 'Delete' }).click();
    await expect.poll(async () => (await kept(project)).nodes.map(({ id }) => id)).toEqual(['source']);

    await inPalette(page, 'Feature-target split').dblclick();
    await inspector(page).getByLabel('Target').selectOption('failure');
    await inspector(page).getByRole('group', { name: /^Columns set aside/ }).getByLabel('timestamp').check();
    await inspector(page).getByLabel('Task').selectOption({ label: 'Classification' });

    await inPalette(page, /^Split/).dragTo(node(page, 'feature-target-split'));
    await inspector(page).getByLabel('Method').selectOption({ label: 'Stratified' });
    await inspector(page).getByLabel('Column', { exact: true }).selectOption('failure');

    await handle(page, 'split', 'source').click();
    await option(page, /^Simple imputer/).click();
    await node(page, 'simple-imputer').waitFor();
    await inspector(page).getByRole('group', { name: /^Columns/ }).getByRole('button', { name: 'None' }).click();
    for (const name of ['temperature', 'vibration', 'spindle_speed', 'power', 'tool_wear']) await inspector(page).getByRole('checkbox', { name: new RegExp(`^${name}`) }).check();
    await inspector(page).getByLabel('Fill with').selectOption({ label: 'Median' });

    const end = await middle(page, 'simple-imputer', 'source');
    await dragPort(page, end, { x: end.x + 180, y: end.y + 120 });
    await page.getByText('or in the open to choose what follows').waitFor();
    await page.mouse.up();
    await option(page, /^Standard scaler/).click();
    await node(page, 'standard-scaler').waitFor();

    await inPalette(page, /^Simple imputer/).dblclick();
    await inspector(page).getByRole('group', { name: /^Columns/ }).getByRole('button', { name: 'None' }).click();
    for (const name of ['machine_id', 'material']) await inspector(page).getByRole('checkbox', { name: new RegExp(`^${name}`) }).check();
    await inspector(page).getByLabel('Fill with').selectOption({ label: 'Most frequent' });
    await inPalette(page, /^One-hot encoder/).dblclick();
    await inPalette(page, /^Decision tree/).dblclick();
    await node(page, 'one-hot-encoder').click();
    await inPalette(page, /^Logistic regression/).dblclick();

    await expect.poll(async () => meaning(await kept(project))).toEqual(usual);
    await expect.poll(() => page.locator('[data-node].problem').count()).toBe(0);
    await page.getByRole('toolbar', { name: 'Graph' }).getByRole('button', { name: 'Tidy up' }).click();
    expect(complaints).toEqual([]);
  });

  it('is built by keyboard alone', async () => {
    const { page, complaints, project } = await openGraph(session, data);
    const usual = meaning(await kept(project));
    await node(page, 'source').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await expect.poll(async () => (await kept(project)).nodes.map(({ id }) => id)).toEqual(['source']);
    await expect.poll(() => focused(page, 'source')).toBe(true);

    /** Adds by the palette, and goes into the form. */
    const add = async (search: string, id: string): Promise<void> => {
      await page.keyboard.press('a');
      await page.keyboard.type(search);
      await page.keyboard.press('Enter');
      await expect.poll(() => focused(page, id)).toBe(true);
    };
    /** Tabs to a field of the form, and gives whether it came there. */
    const tabTo = async (label: RegExp): Promise<void> => {
      for (let tabs = 0; tabs < 60; tabs += 1) {
        const name = await page.evaluate(() => {
          const at = document.activeElement;
          return at instanceof HTMLInputElement || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement ? (at.labels?.[0]?.textContent ?? at.getAttribute('aria-label') ?? '') : (at?.textContent ?? '');
        });
        if (label.test(name.trim())) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`No field ${String(label)}`);
    };
    const columns = async (names: readonly string[]): Promise<void> => {
      await tabTo(/^None$/);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Enter');
      for (const name of names) {
        await tabTo(new RegExp(`^${name}`));
        await page.keyboard.press('Space');
      }
    };

    await add('target split', 'feature-target-split');
    await page.keyboard.press('Enter');
    await tabTo(/^Target/);
    await page.keyboard.type('failure');
    await tabTo(/^timestamp/);
    await page.keyboard.press('Space');
    await tabTo(/^Task/);
    await page.keyboard.type('Class');
    await page.keyboard.press('Escape');
    await add('split', 'split');
    await page.keyboard.press('Enter');
    await tabTo(/^Method/);
    await page.keyboard.type('Strat');
    await tabTo(/^Column$/);
    await page.keyboard.type('failure');
    await page.keyboard.press('Escape');

    await page.keyboard.press('c');
    await menu(page).waitFor();
    await page.keyboard.type('simple');
    await page.keyboard.press('Enter');
    await expect.poll(() => focused(page, 'simple-imputer')).toBe(true);
    await page.keyboard.press('Enter');
    await columns(['temperature', 'vibration', 'spindle_speed', 'power', 'tool_wear']);
    await tabTo(/^Fill with/);
    await page.keyboard.type('Median');
    await page.keyboard.press('Escape');
    await add('standard', 'standard-scaler');
    await add('simple', 'simple-imputer-2');
    await page.keyboard.press('Enter');
    await columns(['machine_id', 'material']);
    await tabTo(/^Fill with/);
    await page.keyboard.type('Most');
    await page.keyboard.press('Escape');
    await add('one-hot', 'one-hot-encoder');
    await add('decision', 'decision-tree');
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => focused(page, 'one-hot-encoder')).toBe(true);
    await add('logistic', 'logistic-regression');
    await expect.poll(async () => meaning(await kept(project))).toEqual(usual);
    await expect.poll(() => page.locator('[data-node].problem').count()).toBe(0);

    await press(page, 'ArrowUp', 2);
    await page.keyboard.press('b');
    await expect.poll(async () => (await kept(project)).nodes.find(({ id }) => id === 'simple-imputer-2')?.bypassed).toBe(true);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => meaning(await kept(project))).toEqual(usual);
    expect(complaints).toEqual([]);
  });
});

describe('connections', () => {
  it('take only what fits, and say so while one drags', async () => {
    const { page, complaints, project } = await openGraph(session, data, { width: 1920, height: 1080 });
    await node(page, 'scale').click();
    await inspector(page).getByLabel('Comes after').selectOption('');
    await expect.poll(() => chain(project, 'scale')).toEqual(['scale']);
    await page.getByRole('toolbar', { name: 'Graph' }).getByRole('button', { name: 'Fit' }).click();
    await dragPort(page, await middle(page, 'target', 'source'), await middle(page, 'one-hot', 'target'));
    await page.getByText(/cannot follow Feature-target split: It has an input already/).waitFor();
    expect(await node(page, 'split').getAttribute('class')).toContain('refused');
    expect(await node(page, 'scale').getAttribute('class')).not.toContain('refused');
    const fits = await middle(page, 'scale', 'target');
    await page.mouse.move(fits.x, fits.y, { steps: 4 });
    await page.getByText('Let go: Standard scaler then follows Feature-target split.').waitFor();
    await page.mouse.up();
    await expect.poll(() => chain(project, 'scale')).toEqual(['source', 'target', 'scale']);
    await page.keyboard.press('Control+z');
    await node(page, 'split').click();
    await page.keyboard.press('c');
    await page.keyboard.type('scale');
    await option(page, /^Standard scaler\s*scale/).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => chain(project, 'scale')).toEqual(['source', 'target', 'split', 'scale']);
    expect(complaints).toEqual([]);
  });

  it('take a node that is dropped on them, and heal when it goes', async () => {
    const { page, complaints, project } = await openGraph(session, data, { width: 1920, height: 1080 });
    const before = await kept(project);
    const [above, below] = [await middle(page, 'split', 'source'), await middle(page, 'fill-numbers', 'target')];
    const canvas = page.locator('[data-canvas]');
    const frame = await canvas.boundingBox();
    await inPalette(page, 'Min-max scaler').dragTo(canvas, { targetPosition: { x: (above.x + below.x) / 2 - (frame?.x ?? 0), y: (above.y + below.y) / 2 - (frame?.y ?? 0) } });
    await expect.poll(async () => (await chain(project, 'decision-tree')).slice(2, 5)).toEqual(['split', 'min-max-scaler', 'fill-numbers']);
    await page.keyboard.press('Delete');
    await expect.poll(async () => (await kept(project)).edges.length).toBe(before.edges.length);
    await press(page, 'Control+z', 2);
    await expect.poll(() => kept(project)).toEqual(before);
    expect(complaints).toEqual([]);
  });
});

describe('several nodes', () => {
  it('are chosen by a frame and by keys, moved by arrows and by mouse, bypassed and used again', async () => {
    const { page, complaints, project } = await openGraph(session, data, { width: 1920, height: 1080 });
    const before = await kept(project);
    const first = await node(page, 'fill-numbers').boundingBox();
    const last = await node(page, 'fill-texts').boundingBox();
    if (!first || !last) throw new Error('The nodes are not in sight');
    await page.keyboard.down('Shift');
    await page.mouse.move(first.x - 20, first.y - 6);
    await page.mouse.down();
    await page.mouse.move(last.x + last.width + 20, last.y + last.height + 6, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(() => page.locator('[data-node][aria-pressed=true]').count()).toBe(3);
    await inspector(page).getByText('2 further nodes are chosen').waitFor();
    await page.getByRole('toolbar', { name: 'Graph' }).getByRole('button', { name: 'Bypass' }).click();
    await expect.poll(async () => (await kept(project)).nodes.filter(({ bypassed }) => bypassed).map(({ id }) => id)).toEqual(['fill-numbers', 'scale', 'fill-texts']);
    expect(await node(page, 'scale').textContent()).toContain('Bypassed');
    await page.getByRole('toolbar', { name: 'Graph' }).getByRole('button', { name: 'Use again' }).click();
    await expect.poll(() => kept(project)).toEqual(before);
    const left = async (id: string): Promise<number> => Number((await node(page, id).boundingBox())?.x);
    const [scale, split] = [await left('scale'), await left('split')];
    const shown = (await page.locator('[data-node][aria-pressed=true][tabindex="0"]').getAttribute('data-node')) ?? '';
    await node(page, shown).focus();
    await press(page, 'Alt+ArrowRight', 3);
    await expect.poll(() => left('scale')).toBeGreaterThan(scale + 20);
    expect(await left('split')).toBeCloseTo(split, 0);
    const [from, to] = [await node(page, 'scale').boundingBox(), await left('scale')];
    await page.mouse.move((from?.x ?? 0) + 60, (from?.y ?? 0) + 20);
    await page.mouse.down();
    await page.mouse.move((from?.x ?? 0) - 140, (from?.y ?? 0) + 20, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => left('fill-texts')).toBeLessThan(to - 150);
    await press(page, 'Control+z', 4);
    await expect.poll(() => kept(project)).toEqual(before);
    expect(complaints).toEqual([]);
  });
});

describe('looks', () => {
  it.each(['light', 'dark'] as const)('has nothing that axe finds while something follows a node, in %s', async (colorScheme) => {
    const { page, complaints } = await openGraph(session, data, { colorScheme });
    await node(page, 'split').click();
    await page.keyboard.press('c');
    await menu(page).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page, 'split')).toBe(true);
    await page.keyboard.press('b');
    await page.keyboard.press('a');
    await page.keyboard.type('formula');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await inspector(page).getByLabel('Formula', { exact: true }).pressSequentially('po');
    await page.getByRole('listbox', { name: 'What fits here' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
