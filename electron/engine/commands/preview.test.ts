import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROW } from '../../contract/column.ts';
import type { CommandInput, CommandName, CommandOutput } from '../../contract/commands.ts';
import type { NodePreview, RowsView } from '../../contract/graph-view.ts';
import type { Graph, GraphNode } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { Database } from '../db/database.ts';
import { double, identifier, join as joined, literal, Sql, sql } from '../sql/sql.ts';
import { call } from './dispatch.ts';
import { Engine } from './engine.ts';

let folder: string;
const engine = new Engine();
const project = (): string => join(folder, 'project');

async function perform<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  const reply = await call(engine, command, input, { signal: new AbortController().signal, onProgress: () => undefined });
  if (!reply.ok) throw new AppError(reply.error);
  return reply.value;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-preview-'));
  const lines = Array.from({ length: 100 }, (_, i) => `${i % 10 === 0 ? '' : (i * 7) % 50}.5,${'abc'[i % 3]},${i % 4 === 0 ? 'yes' : 'no'}`.replace(/^\.5/, ''));
  await writeFile(join(folder, 'data.csv'), ['x,kind,y', ...lines].join('\n'));
  await perform('new', { project: project(), data: join(folder, 'data.csv'), target: 'y' });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

it('shows rows before and after a node, what it learned, its SQL and its Python', async () => {
  const shown = await perform('preview', { project: project(), node: 'fill-numbers', limit: 20 });
  const x = shown.before.columns.findIndex((one) => one.name === 'x');
  expect(shown.before.rows[0]?.cells[x]).toBeNull();
  const [fill] = shown.state as { fill: number }[];
  expect(shown.after.rows[0]?.cells[x]).toBe(fill?.fill);
  expect(shown.after.count).toBe(100);
  expect(new Set(shown.after.rows.map((row) => row.part))).toContain('train');
  expect(shown.sql).toContain('select');
  expect(shown.python).toContain('SimpleImputer(strategy="median")');
});

it('previews and views a graph that is not saved, and keeps it when told', async () => {
  const { document } = await perform('project', { project: project() });
  const nodes = document.graph.nodes.map((node) => (node.id === 'scale' ? { ...node, type: 'min-max-scaler' } : node));
  const graph = { ...document.graph, nodes };
  const shown = await perform('preview', { project: project(), node: 'scale', graph, limit: 100 });
  expect(shown.python).toContain('MinMaxScaler');
  const viewed = await perform('view', { project: project(), graph });
  expect(viewed.problems).toEqual([]);
  expect(viewed.nodes.find((one) => one.node === 'one-hot')?.open).toBe(true);
  expect((await perform('project', { project: project() })).document).toEqual(document);
  await perform('save', { project: project(), graph });
  expect((await perform('project', { project: project() })).document.graph).toEqual(graph);
});

it('fits again what follows a change, and nothing in front of it', async () => {
  const { document: { graph } } = await perform('project', { project: project() });
  const tail = graph.nodes.find(({ type }) => type.startsWith('model:'))?.id ?? '';
  await perform('preview', { project: project(), node: tail, graph, limit: 10 });
  const nodes = graph.nodes.map((node) => (node.id === 'scale' ? { ...node, params: { columns: ['x'] }, type: 'quantile-bins' } : { ...node, x: 1, y: 2 }));
  const { nodes: path } = await perform('preview', { project: project(), node: tail, graph: { ...graph, nodes }, limit: 10 });
  const at = path.findIndex(({ node }) => node === 'scale');
  const split = path.findIndex(({ node }) => node === 'split');
  expect(path[split]).toMatchObject({ cached: true, rows: 100 });
  expect(at).toBeGreaterThan(split);
  expect(path.slice(at).filter((one) => one.cached)).toEqual([]);
  const again = await perform('preview', { project: project(), node: tail, graph: { ...graph, nodes }, limit: 10 });
  expect(again.nodes.every((one) => one.cached)).toBe(true);
});

