import { tableEnvironment } from '../graph/environment.ts';
import type { Schema } from '../nodes/node.ts';
import type { Sql } from '../sql/sql.ts';
import type { FitState } from './fit-state.ts';
import type { Rows } from './rows.ts';

/** Loaded rows as the engine's relation. */
export function loadedRows(table: Sql, columns: readonly { readonly name: string; readonly type: Schema[number]['type'] }[]): Rows {
  return { relation: table, types: new Map(columns.map((one) => [one.name, one.type])), parted: false, folds: new Map() };
}

/** The state in front of the first node. */
export function startState(rows: Rows, source: Schema): FitState {
  return { rows, environment: tableEnvironment(source), nodes: [], learned: new Map(), spec: null, target: null, positive: null, leftOut: [], notes: [] };
}
