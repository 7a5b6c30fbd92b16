import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import type { ProjectDocument } from '../../electron/contract/project-document.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** It finds its own files beside itself, so it stays out of the bundle. */
const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');
const NODES = 300;
const MOVES = 240;
const MOUSE_MS = 8;
const WORK_MS = 4;
const LOOK_MS = 100;
/** What one does, in words, and the limits of frame and work. */
const GESTURES = [
  ['pan', 'pans', 1.2, 1],
  ['drag', 'drags a node', 1.2, 1],
  ['selection', 'drags all in a rectangle', 1.3, 4.5],
  ['zoom', 'zooms', 1.3, 1],
] as const;
const TIMES = 9;
/** What changes the graph, in words. */
const CHANGES = [
  ['add', 'a node added behind the chosen one', (page: Page) => page.getByRole('listbox', { name: 'Nodes' }).getByRole('option', { name: 'Min-max scaler' }).evaluate((option) => option.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })))],
  ['undo', 'a node taken back', (page: Page) => page.keyboard.press('Control+z')],
] as const;
interface Place {
  readonly x: number;
  readonly y: number;
}
/** A frame at 60 frames a second. */
const FRAME_MS = 1000 / 60;

/**
 * 300 nodes on the canvas: the processor time of a node more, and of taking it back. Then, while one pans, drags and zooms with a mouse that reports 125 times a second, in Chromium with
 * software rendering: the median frame, and the processor time of scripts, styles and layout in it; the rest is painting,
 * which a graphics card would do. Far away all nodes are in sight. */
