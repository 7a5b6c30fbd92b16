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
const MOVES = 90;
/** A frame at 60 frames a second. */
const FRAME_MS = 1000 / 60;

/**
 * 300 nodes on the canvas while one pans and drags, in Chromium with software rendering: the median frame, and what
 * scripts and layout take of it; the rest is painting, which a graphics card would do. Far away all nodes are in sight. */
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
    const lines = [];
    for (const [view, zoomedOut, limit] of [['near', 0, 1.3], ['far', 10, 1.6]] as const) {
      for (let i = 0; i < zoomedOut; i++) await page.getByRole('button', { name: 'Zoom out' }).click();
      for (const what of ['pan', 'drag'] as const) {
        const { frame, work } = await frames(page, () => move(page, what));
        lines.push({ name: `${NODES} nodes, ${view}: median frame while one ${what === 'pan' ? 'pans' : 'drags'} / 16.7 ms`, ratio: frame / FRAME_MS, limit, ours: frame, theirs: FRAME_MS, unit: 'ms' });
        lines.push({ name: `${NODES} nodes, ${view}: scripts and layout of a frame while one ${what === 'pan' ? 'pans' : 'drags'} / 16.7 ms`, ratio: work / FRAME_MS, limit: 0.4, ours: work, theirs: FRAME_MS, unit: 'ms' });
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

async function move(page: Page, what: 'pan' | 'drag'): Promise<void> {
  const canvas = await page.locator('[data-canvas]').boundingBox();
  const node = await page.locator('[data-node="split"]').boundingBox();
  const from = what === 'pan' || !node ? { x: (canvas?.x ?? 0) + 40, y: (canvas?.y ?? 0) + 40 } : { x: node.x + node.width / 3, y: node.y + node.height / 3 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  for (let i = 0; i < MOVES; i++) await page.mouse.move(from.x + (i % 30) * 6, from.y + (i % 30) * 3);
  await page.mouse.move(from.x, from.y);
  await page.mouse.up();
}

/** The median frame in milliseconds, and what scripts, styles and layout took of a frame on average. */
async function frames(page: Page, work: () => Promise<void>): Promise<{ frame: number; work: number }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const taken = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].reduce((sum, name) => sum + (metrics.find((one) => one.name === name)?.value ?? 0) * 1000, 0);
  };
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
  await session.detach();
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  return { frame: sorted[Math.floor(sorted.length / 2)] ?? Infinity, work: (after - before) / Math.max(1, sorted.length) };
}
