import { ROW } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import { bypassNotes, checkChain, checkStructure, requireSound } from '../graph/check.ts';
import { composeServing } from '../graph/compose.ts';
import { chainTo, modelOf } from '../graph/order.ts';
import { isTargetless } from '../../contract/task.ts';
import { ALL_MODELS } from '../models/registry.ts';
import { openProject } from '../project/project-folder.ts';
import { listRuns } from '../project/runs.ts';
import { advance, dropTables, withTarget } from '../run/fit-chain.ts';
import { selected } from '../run/row-queries.ts';
import type { FitContext } from '../run/fit-state.ts';
import { loadedRows, startState } from '../run/start.ts';
import { ROW_ID } from '../run/rows.ts';
import { identifier, join, sql, type Sql } from '../sql/sql.ts';
import { chainNodes } from '../train/model-nodes.ts';
import { featureNames } from '../train/training-rows.ts';
import { schemaOf } from './engine.ts';
import type { Handler } from './handler.ts';
import { loadNotes } from './load-notes.ts';
import { openData, sourceOf } from './project-data.ts';
import { fileFormat, writeRows } from './rows-file.ts';

/** Writes the served features of every loaded row, or (with a node) the rows as fitting sees them behind that node. */
export const run: Handler<'run'> = async (engine, input, context) => {
  fileFormat(input.out);
  const { folder, document } = await openProject(input.project);
  requireSound(checkStructure(document));
  const end = input.node ?? (await servedNode(folder, document));
  const path = chainTo(document.graph, end);
  const { nodes, problems } = checkChain(document, path);
  requireSound(problems);
  const opened = await openData(engine, folder, sourceOf(document, path[0]), context);
  const rows = loadedRows(opened.table, opened.columns);
  const source = schemaOf(opened.columns);
  const fit: FitContext = { db: opened.db, seed: document.seed, tables: [], signal: context.signal, onProgress: context.onProgress };
  try {
    let state = await advance(fit, startState(rows, source), chainNodes(nodes));
    let query: Sql;
    let columns: string[];
    if (input.node === undefined) {
      state = await withTarget(fit, state);
      const model = ALL_MODELS.find(({ id }) => path.some((node) => modelOf(node) === id));
      const target = state.target ?? (model?.tasks.every(isTargetless) ? { column: '', task: model.tasks[0] ?? 'anomaly', classes: [] } : null);
      if (!target) throw new AppError({ code: 'NO_TARGET', message: 'The graph has no features yet: nothing says which column is the target.', next: 'Add a feature-target split, or name a node with --node.' });
      const program = composeServing({ source, nodes: state.nodes, target, positive: state.positive, features: featureNames(state) });
      columns = ['row', ...program.direct.map((one) => one.name)];
      query = sql`select * from (${layeredSelect({ from: rows.relation, keep: [sql`${ROW_ID} as "row"`], outputs: program.direct, columns: rows.types })}) order by "row"`;
    } else {
      columns = ['row', ...state.environment.schema.map((one) => one.name)];
      query = sql`select ${identifier(ROW)} as "row", ${join(state.environment.schema.map(({ name }) => identifier(name)))} from (${selected(state)}) order by ${ROW_ID}`;
    }
    const written = await writeRows(opened.db, query, input.out, context.signal);
    return { out: input.out, rows: written, columns, notes: [...loadNotes(opened.report), ...bypassNotes(nodes), ...state.notes] };
  } finally {
    await dropTables(fit);
  }
};

/** The model whose features are served: the one that the newest run chose, or the graph's first. */
async function servedNode(folder: string, { graph }: Awaited<ReturnType<typeof openProject>>['document']): Promise<string> {
  const [newest] = await listRuns(folder);
  const chosen = newest && newest.models[newest.chosen]?.node;
  const model = graph.nodes.find((node) => node.id === chosen) ?? graph.nodes.find((node) => modelOf(node) !== null);
  const end = model?.id ?? graph.nodes.find((node) => !graph.edges.some((edge) => edge.from === node.id))?.id;
  if (end === undefined) throw new AppError({ code: 'NO_NODES', message: 'The graph is empty.', next: 'Add a data source.' });
  return end;
}