it('lets rows pass a bypassed node as they are, in the preview and in a run', async () => {
  const { document: { graph } } = await perform('project', { project: project() });
  const nodes = graph.nodes.map((node) => (node.id === 'scale' ? { ...node, bypassed: true } : node));
  const shown = await perform('preview', { project: project(), node: 'scale', graph: { ...graph, nodes }, limit: 50 });
  const before = await perform('preview', { project: project(), node: 'fill-numbers', graph, limit: 50 });
  expect(shown.after).toEqual(before.after);
  expect(shown.before).toEqual(shown.after);
  expect([shown.state, shown.python]).toEqual([null, null]);
  expect(shown.notes).toEqual([expect.stringContaining('("scale") is bypassed: rows pass it as they are.')]);
});

const chainOf = (nodes: readonly GraphNode[]): Graph => {
  const all: GraphNode[] = [{ id: 'source', type: 'source', params: {} }, ...nodes];
  return { nodes: all, edges: all.slice(1).map((node, i) => ({ from: all[i]?.id ?? '', to: node.id })) };
};
/** A node of every kind. */
const EVERY: readonly GraphNode[] = [
  { id: 'target', type: 'feature-target-split', params: { target: 'y' } },
  { id: 'some', type: 'filter', params: { condition: "x > 3 or kind = 'a'" } },
  { id: 'once', type: 'deduplicate', params: { columns: ['x', 'kind', 'y'] } },
  { id: 'split', type: 'split', params: { method: 'stratified', column: 'y', train: 0.7, validation: 0.15 } },
  { id: 'fill', type: 'simple-imputer', params: { columns: ['x'], strategy: 'median' } },
  { id: 'twice', type: 'formula', params: { name: 'x "2"', formula: 'x * 2' } },
  { id: 'encode', type: 'target-encoder', params: { columns: ['kind'], cv: 3 } },
  { id: 'bins', type: 'quantile-bins', params: { columns: ['x'] } },
  { id: 'more', type: 'random-oversampling', params: {} },
];

/** The rows in a table under a name, with the hidden columns that a fit has. */
async function fill(db: Database, name: string, { columns, rows }: RowsView): Promise<void> {
  const value = (cell: unknown, type: string): Sql => (cell === null ? sql`null` : typeof cell === 'number' ? double(cell) : typeof cell === 'boolean' ? (cell ? sql`true` : sql`false`) : type === 'text' ? literal(String(cell)) : sql`null`);
  const types: Record<string, Sql> = { text: sql`varchar`, boolean: sql`boolean`, integer: sql`bigint`, number: sql`double` };
  const parted = rows.some(({ part }) => part !== null);
  const names = [sql`${identifier(ROW)} bigint`, ...(parted ? [sql`__mw_part tinyint`] : []), ...columns.map((one) => sql`${identifier(one.name)} ${types[one.type] ?? sql`double`}`)];
  await db.run(sql`create table ${identifier(name)} (${joined(names)})`);
  const parts = ['train', 'validation', 'test'];
  const lines = rows.map(({ row, part, cells }) => sql`(${joined([sql`${row}`, ...(parted ? [sql`${parts.indexOf(part ?? '')}`] : []), ...cells.map((cell, i) => value(cell, columns[i]?.type ?? 'text'))])})`);
  await db.run(sql`insert into ${identifier(name)} values ${joined(lines)}`);
}

it.each(EVERY.map(({ id }) => id))('shows SQL that makes of the rows before %s the rows behind it', async (id) => {
  const graph = chainOf(EVERY);
  const shown: NodePreview = await perform('preview', { project: project(), node: id, graph, limit: 1000 });
  const db = await Database.open({ memoryLimitMb: 200, threads: 1 });
  try {
    await fill(db, graph.edges.find(({ to }) => to === id)?.from ?? '', shown.before);
    const made = await db.rows(sql`select * from (${new Sql(shown.sql)}) order by ${identifier(ROW)}`);
    expect(made.map((row) => [Number(row[ROW]), ...shown.after.columns.map(({ name }) => (typeof row[name] === 'bigint' ? Number(row[name]) : row[name]))])).toEqual(shown.after.rows.map(({ row, cells }) => [row, ...cells]));
  } finally {
    await db.close();
  }
});
