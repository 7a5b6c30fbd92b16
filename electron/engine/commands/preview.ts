import { PART, ROW, type Cell } from '../../contract/column.ts';
import type { RowsView } from '../../contract/graph-view.ts';
import { printNumpy } from '../expr/print-numpy.ts';
import type { FittedNode } from '../graph/chain.ts';
import { checkChain, requireSound } from '../graph/check.ts';
import { chainTo, modelOf } from '../graph/order.ts';
import { openProject } from '../project/project-folder.ts';
import { advance, dropTables, selected } from '../run/fit-chain.ts';
import type { FitContext, FitState } from '../run/fit-state.ts';
import { ROW_ID } from '../run/rows.ts';
import { loadedRows, startState } from '../run/start.ts';
import { identifier, join, sql } from '../sql/sql.ts';
import { chainNodes } from '../train/model-nodes.ts';
import { cellOf } from './cell-of.ts';
import { schemaOf } from './engine.ts';
import type { Handler } from './handler.ts';
import { openData, sourceOf } from './project-data.ts';

const PARTS = ['train', 'validation', 'test'] as const;

/** What a node does to the rows, fitted on them: the first rows before and after it, its state, its SQL and its Python. */
export const preview: Handler<'preview'> = async (engine, input, context) => {
  const { folder, document: saved } = await openProject(input.project);
  const document = input.graph ? { ...saved, graph: input.graph } : saved;
  const path = chainTo(document.graph, input.node).filter((node) => modelOf(node) === null);
  const { nodes, problems } = checkChain(document, path);
  requireSound(problems);
  const opened = await openData(engine, folder, sourceOf(document, path[0]), context);
  const fit: FitContext = { db: opened.db, seed: document.seed, tables: [], signal: context.signal, onProgress: context.onProgress };
  try {
    const chain = chainNodes(nodes);
    const start = startState(loadedRows(opened.table, opened.columns), schemaOf(opened.columns));
    const before = await advance(fit, start, chain.slice(0, -1));
    const after = await advance(fit, before, chain.slice(-1));
    return {
      before: await rowsView(fit, before, input.limit),
      after: await rowsView(fit, after, input.limit),
      state: (after.nodes.at(-1)?.state ?? null) as never,
      sql: selected(after).text,
      python: pythonOf(after.nodes.at(-1), after),
      notes: [...after.notes],
    };
  } finally {
    await dropTables(fit);
  }
};

async function rowsView({ db, signal }: FitContext, state: FitState, limit: number): Promise<RowsView> {
  const { schema } = state.environment;
  const cells = schema.map(({ name, type }, i) => sql`${type === 'timestamp' ? sql`epoch_us(${identifier(name)})` : identifier(name)} as ${identifier(`c${i}`)}`);
  const part = state.rows.parted ? sql`cast(${identifier(PART)} as double)` : sql`cast(null as double)`;
  const found = await db.rows(sql`select ${join([ROW_ID, sql`${part} as part`, ...cells])} from (${selected(state)}) order by ${ROW_ID} limit ${limit}`, { signal });
  const { n } = await db.row(sql`select count(*) as n from ${state.rows.relation}`, { signal });
  return {
    columns: [...schema],
    count: Number(n),
    rows: found.map((row) => ({ row: Number(row[ROW]), part: typeof row['part'] === 'number' ? (PARTS[row['part']] ?? null) : null, cells: schema.map((_, i): Cell => cellOf(row[`c${i}`] ?? null)) })),
  };
}

/** The scikit-learn transformer of a fitted node, or its expressions as NumPy. */
function pythonOf(node: FittedNode | undefined, { target }: FitState): string | null {
  if (node?.definition.kind !== 'row') return null;
  const { definition, before, params, state } = node;
  const transformer = definition.python?.(before, params, state, target);
  if (transformer) return [...transformer.imports, '', transformer.code].join('\n');
  const made = [...definition.apply(before, params, state, target)];
  const { statements, results } = printNumpy(made.map(([, expr]) => expr));
  return [...statements, ...made.map(([name], i) => `columns[${JSON.stringify(name)}] = ${results[i] ?? ''}`)].join('\n');
}
