import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, millwright, openSession, type WatchedPage, type WindowSession } from './window-session.ts';

let session: WindowSession;
let data: string;
let made = 0;
const SOON = { timeout: 15_000 };

beforeAll(async () => {
  session = await openSession();
  data = join(session.folder, 'telemetry.csv');
  await millwright('sample', 'telemetry', '--rows', '3000', '--seed', '7', '--out', data);
});

afterAll(() => session.close());

async function openProject(page: Page, project: string): Promise<void> {
  await page.getByRole('button', { name: 'Open a project' }).click();
  await page.getByLabel('Folder of the project').fill(project);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Train' }).first().waitFor();
  await page.getByRole('button', { name: 'Build', exact: true }).click();
  await page.locator('[data-node]').first().waitFor();
}

/** A window on the graph of a project of its own. */
async function openGraph(): Promise<WatchedPage & { project: string }> {
  const project = join(session.folder, `project-${(made += 1)}`);
  await millwright('new', project, '--data', data, '--target', 'failure');
  const watched = await session.open();
  watched.page.setDefaultTimeout(15_000);
  await openProject(watched.page, project);
  return { ...watched, project };
}

const node = (page: Page, id: string) => page.locator(`[data-node="${id}"]`);
const ids = async (project: string) => (JSON.parse(await readFile(join(project, 'project.json'), 'utf8')) as { graph: { nodes: { id: string }[] } }).graph.nodes.map(({ id }) => id);

async function addNode(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search nodes' }).fill(name);
  await page.keyboard.press('Enter');
}

describe('the engine', () => {
  it('that is killed is started again by itself: nothing is lost, and everything can still be taken back', async () => {
    const { page, project } = await openGraph();
    await node(page, 'scale').click();
    await addNode(page, 'min-max');
    await node(page, 'min-max-scaler').waitFor();
    await expect.poll(() => ids(project), SOON).toContain('min-max-scaler');
    await session.killEngine();
    await page.getByText('The engine had ended without warning. It runs again; nothing is lost.').waitFor();
    await addNode(page, 'quantile bins');
    await expect.poll(() => ids(project), SOON).toEqual(expect.arrayContaining(['min-max-scaler', 'quantile-bins']));
    await node(page, 'scale').click();
    await page.getByRole('region', { name: /^After/ }).getByRole('table').waitFor();
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await expect.poll(() => ids(project), SOON).not.toContain('min-max-scaler');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss this message' }).click();
    expect(await page.getByText('nothing is lost').count()).toBe(0);
  });

  it('finds in the journal what it had not written when the whole of it was killed, and says so in one line', async () => {
    const { page, project } = await openGraph();
    await node(page, 'scale').click();
    await page.keyboard.press('Control+d');
    await page.getByText('Saved', { exact: true }).waitFor();
    await session.killEngine();
    await page.close();
    const again = await session.open();
    await openProject(again.page, project);
    await node(again.page, 'standard-scaler').waitFor();
    await again.page.keyboard.press('Control+z');
    await node(again.page, 'standard-scaler').waitFor({ state: 'detached' });
  });
});

