import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
const WINDOW = { width: 1280, height: 800 };

/** The engine behind the loopback wire, as `npm start -- --browser` has it, a browser, and a folder that goes with them. */
export interface WindowSession {
  readonly folder: string;
  readonly url: string;
  /** Ends the engine's process at once, as a crash does. */
  killEngine(): Promise<void>;
  /** A page of its own, until the test ends. */
  open(options?: { colorScheme?: 'light' | 'dark'; contrast?: 'more'; width?: number; height?: number }): Promise<WatchedPage>;
  close(): Promise<void>;
}

/** A page that remembers what no page may do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, breaches of the content policy, requests to elsewhere. */
  readonly complaints: string[];
}

export async function openSession(): Promise<WindowSession> {
  await run(process.execPath, ['--input-type=module', '-e', "const { buildAll } = await import('./build/bundle.mjs'); await buildAll(() => {})"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), 'millwright-e2e-'));
  const server = spawn(process.execPath, [join(root, 'dist/server/main.mjs')], { stdio: ['ignore', 'pipe', 'inherit'], cwd: folder, env: { ...process.env, MILLWRIGHT_USER_DATA: join(folder, 'user') } });
  try {
    const url = await addressOf(server);
    const browser = await launch();
    const left: Page[] = [];
    return { folder, url, killEngine: () => killChildOf(server), open: (options) => openPage(browser, left, url, options), close: () => closeAll(browser, server, folder) };
  } catch (error) {
    server.kill();
    throw error;
  }
}

/** Runs the command line. */
export async function millwright(...args: string[]): Promise<void> {
  await run(process.execPath, [join(root, 'build/millwright.mjs'), ...args], { cwd: root });
}

/** Opens a file by its path, from wherever the window is. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: /^Open (a|another) file$/ }).first().click();
  await page.getByLabel('Path of a CSV or Parquet file').fill(path);
  await page.keyboard.press('Enter');
}

/** Opens a file by its path, and goes on to what is predicted from it. */
export async function openToTrain(page: Page, path: string): Promise<void> {
  await openFile(page, path);
  await page.getByRole('button', { name: 'Choose what to predict' }).click();
}

/** The opened file is read to its end, and its grid is there. */
export const allRowsShown = (page: Page, timeout = 30_000): Promise<void> => page.locator('[role=grid]:not([aria-busy])').waitFor({ timeout });

/** Chooses a column where a table has so many that the field is searched. */
export async function searchColumn(field: Locator, name: string, timeout = 30_000): Promise<void> {
  await field.fill(name, { timeout });
  await field.locator('xpath=..').getByRole('option').and(field.page().getByTitle(name, { exact: true })).click();
}

/** The texts of a row's cells that are in view, by the row's place in the grid. */
export const gridCells = (page: Page, row: number): Promise<string[]> => page.locator(`[role=row][aria-rowindex="${row + 2}"] [role=gridcell]`).allTextContents();

/** What axe finds, in one line each. It runs in the page itself: the other way opens a window for each run, and is for frames from elsewhere, of which there are none. What is in order it need not describe: that takes longer than to find what is not. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** The one process that a server has started: its engine. */
async function killChildOf({ pid = 0 }: ChildProcess): Promise<void> {
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(pid)]);
  for (const child of stdout.trim().split(/\s+/)) process.kill(Number(child), 'SIGKILL');
}

async function addressOf(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('The server has no output.');
  const [line] = (await once(server.stdout, 'data')) as [Buffer];
  return (JSON.parse(String(line)) as { url: string }).url;
}

/** One profile, and one process for all pages of it: a profile for each costs two seconds of a core. */
async function launch(): Promise<BrowserContext> {
  const executablePath = process.env['MILLWRIGHT_BROWSER'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`There is no browser at ${executablePath}: install Debian's chromium, or set MILLWRIGHT_BROWSER to a Chrome or Edge.`);
  const context = await chromium.launchPersistentContext('', {
    executablePath,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--process-per-site'],
    viewport: WINDOW,
    reducedMotion: 'reduce',
  });
  // A breach that a script catches is in no console: eval that is tried and given up.
  await context.addInitScript(() => document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => console.error(`Against the Content Security Policy (${effectiveDirective}): ${blockedURI}`)));
  return context;
}

/** Pages that ended tests have left are closed when the next one is there: the last page's process would end with it. */
async function openPage(browser: BrowserContext, left: Page[], url: string, options: NonNullable<Parameters<WindowSession['open']>[0]> = {}): Promise<WatchedPage> {
  const { width = WINDOW.width, height = WINDOW.height, ...media } = options;
  const page = await browser.newPage();
  onTestFinished(() => void left.push(page));
  if (width !== WINDOW.width || height !== WINDOW.height) await page.setViewportSize({ width, height });
  if (Object.keys(media).length > 0) await page.emulateMedia({ reducedMotion: 'reduce', ...media });
  const complaints: string[] = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (!['data:', 'blob:'].includes(protocol) && host !== new URL(url).host) complaints.push(`a request to ${request.url()}`);
  });
  await page.goto(url);
  // A key that is pressed before the window is there is lost.
  await page.getByRole('navigation', { name: 'Steps of the work' }).waitFor();
  await Promise.all(left.splice(0).map((one) => one.close()));
  return { page, complaints };
}

async function closeAll(browser: BrowserContext, server: ChildProcess, folder: string): Promise<void> {
  await browser.close();
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  const timer = setTimeout(() => server.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
  await rm(folder, { recursive: true, force: true });
}