export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-canvas-'));
  const project = await largeProject(folder);
  const server = spawn(process.execPath, [join(root, 'dist/server/main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder });
  const browser = await chromium.launch({ executablePath: process.env['MILLWRIGHT_BROWSER'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await page.goto((JSON.parse(String(line)) as { url: string }).url);
    await page.getByRole('button', { name: 'Open a project' }).first().click();
    await page.getByLabel(/folder/i).first().fill(project);
    await page.keyboard.press('Enter');
    await page.getByRole('combobox', { name: 'Predict' }).waitFor();
    await page.getByRole('button', { name: 'Build', exact: true }).click();
    await page.locator('[data-node]').nth(NODES - 1).waitFor({ state: 'attached' });
    await page.getByRole('region', { name: 'Rows' }).getByRole('table').waitFor();
    await page.waitForTimeout(3000);
    const looked = await looks(page);
    const lines = [{ name: 'the median of 9 looks at a node that ran, from the click to its rows / 100 ms', ratio: looked / LOOK_MS, limit: 1, ours: looked, theirs: LOOK_MS, unit: 'ms' }];
    for (const [what, words, work] of CHANGES) {
      const spent = await ofChanges(page, work);
      lines.push({ name: `${NODES} nodes: scripts, styles and layout of ${words}, the median of ${TIMES} / 100 ms`, ratio: spent / LOOK_MS, limit: what === 'add' ? 1 : 0.7, ours: spent, theirs: LOOK_MS, unit: 'ms' });
      const there = await page.locator('[data-node]').count();
      if (there !== (what === 'add' ? NODES + TIMES : NODES)) throw new Error(`There are ${there} nodes on the canvas after ${words}.`);
    }
    await page.getByRole('button', { name: 'Fit', exact: true }).click();
    for (const [view, zoomedOut] of [['near', 0], ['far', 8]] as const) {
      for (let i = 0; i < zoomedOut; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
      for (const [what, words, frames, work] of GESTURES) {
        const measured = await during(page, () => gesture(page, what));
        lines.push({ name: `${NODES} nodes, ${view}: median frame while one ${words} / 16.7 ms`, ratio: measured.frame / FRAME_MS, limit: frames, ours: measured.frame, theirs: FRAME_MS, unit: 'ms' });
        lines.push({ name: `${NODES} nodes, ${view}: scripts, styles and layout of a frame while one ${words} / 4 ms`, ratio: measured.work / WORK_MS, limit: work, ours: measured.work, theirs: WORK_MS, unit: 'ms' });
      }
    }
    return lines;
  } finally {
    await browser.close();
    server.kill();
    await once(server, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A project with branches of scalers, each with models. */
async function largeProject(folder: string): Promise<string> {
  const [data, project] = [join(folder, 'data.csv'), join(folder, 'project')];
  const cli = (...args: string[]) => run(process.execPath, [join(root, 'build/millwright.mjs'), ...args], { cwd: root });
  await cli('sample', 'telemetry', '--rows', '1000', '--seed', '1', '--out', data);
  await cli('new', project, '--data', data, '--target', 'failure');
  const file = join(project, 'project.json');
  const document = JSON.parse(readFileSync(file, 'utf8')) as ProjectDocument;
  const { nodes, edges } = document.graph;
  let last = 'split';
  for (let i = 0; nodes.length < NODES; i++) {
    const model = i % 6 === 5;
    nodes.push({ id: `extra-${i}`, type: model ? 'model:decision-tree' : 'min-max-scaler', params: model ? {} : { columns: ['power'] } });
    edges.push({ from: i % 30 === 0 ? 'split' : last, to: `extra-${i}` });
    if (!model) last = `extra-${i}`;
  }
  writeFileSync(file, JSON.stringify(document));
  return project;
}

/** How long it takes until the rows of a chosen node are there, when it ran before: until nothing changes below the canvas any more. */
async function looks(page: Page): Promise<number> {
  const times = await page.evaluate(async () => {
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const drawer = document.querySelector('section[aria-label="Preview"]') ?? document.body;
    const found: number[] = [];
    for (let i = 0; i < 11; i++) {
      let last = Infinity;
      const changed = new MutationObserver(() => (last = performance.now()));
      changed.observe(drawer, { subtree: true, childList: true, characterData: true });
      const start = performance.now();
      document.querySelector<HTMLElement>(`[data-node="${i % 2 === 0 ? 'fill-numbers' : 'scale'}"]`)?.click();
      await wait(1200);
      changed.disconnect();
      found.push(last - start);
    }
    // The first look at each node runs it.
    return found.slice(2);
  });
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity;
}

/** The processor time of a change of the graph, the rows of the chosen node included, in milliseconds. */
async function ofChanges(page: Page, change: (page: Page) => Promise<unknown>): Promise<number> {
  const { taken, stop } = await processorTime(page);
  const found: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const before = await taken();
    await change(page);
    await page.waitForTimeout(1200);
    found.push((await taken()) - before);
  }
  await stop();
  return found.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Infinity;
}

/** Free places of the canvas, and nodes in its middle. */
const lookAround = (page: Page): Promise<{ free: Place; node: Place; corner: Place }> =>
  page.evaluate(() => {
    const { left, top, width, height } = document.querySelector('[data-canvas]')?.getBoundingClientRect() ?? new DOMRect();
    const middle = { x: left + width * 0.45, y: top + height * 0.45 };
    const far = ({ x, y }: { x: number; y: number }): number => Math.hypot(x - middle.x, y - middle.y);
    const nodes = [...document.querySelectorAll('[data-node]')].map((node) => node.getBoundingClientRect()).map((box) => ({ x: box.left + box.width / 3, y: box.top + box.height / 3 }));
    const places = Array.from({ length: 900 }, (_, i) => ({ x: left + 20 + ((i % 30) / 30) * width * 0.7, y: top + 20 + (Math.floor(i / 30) / 30) * height * 0.7 }));
    const open = places.filter(({ x, y }) => document.elementFromPoint(x, y)?.classList.contains('svelte-flow__pane'));
    const [node] = nodes.toSorted((a, b) => far(a) - far(b));
    const [corner] = open;
    const free = open.toSorted((a, b) => far(a) - far(b))[0];
    if (!node || !free || !corner) throw new Error('The canvas shows no node, or no place between nodes.');
    return { free, node, corner };
  });

/** Moves the mouse, or turns its wheel, as often as a mouse does, without waiting for the window. */
async function gesture(page: Page, what: (typeof GESTURES)[number][0]): Promise<void> {
  const { free, node, corner } = await lookAround(page);
  if (what === 'selection') {
    await page.keyboard.down('Shift');
    await page.mouse.move(corner.x, corner.y);
    await page.mouse.down();
    await page.mouse.move(node.x + 200, node.y + 120, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
  }
  const from = what === 'pan' || what === 'zoom' ? free : node;
  await page.mouse.move(from.x, from.y);
  if (what !== 'zoom') await page.mouse.down();
  const sent: Promise<void>[] = [];
  for (let i = 0; i < MOVES; i++) {
    const way = 40 - Math.abs((i % 80) - 40);
    sent.push(what === 'zoom' ? page.mouse.wheel(0, i % 120 < 60 ? -12 : 12) : page.mouse.move(from.x + way * 3, from.y + way * 2));
    await new Promise((resolve) => setTimeout(resolve, MOUSE_MS));
  }
  await Promise.all(sent);
  if (what !== 'zoom') await page.mouse.move(from.x, from.y);
  if (what !== 'zoom') await page.mouse.up();
}

/** The median frame in milliseconds, and the processor time of scripts, styles and layout of a frame on average. */
async function during(page: Page, work: () => Promise<void>): Promise<{ frame: number; work: number }> {
  const { taken, stop } = await processorTime(page);
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { frameTimes: times });
    let last = performance.now();
    const next = (): void => {
      const now = performance.now();
      times.push(now - last);
      last = now;
      if ('frameTimes' in window) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  const before = await taken();
  await work();
  const after = await taken();
  const times = await page.evaluate(() => {
    const { frameTimes } = window as unknown as { frameTimes: number[] };
    Reflect.deleteProperty(window, 'frameTimes');
    return frameTimes;
  });
  await stop();
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  return { frame: sorted[Math.floor(sorted.length / 2)] ?? Infinity, work: (after - before) / Math.max(1, sorted.length) };
}

/** Tells the processor time of scripts, styles and layout until now, in milliseconds. */
async function processorTime(page: Page): Promise<{ taken: () => Promise<number>; stop: () => Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const taken = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].reduce((sum, name) => sum + (metrics.find((one) => one.name === name)?.value ?? 0) * 1000, 0);
  };
  return { taken, stop: () => session.detach() };
}
