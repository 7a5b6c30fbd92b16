import { execFileSync } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ABSENT } from '../export/export-environment.ts';
import { axeFindings, millwright, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

let session: WindowSession;
let project: string;

beforeAll(async () => {
  session = await openSession();
  const data = join(session.folder, 'telemetry.csv');
  project = join(session.folder, 'project');
  await millwright('sample', 'telemetry', '--rows', '2000', '--seed', '7', '--out', data);
  await millwright('new', project, '--data', data, '--target', 'failure', '--task', 'classification');
  await millwright('train', project);
});

afterAll(() => session.close());

async function toExport(options?: Parameters<WindowSession['open']>[0]): Promise<WatchedPage> {
  const watched = await session.open(options);
  const { page } = watched;
  await page.getByRole('button', { name: 'Open a project' }).click();
  await page.getByLabel('Folder of the project').fill(project);
  await page.keyboard.press('Enter');
  await page.getByLabel('File to score').waitFor();
  await page.getByRole('navigation').getByRole('button', { name: 'Export' }).click();
  await page.getByRole('tree').waitFor({ timeout: 60_000 });
  return watched;
}

/** Opens every folder by keyboard and gives the paths of the files, by their place in the tree. */
async function filesOfTree(page: Page): Promise<string[]> {
  const tree = page.getByRole('tree');
  await tree.focus();
  await page.keyboard.press('Home');
  const items = tree.getByRole('treeitem');
  for (let index = 0; index < (await items.count()); index += 1) {
    if ((await items.nth(index).getAttribute('aria-expanded')) === 'false') await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
  }
  const found: string[] = [];
  const parents: string[] = [];
  for (const item of await items.all()) {
    const level = Number(await item.getAttribute('aria-level'));
    parents.length = level - 1;
    const name = (await item.locator('.name').textContent()) ?? '';
    if ((await item.getAttribute('aria-expanded')) === null) found.push([...parents, name].join('/'));
    else parents.push(name);
  }
  return found.sort();
}

async function filesOnDisk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

describe('Export', () => {
  it('lists what it will write, lets a file be read, then writes exactly that', async () => {
    const { page, complaints } = await toExport();
    const out = join(session.folder, 'pump project');
    await page.getByLabel('Name').fill('Pump failure');
    await page.keyboard.press('Tab');
    await page.getByText('The Python package is pump_failure.').waitFor({ timeout: 60_000 });
    const listed = await filesOfTree(page);
    expect(listed).toContain('src/pump_failure/api/app.py');

    await page.getByRole('tree').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('r');
    await page.keyboard.press('Enter');
    const text = await page.getByRole('region', { name: /^Text of/ }).textContent();
    const read = (await page.getByRole('treeitem', { selected: true }).locator('.name').textContent()) ?? '';

    await page.getByLabel('Folder', { exact: true }).fill(out);
    await page.getByRole('button', { name: 'Write the project' }).click();
    await page.getByText('The project is written.').waitFor({ timeout: 60_000 });
    expect(await filesOnDisk(out)).toEqual(listed);
    const path = listed.find((one) => one.endsWith(read)) ?? '';
    expect(text).toBe(await readFile(join(out, path), 'utf8'));
    const after = page.getByRole('region', { name: 'What was written' });
    expect(await after.getByText('-m venv .venv').textContent()).toContain(`cd '${out}' && `);
    expect(await after.getByText('uvicorn pump_failure.api.app:app').isVisible()).toBe(true);
    expect(JSON.parse(await readFile(join(out, 'models/certificate.json'), 'utf8'))).toMatchObject({ kind: 'synthetic rows' });
    expect(complaints).toEqual([]);
  });

  it('says what leaves the machine when sample rows are asked for, and writes one .zip file', async () => {
    const { page } = await toExport();
    await page.getByText('No row of your data leaves this machine').waitFor();
    await page.getByLabel('Put sample rows into the project').check();
    await page.getByText('20 real rows of your data will be in models/certificate.json').waitFor();
    await page.getByText('models/certificate.json holds 20 real rows').waitFor({ timeout: 60_000 });
    await page.getByLabel('One .zip file').check();
    const out = join(session.folder, 'project.zip');
    await page.getByLabel('File', { exact: true }).fill(out);
    await page.getByRole('button', { name: 'Write the .zip file' }).click();
    await page.getByText('The .zip file is written.').waitFor({ timeout: 60_000 });
    expect((await readFile(out)).subarray(0, 2).toString()).toBe('PK');
    await page.getByRole('button', { name: 'Write the .zip file' }).click();
    await page.getByRole('alert').filter({ hasText: 'is there already' }).waitFor({ timeout: 60_000 });
  });

  it('leaves a folder with other files alone, and says so at the field', async () => {
    const { page } = await toExport();
    const mine = join(session.folder, 'mine.txt');
    await writeFile(mine, 'mine');
    const field = page.getByLabel('Folder', { exact: true });
    await field.fill(session.folder);
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'holds other files' }).waitFor({ timeout: 60_000 });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect((await stat(mine)).size).toBe(4);
  });

  it('makes a repository, lists what writing again would do, keeps an edit, and refuses to write over one in the same lines', async () => {
    const { page, complaints } = await toExport();
    const out = join(session.folder, 'repository');
    await page.getByLabel('A Git repository').check();
    await page.getByLabel('Folder', { exact: true }).fill(out);
    await page.getByRole('button', { name: 'Write the repository' }).click();
    await page.getByText('The repository is written.').waitFor({ timeout: 60_000 });
    const git = (...args: string[]) => execFileSync('git', args, { cwd: out, encoding: 'utf8' }).trim();
    expect([git('log', '--format=%an'), git('status', '--porcelain')]).toEqual(['Millwright', '']);
    expect(git('ls-files').split('\n').sort()).toEqual((await filesOnDisk(out)).filter((path) => !path.startsWith('.git/')));

    await page.getByLabel('Name').fill('Another name');
    await page.keyboard.press('Tab');
    const changes = page.getByRole('region', { name: /^What writing would do/ });
    await changes.getByText(/\d+ files would change, \d+ would be new, \d+ removed/).waitFor({ timeout: 60_000 });
    const readme = await readFile(join(out, 'README.md'), 'utf8');
    await writeFile(join(out, 'README.md'), 'my own words');
    await page.getByLabel('Name').fill('Pump failure');
    await page.keyboard.press('Tab');
    await changes.getByText('1 file of it was edited: what you wrote is kept, and where the export changes the same lines it stops before writing').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Write the repository' }).click();
    await page.getByRole('alert').filter({ hasText: 'README.md, line 1. Nothing was overwritten' }).waitFor({ timeout: 60_000 });
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('my own words');

    await writeFile(join(out, 'README.md'), `${readme}\nOurs: ask Kim.\n`);
    await page.getByRole('button', { name: 'Write the repository' }).click();
    await page.getByText('The repository is written.').waitFor({ timeout: 60_000 });
    const merged = await readFile(join(out, 'README.md'), 'utf8');
    expect(merged.startsWith('# Pump failure')).toBe(true);
    expect(merged.endsWith('\nOurs: ask Kim.\n')).toBe(true);
    expect(complaints).toEqual([]);
  });

  it.skipIf(ABSENT)('says why the project cannot be installed, and stops its tests', async () => {
    const { page, complaints } = await toExport();
    const out = join(session.folder, 'tested');
    await page.getByLabel('Folder', { exact: true }).fill(out);
    await page.getByRole('button', { name: 'Write the project' }).click();
    await page.getByText('The project is written.').waitFor({ timeout: 60_000 });
    const listed = await filesOnDisk(out);
    const tests = page.getByRole('region', { name: 'Tests of the project' });
    await tests.getByLabel('Folder of wheels').fill(join(session.folder, 'no-wheels'));
    await tests.getByRole('button', { name: 'Install and run the tests' }).click();
    await tests.getByText('is not a folder').waitFor();
    expect(await tests.getByLabel('Folder of wheels').getAttribute('aria-invalid')).toBe('true');
    await tests.getByLabel('Folder of wheels').fill(session.folder);
    await tests.getByRole('button', { name: 'Install and run the tests' }).click();
    await tests.getByText('The project could not be installed here.').waitFor({ timeout: 120_000 });
    const log = await tests.getByRole('region', { name: 'Log of the tests' }).textContent();
    expect(log).toContain(`Looking in links: ${session.folder}\n`);
    await tests.getByLabel('Folder of wheels').fill('');
    await tests.getByRole('button', { name: 'Install and run the tests' }).click();
    await tests.getByRole('button', { name: 'Cancel' }).click();
    await tests.getByText('The tests were stopped.').waitFor({ timeout: 20_000 });
    expect(await filesOnDisk(out)).toEqual(listed);
    expect(complaints).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing for axe to find in %s', async (colorScheme) => {
    const { page } = await toExport({ colorScheme, width: 1920, height: 1080 });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Folder', { exact: true }).fill(join(session.folder, colorScheme));
    await page.keyboard.press('Enter');
    await page.getByText('The project is written.').waitFor({ timeout: 60_000 });
    await page.getByLabel('Put sample rows into the project').check();
    expect(await axeFindings(page)).toEqual([]);
  });
});
