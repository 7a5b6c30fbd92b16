import { RESERVED_PREFIX, type Column } from '../../contract/column.ts';
import { AppError } from '../base/app-error.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Expr } from '../expr/expression.ts';
import { layeredSelect } from '../expr/print-sql.ts';
import type { ChainNode } from '../graph/chain.ts';
import { overTable, type Environment } from '../graph/environment.ts';
import { whileOpen } from '../graph/flow.ts';
import type { FitRequest, RowNode } from '../nodes/node.ts';
import type { Statistics } from '../nodes/statistics.ts';
import { identifier, sql, type Sql } from '../sql/sql.ts';
import { applyFitted, crossFoldColumn, CV_FOLD, type FitContext, type FitState, type LearnedState } from './fit-state.ts';
import { trainingRows } from './rows.ts';
import { computeStatistics } from './statistics/compute-statistics.ts';
import type { FoldedStatistics, StatisticQuery } from './statistics/statistics-input.ts';
import { targetValue } from './target.ts';

/** A node whose statistics can be had now. */
interface Ready {
  readonly node: ChainNode;
  readonly definition: RowNode;
  readonly before: Environment;
  readonly requests: readonly FitRequest[];
  readonly fold: string | null;
}

/**
 * Fits the row nodes of a block. In each round all nodes learn whose columns no unfitted node makes, from one
 * round of statistics a fold column; so as many rounds are needed as fitted nodes read each other, not as there are nodes.
 */
export async function fitBlock(context: FitContext, state: FitState, block: readonly ChainNode[]): Promise<{ states: Map<string, LearnedState>; notes: string[] }> {
  const states = new Map<string, LearnedState>();
  const notes: string[] = [];
  for (let round = 0; ; round++) {
    const ready = findReady(state, block, states);
    if (ready.length === 0) return { states, notes };
    for (const fold of new Set(ready.map((one) => one.fold))) {
      const group = ready.filter((one) => one.fold === fold);
      context.onProgress?.({ stage: `Learning ${group.map((one) => one.definition.title.toLowerCase()).join(', ')}`, fraction: null });
      const statistics = await statisticsOf(context, state, group, fold);
      notes.push(...statistics.notes.map(({ message }) => message));
      group.forEach((one, i) => states.set(one.node.id, learn(one, i, statistics, state)));
    }
    if (round > block.length) throw new Error('A block does not come to its end');
  }
}

function findReady(state: FitState, block: readonly ChainNode[], states: ReadonlyMap<string, LearnedState>): Ready[] {
  const ready: Ready[] = [];
  let environment = state.environment;
  /** Columns that an unfitted node makes or changes. */
  const blocked = new Set<string>();
  let open = false;
  for (const node of block) {
    const { definition, params } = node;
    const { schema } = environment;
    if (definition.kind === 'roles') environment = { ...environment, schema: definition.outputs(schema, params) };
    if (definition.kind !== 'row') continue;
    // A formula that reads a column not yet made cannot be read itself: its turn comes in a later round.
    const stated = whileOpen(open || blocked.size > 0, () => ({ reads: definition.reads(params, schema), made: definition.outputs(schema, params, null, state.target) }));
    if (stated === null) continue;
    const { reads, made } = stated;
    const known = reads.every((name) => !blocked.has(name) && environment.columns.has(name)) && !(open && reads.length === 0);
    if (known && (definition.state === null || states.has(node.id))) {
      environment = applyFitted(environment, definition, node, states.get(node.id), state);
      continue;
    }
    if (known) {
      const cross = definition.crossFit?.(params);
      ready.push({ node, definition, before: environment, requests: definition.fit?.(params, schema) ?? [], fold: cross ? crossFoldColumn(cross) : null });
    }
    if (made === null) open = true;
    const before = new Map(schema.map((one) => [one.name, one]));
    for (const one of made ?? []) if (!isSame(before.get(one.name), one)) blocked.add(one.name);
    for (const name of reads) blocked.add(name);
    environment = { ...environment, schema: (made ?? schema).filter((one) => !blocked.has(one.name)) };
  }
  return ready;
}

function isSame(a: Column | undefined, b: Column): boolean {
  return a !== undefined && a.type === b.type && a.role === b.role;
}

async function statisticsOf(context: FitContext, state: FitState, group: readonly Ready[], fold: string | null): Promise<FoldedStatistics> {
  const outputs: { name: string; expr: Expr }[] = [];
  const queries: StatisticQuery[] = [];
  group.forEach((one, i) => {
    for (const request of one.requests) {
      const name = `${RESERVED_PREFIX}value_${outputs.length}`;
      outputs.push({ name, expr: overTable(one.before, request.value) });
      const { covariance } = request.requests;
      const requests = covariance ? { ...request.requests, covariance: covariance.map((key) => `${i}:${key}`) } : request.requests;
      queries.push({ key: `${i}:${request.key}`, column: name, type: request.value.type, requests });
    }
  });
  const { rows, target } = state;
  const foldName = fold ?? [...rows.folds.keys()].find((name) => name === CV_FOLD) ?? null;
  const needsTarget = target !== null && queries.some((query) => query.requests.target);
  const keep: Sql[] = [
    ...(foldName === null ? [] : [identifier(foldName)]),
    ...(needsTarget ? [sql`${targetValue(target, rows.types.get(target.column) ?? 'text')} as ${identifier(TARGET_VALUE)}`] : []),
  ];
  const columns = new Map([...rows.types, ...[...rows.folds.keys()].map((name) => [name, 'integer'] as const)]);
  const byName = new Map(outputs.map((one) => [one.name, one]));
  const from = (names: readonly string[]): Sql => sql`(${layeredSelect({ from: trainingRows(rows), keep: keep.length > 0 ? keep : [sql`1`], outputs: names.flatMap((name) => byName.get(name) ?? []), columns })})`;
  return computeStatistics(
    context.db,
    {
      from,
      fold: foldName === null ? null : { column: foldName, count: rows.folds.get(foldName) ?? 1 },
      target: needsTarget ? { column: TARGET_VALUE, classes: target.classes.length } : null,
      queries,
    },
    context.signal ? { signal: context.signal } : {},
  );
}

const TARGET_VALUE = `${RESERVED_PREFIX}target`;

function learn(one: Ready, position: number, statistics: FoldedStatistics, state: FitState): LearnedState {
  const prefix = `${position}:`;
  const own = (all: Record<string, Partial<Statistics>>): Record<string, Partial<Statistics>> =>
    Object.fromEntries(Object.entries(all).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])));
  const { definition, node, before, fold } = one;
  const make = (all: Record<string, Partial<Statistics>>): Json => {
    try {
      return definition.learn?.(own(all), node.params, before.schema, state.target) ?? null;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      throw new AppError({ ...error.data, place: { ...error.data.place, node: node.id } });
    }
  };
  return { full: make(statistics.all), folds: fold === null ? [] : statistics.without.map(make), foldColumn: fold };
}