describe('a project', () => {
  it('whose folder vanishes is saved to another one, and work goes on there', async () => {
    const { page, project } = await openGraph();
    await rename(project, `${project}-away`);
    await addNode(page, 'min-max');
    const alert = page.getByRole('alert').filter({ hasText: 'The project is no longer in' });
    await alert.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await alert.getByRole('button', { name: 'Save the project to another folder' }).click();
    await page.getByLabel('A new or empty folder').fill(session.folder);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('is not empty').waitFor();
    const other = `${project}-elsewhere`;
    await page.getByLabel('A new or empty folder').fill(other);
    await page.keyboard.press('Enter');
    await expect.poll(() => ids(other).catch(() => []), SOON).toContain('min-max-scaler');
    await alert.waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await node(page, 'min-max-scaler').waitFor();
    await addNode(page, 'quantile bins');
    await expect.poll(() => ids(other), SOON).toContain('quantile-bins');
  });

  it('whose folder comes back takes what was done meanwhile', async () => {
    const { page, project } = await openGraph();
    await rename(project, `${project}-away`);
    await addNode(page, 'min-max');
    const alert = page.getByRole('alert').filter({ hasText: 'The project is no longer in' });
    await alert.waitFor();
    await rename(`${project}-away`, project);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => ids(project), SOON).toContain('min-max-scaler');
    await alert.waitFor({ state: 'detached' });
  });

  it('that another program changes is not written over; what is seen can be kept, and the other version comes back by undo', async () => {
    const { page, project } = await openGraph();
    await addNode(page, 'min-max');
    await expect.poll(() => ids(project), SOON).toContain('min-max-scaler');
    const file = join(project, 'project.json');
    const theirs = (await readFile(file, 'utf8')).replaceAll('"fill-numbers"', '"their-filler"');
    await writeFile(file, theirs);
    await addNode(page, 'quantile bins');
    const alert = page.getByRole('alert').filter({ hasText: 'changed by another program' });
    await alert.waitFor();
    expect(await readFile(file, 'utf8')).toBe(theirs);
    await alert.getByRole('button', { name: 'Keep what I see here' }).click();
    await expect.poll(() => ids(project), SOON).toEqual(expect.arrayContaining(['fill-numbers', 'quantile-bins']));
    await page.keyboard.press('Control+z');
    await expect.poll(() => ids(project), SOON).toContain('their-filler');
  });

  it('whose data loses a column says which, keeps everything, and goes on with the file as it was', async () => {
    const own = join(session.folder, 'changing.csv');
    const whole = await readFile(data, 'utf8');
    await writeFile(own, whole);
    const project = join(session.folder, 'changing');
    await millwright('new', project, '--data', own, '--target', 'failure', '--model', 'logistic-regression');
    const { page, complaints } = await session.open();
    await openProject(page, project);
    await writeFile(own, whole.replaceAll('temperature', 'heat'));
    await page.getByText('changing.csv has changed on the disk since it was read.').waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: /^Train \d/ }).click();
    await page.getByText('The column "temperature" is no longer in the file.').waitFor(SOON);
    await page.getByText('Restore the file, or make a new project from it.').waitFor();
    expect(await ids(project)).toContain('logistic-regression');
    await writeFile(own, whole);
    await page.getByRole('button', { name: /^Train \d/ }).click();
    await page.getByRole('table', { name: 'Metrics' }).waitFor({ timeout: 120_000 });
    expect(complaints).toEqual([]);
  });

  it('whose run cannot be written loses no training: it is saved again when the way is free', async () => {
    const { page, project, complaints } = await openGraph();
    const inTheWay = join(project, 'runs');
    await writeFile(inTheWay, '');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByLabel('Cross-validation').selectOption({ label: 'None' });
    await page.getByRole('button', { name: /^Train \d/ }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'The models are trained, but the run could not be written' });
    await notice.waitFor({ timeout: 120_000 });
    await notice.getByRole('button', { name: 'Save the run again' }).click();
    await notice.waitFor();
    await rm(inTheWay);
    await notice.getByRole('button', { name: 'Save the run again' }).click();
    await page.getByRole('table', { name: 'Metrics' }).waitFor();
    expect(await notice.count()).toBe(0);
    expect(await readdir(inTheWay)).toEqual(['0001']);
    expect(complaints).toEqual([]);
  });

  it('that two windows want to change is changed by one; the other is told, and can take it over', async () => {
    const { page, project } = await openGraph();
    await addNode(page, 'min-max');
    await expect.poll(() => ids(project), SOON).toContain('min-max-scaler');
    const { page: second } = await session.open();
    await openProject(second, project);
    const busy = second.getByRole('alert').filter({ hasText: 'being changed by another window of Millwright' });
    await busy.waitFor();
    await addNode(second, 'quantile bins');
    await busy.waitFor();
    expect(await ids(project)).not.toContain('quantile-bins');
    await busy.getByRole('button', { name: 'Take it over' }).click();
    await expect.poll(() => ids(project), SOON).toContain('quantile-bins');
    await addNode(page, 'filter');
    await page.getByRole('alert').filter({ hasText: /being changed by another window|changed by another program or window/ }).waitFor();
    expect(await ids(project)).not.toContain('filter');
  });
});
