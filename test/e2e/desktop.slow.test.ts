import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRowsShown, millwright } from './window-session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = execFileSync(process.execPath, ['--input-type=module', '-e', "const { electronBinary } = await import('./build/electron-binary.mjs'); console.log(electronBinary() ?? '')"], { cwd: root, encoding: 'utf8' }).trim();
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY']);
/** As root there is no sandbox, as `npm start` says too. */
const unsandboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
let folder: string;
let data: string;
let app: ElectronApplication;
let page: Page;
const complaints: string[] = [];

/** The shell itself, where Electron is and can show a window: `npm start` fetches it, and `xvfb-run` lends a display. */
describe.skipIf(binary === '' || !hasDisplay)('the desktop application', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright-desktop-'));
    data = join(folder, 'telemetry.csv');
    await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
    app = await _electron.launch({ executablePath: binary, chromiumSandbox: unsandboxed.length === 0, args: [...unsandboxed, '--disable-gpu', `--user-data-dir=${join(folder, 'user')}`, root], cwd: folder });
    page = await app.firstWindow();
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
  });

  afterAll(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** The next native dialog answers at once with these paths; what it was asked is kept. */
  const answerDialogs = (path: string): Promise<void> =>
    app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      dialog.showSaveDialog = (() => Promise.resolve({ canceled: false, filePath: chosen })) as typeof dialog.showSaveDialog;
    }, path);

  const pressInMenu = (menu: string, item: string): Promise<void> =>
    app.evaluate(({ Menu }, [title, label]) => {
      const found = Menu.getApplicationMenu()?.items.find((one) => one.label === title)?.submenu?.items.find((one) => one.label === label);
      if (!found?.enabled) throw new Error(`${title} has no ${label} that can be chosen`);
      found.click({ triggeredByAccelerator: false });
    }, [menu, item] as const);

  it('shows one page of its own scheme, with nothing of Node and nothing of the network in it', async () => {
    expect(page.url()).toBe('millwright://app/');
    const [shown, preferences] = await app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = (window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
      return [window?.isVisible(), { sandbox, contextIsolation, nodeIntegration, webSecurity }] as const;
    });
    expect(shown).toBe(true);
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
    const tried = await page.evaluate(async () => ({
      node: [typeof (globalThis as { require?: unknown }).require, typeof (globalThis as { process?: unknown }).process],
      opened: window.open('https://example.com') !== null,
      fetched: await fetch('https://example.com').then(() => 'fetched', () => 'refused'),
      file: await fetch('file:///etc/hostname').then(() => 'fetched', () => 'refused'),
      outside: await fetch('/../main/main.cjs').then(({ status }) => status),
      notifications: (await navigator.permissions.query({ name: 'notifications' })).state,
    }));
    expect(tried).toEqual({ node: ['undefined', 'undefined'], opened: false, fetched: 'refused', file: 'refused', outside: expect.toSatisfy((status: number) => status >= 400), notifications: 'denied' });
    complaints.length = 0;
  });

  it('opens a file by the dialog of the system, and trains', async () => {
    await answerDialogs(data);
    await page.getByRole('button', { name: 'Open a file' }).click();
    await allRowsShown(page);
    await page.getByRole('button', { name: 'Choose what to predict' }).click();
    await page.getByLabel('Project folder').fill(join(folder, 'failures'));
    await page.getByRole('button', { name: /^Train 2 models/ }).click();
    await page.locator('.scatterlayer .trace').first().waitFor({ timeout: 120_000 });
    expect(await page.getByRole('table', { name: 'Metrics' }).innerText()).toMatch(/Area under ROC\s+0\.\d{3}/);
    expect(complaints).toEqual([]);
  });

  it('has the commands of the window in its menus, and does them', async () => {
    await pressInMenu('Go', 'Go to Build');
    await page.locator('[data-node]').first().waitFor();
    const nodes = await page.locator('[data-node]').count();
    await page.locator('[data-node]').nth(3).click();
    await pressInMenu('Graph', 'Delete what is chosen');
    await expect.poll(() => page.locator('[data-node]').count()).toBe(nodes - 1);
    await pressInMenu('Edit', 'Undo');
    await expect.poll(() => page.locator('[data-node]').count()).toBe(nodes);
    expect(complaints).toEqual([]);
  });

  it('scores a file and exports the project', async () => {
    await pressInMenu('Go', 'Go to Predict');
    await answerDialogs(data);
    await page.getByRole('button', { name: 'Choose a file' }).click();
    await page.getByRole('button', { name: 'Score the rows' }).click();
    await page.getByText('3,000 rows scored').waitFor();
    await pressInMenu('Go', 'Go to Export');
    await answerDialogs(join(folder, 'exported'));
    await page.getByRole('button', { name: 'Choose a folder' }).first().click();
    await page.getByRole('button', { name: 'Write the project' }).click();
    await page.getByRole('button', { name: 'Show it in its folder' }).waitFor({ timeout: 60_000 });
    expect(await readdir(join(folder, 'exported'), { recursive: true })).toContainEqual(expect.stringMatching(/pyproject\.toml$/));
    expect(complaints).toEqual([]);
  });

  it('is there again after a reload', async () => {
    await page.reload();
    await page.getByRole('button', { name: 'Open a file' }).waitFor();
    await answerDialogs(data);
    await page.getByRole('button', { name: 'Open a file' }).click();
    await allRowsShown(page);
    expect(complaints).toEqual([]);
  });

  it('goes on when the engine is killed, and says so', async () => {
    const pid = await app.evaluate(({ app: shell }) => shell.getAppMetrics().find((one) => one.name === 'Millwright engine' || one.serviceName === 'Millwright engine')?.pid ?? 0);
    expect(pid).toBeGreaterThan(0);
    process.kill(pid, 'SIGKILL');
    await page.getByText('The engine had ended without warning.').waitFor();
    await page.getByRole('button', { name: 'Open another file' }).click();
    await allRowsShown(page);
    complaints.length = 0;
  });

  it('is one application: a second start hands over to the first and ends', async () => {
    const second = spawn(binary, [...unsandboxed, `--user-data-dir=${join(folder, 'user')}`, root], { stdio: 'ignore', cwd: folder });
    expect((await once(second, 'exit'))[0]).toBe(0);
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  });

  it('stays where it is when a script or a link leads elsewhere', async () => {
    await page.evaluate(() => location.assign('https://example.com'));
    await page.evaluate(() => document.body.appendChild(Object.assign(document.createElement('a'), { href: 'https://example.com', target: '_blank' })).click());
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()))).toEqual(['millwright://app/']);
  });

  it('lets the engine close its files, and ends', async () => {
    const ended = once(app.process(), 'exit');
    await app.evaluate(({ app: shell }) => shell.quit());
    expect((await ended)[0]).toBe(0);
  });
});
