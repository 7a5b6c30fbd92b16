import { RESERVED_PREFIX } from '../../contract/column.ts';
import type { Progress } from '../../contract/wire.ts';
import type { Json } from '../base/canonical-json.ts';
import type { Database } from '../db/database.ts';
import { column, eq, num, when, type Expr } from '../expr/expression.ts';
import type { ChainNode, FittedNode } from '../graph/chain.ts';
import { applyRowNode, type Environment } from '../graph/environment.ts';
import type { RolesNode, RowNode, Target } from '../nodes/node.ts';
import type { Sql } from '../sql/sql.ts';
import type { Rows } from './rows.ts';

/** The fold column of cross-validation: a training part is the merge of its folds. */
export const CV_FOLD = `${RESERVED_PREFIX}fold_cv`;

/** The fold column of a cross-fitted node; nodes of one purpose share it. */
export function crossFoldColumn({ purpose, folds }: { purpose: string; folds: number }): string {
  return `${RESERVED_PREFIX}fold_${purpose}_${folds}`;
}

/** What a fit has come to: rows, their columns as expressions, and the nodes that are behind it. */
export interface FitState {
  readonly rows: Rows;
  readonly environment: Environment;
  readonly nodes: readonly FittedNode[];
  /** What the fitted nodes among them learned, with the states of their folds. */
  readonly learned: ReadonlyMap<string, LearnedState>;
  readonly spec: ReturnType<RolesNode['target']> | null;
  readonly target: Target | null;
  readonly positive: string | null;
  /** Rows that a node left out of the fit. */
  readonly leftOut: readonly { readonly node: string; readonly rows: number }[];
  readonly notes: readonly string[];
}

export interface FitContext {
  readonly db: Database;
  readonly seed: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Temporary tables made by this fit; {@link dropTables} ends them. */
  readonly tables: Sql[];
}

/** The states of a node: on all training rows, and for each fold on the training rows outside it. */
export interface LearnedState {
  readonly full: Json;
  readonly folds: readonly Json[];
  readonly foldColumn: string | null;
}

/** A node's outputs while fitting: training rows of a cross-fitted node read the state that has not seen their fold. */
export function applyFitted(environment: Environment, definition: RowNode, node: ChainNode, learned: LearnedState | undefined, state: FitState): Environment {
  const own = (one: Json): ReadonlyMap<string, Expr> => definition.apply(environment.schema, node.params, one, state.target);
  const crossed = (full: Json): ReadonlyMap<string, Expr> => {
    const whole = own(full);
    if (!learned?.foldColumn) return whole;
    const fold = column(learned.foldColumn, 'number');
    const byFold = learned.folds.map(own);
    return new Map([...whole].map(([name, expr]) => [name, byFold.reduceRight((otherwise, one, j) => when(eq(fold, num(j)), one.get(name) ?? expr, otherwise), expr)]));
  };
  const withFold: Environment = learned?.foldColumn
    ? { schema: environment.schema, columns: new Map([...environment.columns, [learned.foldColumn, column(learned.foldColumn, 'number')]]) }
    : environment;
  return applyRowNode(withFold, definition, node.params, learned?.full ?? null, state.target, crossed).after;
}
