import { RESERVED_PREFIX, type ColumnType } from '../../contract/column.ts';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { Expr } from '../expr/expression.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import type { ChainNode, FittedNode } from '../graph/chain.ts';
import { overTable, readColumn, type Environment } from '../graph/environment.ts';
import type { SamplerNode, SplitNode } from '../nodes/node.ts';
import { identifier, sql, type Sql } from '../sql/sql.ts';
import { fitBlock } from './fit-block.ts';
import { applyFitted, crossFoldColumn, type FitContext, type FitState } from './fit-state.ts';
import { hiddenColumns, materialisedEnvironment, materialisedTypes, ROW_ID, trainingRows, type Rows } from './rows.ts';
import { dealt, dealtBy, foldColumn, orderKey, partColumn } from './split-rows.ts';
import { labelOf, resolveTarget } from './target.ts';

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
  return { ...state, environment, nodes: [...state.nodes, ...fitted], notes: [...state.notes, ...learned.notes] };
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
    if (!cross) continue;
    const name = crossFoldColumn(cross);
    if (result.rows.folds.has(name)) continue;
    const { target } = result;
    const stratum = target && target.task !== 'regression' ? labelOf(target.column, result.rows.types.get(target.column) ?? 'text') : null;
    const deal = dealt({ method: stratum ? 'stratified' : 'random', by: stratum, seed: context.seed, purpose: cross.purpose }, trainingRows(result.rows));
    const folded = sql`select rows.*, folds.${identifier(name)} from ${result.rows.relation} rows
      left join (select ${ROW_ID}, ${foldColumn('random', cross.folds, name)} from (${deal})) folds using (${ROW_ID})`;
    const table = await keepTable(context, folded);
    const trainingOnly = result.rows.parted ? sql`(select * replace (case when __mw_part = 0 then ${identifier(name)} end as ${identifier(name)}) from ${table})` : table;
    result = { ...result, rows: { ...result.rows, relation: trainingOnly, folds: new Map([...result.rows.folds, [name, cross.folds]]) } };
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
    const parted = await split(context, state, definition, node);
    const known = await withTarget(context, parted);
    return { ...known, nodes: [...state.nodes, step] };
  }
  const sampled = await sample(context, await withTarget(context, state), definition as SamplerNode, node);
  return { ...sampled, nodes: [...state.nodes, step] };
}

/** The rows of a state with all columns of its schema computed, and an extra expression or two. */
export function selected(state: FitState, extra: readonly { name: string; expr: Expr }[] = []): Sql {
  const { rows, environment } = state;
  const passed = environment.schema.filter(({ name }) => isPassed(environment, name, rows.types));
  const computed = environment.schema.filter(({ name }) => !isPassed(environment, name, rows.types));
  const outputs = [...computed.map(({ name }) => ({ name, expr: readColumn(environment, name) })), ...extra];
  const foldTypes: [string, ColumnType][] = [...rows.folds.keys()].map((name) => [name, 'integer']);
  return layeredSelect({
    from: rows.relation,
    keep: [...hiddenColumns(rows), ...passed.map(({ name }) => identifier(name))],
    outputs,
    columns: new Map([...rows.types, ...foldTypes]),
  });
}

function isPassed(environment: Environment, name: string, types: ReadonlyMap<string, ColumnType>): boolean {
  const expr = environment.columns.get(name);
  return expr?.op === 'column' && expr.payload.name === name && types.has(name);
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
  const { definition, params } = node;
  if (definition.kind !== 'rows') throw new Error('not a rows node');
  const rule = definition.keep(params, state.environment.schema);
  const names = (list: readonly Expr[]): { name: string; expr: Expr }[] => list.map((expr, i) => ({ name: `${RESERVED_PREFIX}key_${i}`, expr: overTable(state.environment, expr) }));
  const extra = names('where' in rule ? [rule.where] : rule.first);
  const ids = extra.map(({ name }) => identifier(name));
  const condition = 'where' in rule
    ? sql`where ${ids[0] ?? sql`true`}`
    : sql`qualify row_number() over (partition by ${ids} order by ${ROW_ID}) = 1`;
  const exclude = sql`select * exclude (${ids}) from (${selected(state, extra)}) ${condition}`;
  const before = await count(context, state.rows.relation);
  const after = await materialise(context, state, exclude);
  const left = before - (await count(context, after.rows.relation));
  const note = left > 0 ? [`${definition.title} ("${node.id}") left out ${left} of ${before} rows.`] : [];
  return { ...after, leftOut: [...state.leftOut, { node: node.id, rows: left }], notes: [...state.notes, ...note] };
}

async function split(context: FitContext, state: FitState, definition: SplitNode, node: ChainNode): Promise<FitState> {
  const plan = definition.plan(node.params, state.environment.schema);
  const { state: whole, release } = await settle(context, state);
  const type = plan.column === null ? undefined : whole.rows.types.get(plan.column);
  const by = plan.column === null || type === undefined ? null : dealtBy(plan.method, identifier(plan.column), type);
  if (plan.column !== null && by === null) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `The split needs the column "${plan.column}", which is not there.`, place: { node: node.id, column: plan.column }, next: 'Choose another column for the split.' });
  const deal = dealt({ method: plan.method, by, seed: context.seed, purpose: 'split' }, whole.rows.relation);
  const table = await keepTable(context, sql`select rows.*, parts.__mw_part from ${whole.rows.relation} rows join (select ${ROW_ID}, ${partColumn(plan)} from (${deal})) parts using (${ROW_ID})`);
  await release();
  return { ...whole, rows: { ...whole.rows, relation: table, parted: true } };
}

async function sample(context: FitContext, state: FitState, definition: SamplerNode, node: ChainNode): Promise<FitState> {
  if (!state.target || state.target.task === 'regression') throw new AppError({ code: 'NO_CLASSES', message: `${definition.title} needs a target with classes.`, place: { node: node.id }, next: 'Delete the node, or choose a target with classes.' });
  const { state: whole, release } = await settle(context, state);
  const label = labelOf(state.target.column, whole.rows.types.get(state.target.column) ?? 'text');
  const ranked = sql`(select ${ROW_ID}, label, row_number() over (partition by label order by ${orderKey(context.seed, 'oversampling')}, ${ROW_ID}) - 1 as rank
    from (select distinct ${ROW_ID}, ${label} as label from ${trainingRows(whole.rows)}))`;
  const copies = definition.copies(ranked, node.params);
  const others = whole.rows.parted ? sql`union all select * from ${whole.rows.relation} where __mw_part is distinct from 0` : sql``;
  const table = await keepTable(context, sql`select rows.* from ${trainingRows(whole.rows)} rows join (select ${ROW_ID}, unnest(range(copies)) from (${copies})) using (${ROW_ID}) ${others}`);
  await release();
  return { ...whole, rows: { ...whole.rows, relation: table } };
}
