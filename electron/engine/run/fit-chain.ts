import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { ChainNode, FittedNode } from '../graph/chain.ts';
import { identifier, sql, type Sql } from '../sql/sql.ts';
import { fitBlock } from './fit-block.ts';
import { applyFitted, crossFoldColumn, type FitContext, type FitState } from './fit-state.ts';
import { foldedRows, isPassed, keptRows, requireClasses, sampledRows, selected, splitRows, withFoldsIn } from './row-queries.ts';
import { materialisedEnvironment, materialisedTypes, type Rows } from './rows.ts';
import { resolveTarget } from './target.ts';

/** Makes a table of a query; it lives until {@link dropTables}. */
export async function keepTable(context: FitContext, query: Sql): Promise<Sql> {
  throwIfCancelled(context.signal);
  const name = identifier(context.db.name('rows'));
  context.tables.push(name);
  await context.db.run(sql`create table ${name} as ${query}`, { signal: context.signal });
  return name;
}

/** Ends one table early, to free its space. */
async function dropTable(context: FitContext, table: Sql): Promise<void> {
  context.tables.splice(context.tables.indexOf(table), 1);
  await context.db.run(sql`drop table if exists ${table}`);
}

export async function dropTables(context: FitContext): Promise<void> {
  for (const table of context.tables.splice(0)) await context.db.run(sql`drop table if exists ${table}`);
}

/**
 * Fits the nodes of a chain in order, on training rows alone. Between nodes that change which rows there are, all
 * fitted nodes that do not read each other's outputs learn together, from one round of statistics.
 */
export async function advance(context: FitContext, start: FitState, nodes: readonly ChainNode[]): Promise<FitState> {
  let state = start;
  let block: ChainNode[] = [];
  const flush = async (): Promise<void> => {
    if (block.length > 0) state = await advanceBlock(context, state, block);
    block = [];
  };
  for (const node of nodes) {
    throwIfCancelled(context.signal);
    if (node.definition.kind === 'row' || node.definition.kind === 'roles') {
      block.push(node);
      continue;
    }
    await flush();
    state = await changeRows(context, state, node);
  }
  await flush();
  return state;
}

async function advanceBlock(context: FitContext, start: FitState, block: readonly ChainNode[]): Promise<FitState> {
  let state = start;
  for (const { definition, params } of block) if (definition.kind === 'roles') state = { ...state, spec: definition.target(params) };
  const fits = block.some(({ definition }) => definition.kind === 'row' && definition.state !== null);
  if (fits) {
    state = await withTarget(context, state);
    state = await withCrossFolds(context, state, block);
  }
  const learned = await fitBlock(context, state, block);
  let { environment } = state;
  const fitted: FittedNode[] = [];
  for (const node of block) {
    const before = environment.schema;
    if (node.definition.kind === 'roles') environment = { ...environment, schema: node.definition.outputs(before, node.params) };
    if (node.definition.kind === 'row') {
      const own = learned.states.get(node.id);
      environment = applyFitted(environment, node.definition, node, own, state);
    }
    fitted.push({ ...node, before, after: environment.schema, state: learned.states.get(node.id)?.full ?? null });
  }
  return { ...state, environment, nodes: [...state.nodes, ...fitted], learned: new Map([...state.learned, ...learned.states]), notes: [...state.notes, ...learned.notes] };
}

/** Finds out what the target is, once the rows that count are known. */
export async function withTarget(context: FitContext, state: FitState): Promise<FitState> {
  if (state.target || !state.spec) return state;
  const expr = state.environment.columns.get(state.spec.column);
  if (!expr || expr.op !== 'column' || expr.payload.name !== state.spec.column) {
    throw new AppError({ code: 'TARGET_CHANGED', message: `The target "${state.spec.column}" was changed before it is predicted.`, place: { column: state.spec.column }, next: 'Leave the target as it is in the file.' });
  }
  const node = state.nodes.find((one) => one.definition.kind === 'roles')?.id ?? '';
  const { target, positive } = await resolveTarget(context.db, state.rows, state.spec, node, context.signal);
  return { ...state, target, positive };
}

/** Gives training rows the folds that cross-fitted nodes of a block need. */
async function withCrossFolds(context: FitContext, state: FitState, block: readonly ChainNode[]): Promise<FitState> {
  let result = state;
  for (const { definition, params } of block) {
    const cross = definition.kind === 'row' ? definition.crossFit?.(params) : undefined;
    if (!cross || result.rows.folds.has(crossFoldColumn(cross))) continue;
    result = withFoldsIn(result, cross, await keepTable(context, foldedRows(result, context.seed, cross)));
  }
  return result;
}

async function changeRows(context: FitContext, state: FitState, node: ChainNode): Promise<FitState> {
  const { definition } = node;
  const before = state.environment.schema;
  const step = { ...node, before, after: before, state: null };
  if (definition.kind === 'rows') {
    const kept = await keepRows(context, state, node);
    return { ...kept, nodes: [...state.nodes, step] };
  }
  if (definition.kind === 'split') {
    const parted = await split(context, state, node);
    const known = await withTarget(context, parted);
    return { ...known, nodes: [...state.nodes, step] };
  }
  const sampled = await sample(context, await withTarget(context, state), node);
  return { ...sampled, nodes: [...state.nodes, step] };
}

/** The state after its rows were written to a table. */
async function materialise(context: FitContext, state: FitState, query: Sql, change: Partial<Rows> = {}): Promise<FitState> {
  const table = await keepTable(context, query);
  const types = materialisedTypes(state.environment, state.rows.types);
  return { ...state, rows: { ...state.rows, relation: table, types, ...change }, environment: materialisedEnvironment(state.environment, types) };
}

/** The state with every column of its schema in its relation: as it is where nothing is computed, else in a table of its own. */
async function settle(context: FitContext, state: FitState): Promise<{ state: FitState; release(): Promise<void> }> {
  const { environment, rows } = state;
  if (environment.schema.every(({ name }) => isPassed(environment, name, rows.types))) return { state, release: async () => undefined };
  const whole = await materialise(context, state, selected(state));
  return { state: whole, release: () => dropTable(context, whole.rows.relation) };
}

async function count(context: FitContext, relation: Sql): Promise<number> {
  const row = await context.db.row(sql`select count(*) as n from ${relation}`, { signal: context.signal });
  return Number(row['n']);
}

async function keepRows(context: FitContext, state: FitState, node: ChainNode): Promise<FitState> {
  const before = await count(context, state.rows.relation);
  const after = await materialise(context, state, keptRows(state, node));
  const left = before - (await count(context, after.rows.relation));
  const note = left > 0 ? [`${node.definition.title} ("${node.id}") left out ${left} of ${before} rows.`] : [];
  return { ...after, leftOut: [...state.leftOut, { node: node.id, rows: left }], notes: [...state.notes, ...note] };
}

async function split(context: FitContext, state: FitState, node: ChainNode): Promise<FitState> {
  const { state: whole, release } = await settle(context, state);
  const table = await keepTable(context, splitRows(whole, context.seed, node));
  await release();
  return { ...whole, rows: { ...whole.rows, relation: table, parted: true } };
}

async function sample(context: FitContext, state: FitState, node: ChainNode): Promise<FitState> {
  requireClasses(state, node);
  const { state: whole, release } = await settle(context, state);
  const table = await keepTable(context, sampledRows(whole, context.seed, node));
  await release();
  return { ...whole, rows: { ...whole.rows, relation: table } };
}
