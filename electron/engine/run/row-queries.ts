import { RESERVED_PREFIX, type ColumnType } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import type { Expr } from '../expr/expression.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import type { ChainNode } from '../graph/chain.ts';
import { overTable, readColumn, type Environment } from '../graph/environment.ts';
import { identifier, sql, type Sql } from '../sql/sql.ts';
import { crossFoldColumn, type FitState } from './fit-state.ts';
import { hiddenColumns, ROW_ID, trainingRows } from './rows.ts';
import { dealt, dealtBy, foldColumn, orderKey, partColumn } from './split-rows.ts';
import { labelOf } from './target.ts';

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

/** Whether a column is in the relation as it is. */
export function isPassed(environment: Environment, name: string, types: ReadonlyMap<string, ColumnType>): boolean {
  const expr = environment.columns.get(name);
  return expr?.op === 'column' && expr.payload.name === name && types.has(name);
}

/** The rows that a filter or a deduplication keeps. */
export function keptRows(state: FitState, { definition, params }: ChainNode): Sql {
  if (definition.kind !== 'rows') throw new Error('not a rows node');
  const rule = definition.keep(params, state.environment.schema);
  const extra = ('where' in rule ? [rule.where] : rule.first).map((expr, i) => ({ name: `${RESERVED_PREFIX}key_${i}`, expr: overTable(state.environment, expr) }));
  const ids = extra.map(({ name }) => identifier(name));
  const condition = 'where' in rule
    ? sql`where ${ids[0] ?? sql`true`}`
    : sql`qualify row_number() over (partition by ${ids} order by ${ROW_ID}) = 1`;
  return sql`select * exclude (${ids}) from (${selected(state, extra)}) ${condition}`;
}

/** The rows with their parts; every column of the state is in its relation. */
export function splitRows(state: FitState, seed: number, { id, definition, params }: ChainNode): Sql {
  if (definition.kind !== 'split') throw new Error('not a split');
  const { relation, types } = state.rows;
  const plan = definition.plan(params, state.environment.schema);
  const type = plan.column === null ? undefined : types.get(plan.column);
  const by = plan.column === null || type === undefined ? null : dealtBy(plan.method, identifier(plan.column), type);
  if (plan.column !== null && by === null) throw new AppError({ code: 'UNKNOWN_COLUMN', message: `The split needs the column "${plan.column}", which is not there.`, place: { node: id, column: plan.column }, next: 'Choose another column for the split.' });
  const deal = dealt({ method: plan.method, by, seed, purpose: 'split' }, relation);
  return sql`select rows.*, parts.__mw_part from ${relation} rows join (select ${ROW_ID}, ${partColumn(plan)} from (${deal})) parts using (${ROW_ID})`;
}

/** Throws where a sampler has no classes to go by. */
export function requireClasses({ target }: FitState, { id, definition }: ChainNode): string {
  if (target && target.task !== 'regression') return target.column;
  throw new AppError({ code: 'NO_CLASSES', message: `${definition.title} needs a target with classes.`, place: { node: id }, next: 'Delete the node, or choose a target with classes.' });
}

/** The rows with training rows as often as a sampler takes them; every column of the state is in its relation. */
export function sampledRows(state: FitState, seed: number, node: ChainNode): Sql {
  const { definition, params } = node;
  if (definition.kind !== 'sampler') throw new Error('not a sampler');
  const column = requireClasses(state, node);
  const label = labelOf(column, state.rows.types.get(column) ?? 'text');
  const training = trainingRows(state.rows);
  const ranked = sql`(select ${ROW_ID}, label, row_number() over (partition by label order by ${orderKey(seed, 'oversampling')}, ${ROW_ID}) - 1 as rank
    from (select distinct ${ROW_ID}, ${label} as label from ${training}))`;
  const copies = definition.copies(ranked, params);
  const others = state.rows.parted ? sql`union all select * from ${state.rows.relation} where __mw_part is distinct from 0` : sql``;
  return sql`select rows.* from ${training} rows join (select ${ROW_ID}, unnest(range(copies)) from (${copies})) using (${ROW_ID}) ${others}`;
}

type Cross = Parameters<typeof crossFoldColumn>[0];

/** The rows with the folds of their training rows. */
export function foldedRows({ rows, target }: FitState, seed: number, cross: Cross): Sql {
  const name = crossFoldColumn(cross);
  const stratum = target && target.task !== 'regression' ? labelOf(target.column, rows.types.get(target.column) ?? 'text') : null;
  const deal = dealt({ method: stratum ? 'stratified' : 'random', by: stratum, seed, purpose: cross.purpose }, trainingRows(rows));
  return sql`select rows.*, folds.${identifier(name)} from ${rows.relation} rows
      left join (select ${ROW_ID}, ${foldColumn('random', cross.folds, name)} from (${deal})) folds using (${ROW_ID})`;
}

/** The state on a relation that {@link foldedRows} made: rows of other parts have no fold. */
export function withFoldsIn(state: FitState, cross: Cross, folded: Sql): FitState {
  const name = crossFoldColumn(cross);
  const relation = state.rows.parted ? sql`(select * replace (case when __mw_part = 0 then ${identifier(name)} end as ${identifier(name)}) from ${folded})` : folded;
  return { ...state, rows: { ...state.rows, relation, folds: new Map([...state.rows.folds, [name, cross.folds]]) } };
}
