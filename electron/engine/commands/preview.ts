import { PART, ROW, type Cell } from '../../contract/column.ts';
import type { CommandOutput } from '../../contract/commands.ts';
import type { RowsView } from '../../contract/graph-view.ts';
import type { GraphNode } from '../../contract/project-document.ts';
import type { Database } from '../db/database.ts';
import { nodeCode } from '../export/node-code.ts';
import type { ChainNode } from '../graph/chain.ts';
import { bypassNotes, checkChain, requireSound } from '../graph/check.ts';
import { chainFingerprints } from '../graph/fingerprint.ts';
import { chainTo, modelOf } from '../graph/order.ts';
import { openProject } from '../project/project-folder.ts';
import { FitCache, type FittedPath } from '../run/fit-cache.ts';
import type { FitContext, FitState } from '../run/fit-state.ts';
import { nodeQuery } from '../run/node-query.ts';
import { selected } from '../run/row-queries.ts';
import { ROW_ID } from '../run/rows.ts';
import { loadedRows, startState } from '../run/start.ts';
import { identifier, join, sql } from '../sql/sql.ts';
import { chainNodes } from '../train/model-nodes.ts';
import { cellOf } from './cell-of.ts';
import { schemaOf } from './engine.ts';
import type { Handler } from './handler.ts';
import { PreviewValues } from './preview-values.ts';
import { openData, sourceOf } from './project-data.ts';

const PARTS = ['train', 'validation', 'test'] as const;
/** Of the database's memory. */
const CACHE_SHARE = 0.2;
const MOST_STATES = 64;

type Preview = CommandOutput<'preview'>;

/** What is kept for the previews of a loaded file, as long as that is open. */
const caches = new WeakMap<Database, { readonly fits: FitCache; readonly values: PreviewValues }>();

function cacheOf(db: Database): { readonly fits: FitCache; readonly values: PreviewValues } {
  let cache = caches.get(db);
  if (!cache) {
    cache = { fits: new FitCache({ states: MOST_STATES, bytes: db.memoryLimitMb * 2 ** 20 * CACHE_SHARE }), values: new PreviewValues() };
    caches.set(db, cache);
  }
  return cache;
}

/**
 * What a node does to the rows, fitted on them: the first rows before and after it, its state, its SQL and its Python.
 * What was fitted for an earlier preview is not fitted again; the database's memory bounds how much of it stays.
 */
export const preview: Handler<'preview'> = async (engine, input, context) => {
  const { folder, document: saved } = await openProject(input.project);
  const document = input.graph ? { ...saved, graph: input.graph } : saved;
  const path = chainTo(document.graph, input.node);
  const { nodes, problems } = checkChain(document, path.filter((node) => modelOf(node) === null));
  requireSound(problems);
  const opened = await openData(engine, folder, sourceOf(document, path[0]), context);
  const { fits, values } = cacheOf(opened.db);
  const chain = chainNodes(nodes);
  const end = path.at(-1);
  const passes = end?.bypassed === true || (end !== undefined && modelOf(end) !== null);
  const key = `${chainFingerprints(document.seed, chain).at(-1) ?? ''} ${passes ? 'passes' : ''} ${input.limit} ${namesOf(path)}`;
  const known = values.get(key);
  if (known) return { ...known, nodes: known.nodes.map((one) => ({ ...one, cached: true })) };
  const start = { state: startState(loadedRows(opened.table, opened.columns), schemaOf(opened.columns)), rows: opened.rows };
  const fit = { db: opened.db, seed: document.seed, signal: context.signal, onProgress: context.onProgress };
  const value = await fits.fit(fit, start, chain, (fitted) => previewOf(fit, fitted, { path, chain, passes, limit: input.limit, rows: opened.rows, notes: bypassNotes(nodes) }));
  values.set(key, value);
  return value;
};

/** Names that the shown SQL has. */
const namesOf = (path: readonly GraphNode[]): string => path.map(({ id, bypassed }) => `${id}${bypassed ? '*' : ''}`).join(' ');

interface Asked {
  readonly path: readonly GraphNode[];
  readonly chain: readonly ChainNode[];
  /** The node itself changes no row. */
  readonly passes: boolean;
  readonly limit: number;
  readonly rows: number;
  readonly notes: readonly string[];
}

async function previewOf(fit: Omit<FitContext, 'tables'>, fitted: FittedPath, { path, chain, passes, limit, rows, notes }: Asked): Promise<Preview> {
  const { after } = fitted;
  const before = passes ? after : fitted.before;
  const node = passes ? undefined : chain.at(-1);
  const input = path.at(-2)?.id ?? path.at(-1)?.id ?? '';
  const afterView = await rowsView(fit, after, fitted.rows.after, limit);
  const byNode = new Map(chain.map(({ id }, i) => [id, fitted.nodes[i]]));
  let last = { rows, cached: true };
  return {
    before: before === after ? afterView : await rowsView(fit, before, fitted.rows.before, limit),
    after: afterView,
    state: ((node && after.nodes.at(-1)?.state) ?? null) as Preview['state'],
    sql: nodeQuery(fit.seed, before, after, node, identifier(input)).text,
    python: node ? nodeCode(after.nodes, after.target) : null,
    notes: [...notes, ...new Set(after.notes)],
    nodes: path.filter((one) => modelOf(one) === null).map(({ id }) => ({ node: id, ...(last = byNode.get(id) ?? last) })),
  };
}

async function rowsView({ db, signal }: Omit<FitContext, 'tables'>, state: FitState, count: number, limit: number): Promise<RowsView> {
  const { schema } = state.environment;
  const cells = schema.map(({ name, type }, i) => sql`${type === 'timestamp' ? sql`epoch_us(${identifier(name)})` : identifier(name)} as ${identifier(`c${i}`)}`);
  const part = state.rows.parted ? sql`cast(${identifier(PART)} as double)` : sql`cast(null as double)`;
  // The last row that is shown is found without computing a column.
  const shown = sql`(select max(${ROW_ID}) from (select ${ROW_ID} from ${state.rows.relation} order by ${ROW_ID} limit ${limit}))`;
  const found = await db.rows(sql`select ${join([ROW_ID, sql`${part} as part`, ...cells])} from (${selected(state)}) where ${ROW_ID} <= ${shown} order by ${ROW_ID} limit ${limit}`, { signal });
  return {
    columns: [...schema],
    count,
    rows: found.map((row) => ({ row: Number(row[ROW]), part: typeof row['part'] === 'number' ? (PARTS[row['part']] ?? null) : null, cells: schema.map((_, i): Cell => cellOf(row[`c${i}`] ?? null)) })),
  };
}
