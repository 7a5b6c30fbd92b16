import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, openGraph } from './build-session.ts';
import { millwright, openSession, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', '1000', '--seed', '7', '--out', data);
});

afterAll(() => session.close());

/** A place of the canvas where nothing lies. */
async function freePlace(page: Page): Promise<{ x: number; y: number }> {
  const box = await page.locator('[data-canvas]').boundingBox();
  if (!box) throw new Error('There is no canvas');
  return { x: box.x + 30, y: box.y + box.height - 30 };
}

/** How large a node is drawn, against its own size. */
const zoomOf = (page: Page): Promise<number> => node(page, 'source').evaluate((element: HTMLElement) => element.getBoundingClientRect().width / element.offsetWidth);
const leftOf = (page: Page): Promise<number> => node(page, 'source').evaluate((element) => element.getBoundingClientRect().left);

/** Counts what the page does from then on: listeners of the wheel that are added. */
async function watchWheelListeners(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = { wheel: 0 };
    Object.assign(window, { counted });
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...given: Parameters<typeof add>) {
      if (given[0] === 'wheel') counted.wheel += 1;
      return add.apply(this, given);
    };
  });
  return () => page.evaluate(() => (window as unknown as { counted: { wheel: number } }).counted.wheel);
}

describe('the canvas', () => {
  it('adds no listener of the wheel while it is dragged, and still answers the wheel then', async () => {
    // What holds one listener has the browser's own way of adding them from before the page made it.
    const { page, complaints } = await openGraph(session, data);
    const added = await watchWheelListeners(page);
    const from = await freePlace(page);
    const left = await leftOf(page);
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let step = 1; step <= 12; step += 1) await page.mouse.move(from.x + 5 * step, from.y - 2 * step);
    await page.mouse.up();
    expect(await leftOf(page)).toBeCloseTo(left + 60, 0);
    expect(await added()).toBe(0);
    const before = await zoomOf(page);
    await page.mouse.wheel(0, -200);
    await expect.poll(() => zoomOf(page)).toBeGreaterThan(before * 1.2);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('stretches what is drawn while the wheel turns, and draws it anew when it rests', async () => {
    const { page, complaints } = await openGraph(session, data);
    const from = await freePlace(page);
    await page.mouse.move(from.x, from.y);
    const hint = (): Promise<string> => page.locator('.svelte-flow__viewport').evaluate((viewport) => getComputedStyle(viewport).willChange);
    expect(await hint()).toBe('auto');
    await page.mouse.wheel(0, -20);
    await expect.poll(hint, { interval: 10 }).toBe('transform');
    await expect.poll(hint).toBe('auto');
    await page.mouse.wheel(0, 2000);
    await expect.poll(() => zoomOf(page)).toBeLessThan(0.2);
    await expect.poll(() => page.locator('[data-canvas]').evaluate((canvas) => canvas.matches('.distant'))).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
