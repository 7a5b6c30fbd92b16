import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** It finds its own files beside itself, so it stays out of the bundle. */
const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');
const ROUNDS = 5;
/** What the application allows itself from its start to the first screen that answers. */
const SECONDS = 2;

/** Seconds from the start of engine and server to a window that has answered a key; the browser itself is there, with nothing of ours in it. */
async function start(browser: Browser, folder: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const began = performance.now();
  const server = spawn(process.execPath, [join(root, 'dist/server/main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder, env: { ...process.env, MILLWRIGHT_USER_DATA: join(folder, 'user') } });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    await page.goto((JSON.parse(String(line)) as { url: string }).url, { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Try the sample' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search', exact: true }).waitFor();
    return (performance.now() - began) / 1000;
  } finally {
    await context.close();
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
}

/** The least of some rounds: others' work on the machine only adds. */
export default async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'millwright-bench-'));
  const browser = await chromium.launch({ executablePath: process.env['MILLWRIGHT_BROWSER'] ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] });
  try {
    let best = Infinity;
    for (let round = 0; round < ROUNDS; round += 1) best = Math.min(best, await start(browser, folder));
    return [{ name: 'start of engine and server to a window that answers / two seconds', ratio: best / SECONDS, limit: 1, ours: best, theirs: SECONDS, unit: 's' }];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
