import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { allRowsShown, type WatchedPage, type WindowSession } from './window-session.ts';

export interface Built extends WatchedPage {
  readonly project: string;
}

let made = 0;

/** A window on the default graph of a file. */
export async function openGraph(session: WindowSession, data: string, options?: Parameters<WindowSession['open']>[0]): Promise<Built> {
  const watched = await session.open(options);
  const { page } = watched;
  const project = join(session.folder, `project-${(made += 1)}`);
  await page.getByRole('button', { name: 'Open a file' }).click();
  await page.getByLabel('Path of a CSV or Parquet file').fill(data);
  await page.keyboard.press('Enter');
  await allRowsShown(page);
  await page.getByRole('button', { name: 'Build', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Project folder').fill(project);
  await page.getByRole('button', { name: 'Build a graph' }).click();
  await page.locator('[data-node]').first().waitFor();
  await page.getByRole('region', { name: 'Rows' }).getByRole('table').waitFor();
  return { ...watched, project };
}

export const node = (page: Page, id: string): Locator => page.locator(`[data-node="${id}"]`);
export const handle = (page: Page, id: string, kind: 'source' | 'target'): Locator => page.locator(`.svelte-flow__handle.${kind}[data-nodeid="${id}"]`);
export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });
export const focused = (page: Page, id: string): Promise<boolean> => node(page, id).evaluate((element) => element === document.activeElement);

export async function press(page: Page, key: string, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
}

interface KeptNode {
  readonly id: string;
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly bypassed?: boolean;
}

export interface KeptGraph {
  readonly nodes: readonly KeptNode[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** The graph as the project's file has it. */
export async function kept(project: string): Promise<KeptGraph> {
  return (JSON.parse(await readFile(join(project, 'project.json'), 'utf8')) as { graph: KeptGraph }).graph;
}

/** The nodes from the source to a node. */
export function chainOf({ nodes, edges }: KeptGraph, end: string): KeptNode[] {
  const ids = [end];
  for (let edge = edges.find(({ to }) => to === end); edge; edge = edges.find(({ to }) => to === ids[0])) ids.unshift(edge.from);
  return ids.flatMap((id) => nodes.find((one) => one.id === id) ?? []);
}

/** The ids from the source to a node, as the project's file has them. */
export const chain = async (project: string, end: string): Promise<string[]> => chainOf(await kept(project), end).map(({ id }) => id);
