import type { Database } from '../../db/database.ts';
import type { ValueType } from '../../expr/expression.ts';
import type { StatisticRequests, Statistics } from '../../nodes/statistics.ts';
import type { Sql } from '../../sql/sql.ts';

export interface StatisticQuery {
  /** Finds the statistics again in the result. */
  readonly key: string;
  /** A column of `from`: DOUBLE, VARCHAR or BOOLEAN. A boolean counts as 0 and 1. */
  readonly column: string;
  readonly type: ValueType;
  readonly requests: StatisticRequests;
}

export interface StatisticsInput {
  /** What stands after FROM where these columns are read, and those of fold and target: a table, or a query in parentheses. A statement names few of many columns. */
  readonly from: (columns: readonly string[]) => Sql;
  /** An integer column, the fold of the row, 0 … count − 1; null: one fold. */
  readonly fold: { readonly column: string; readonly count: number } | null;
  /** A DOUBLE column: the number, or the index of the class. `classes` 0: a number. */
  readonly target: { readonly column: string; readonly classes: number } | null;
  readonly queries: readonly StatisticQuery[];
}

export interface FoldedStatistics {
  /** Over all rows, by key. */
  readonly all: Record<string, Partial<Statistics>>;
  /** [j]: over the rows whose fold is not j; empty without folds. */
  readonly without: readonly Record<string, Partial<Statistics>>[];
  /** Statistics that an overflow left missing, in words. */
  readonly notes: readonly { readonly key: string; readonly message: string }[];
}

/** All that statistics need of the database. */
export type Queries = Pick<Database, 'rows'>;

/** The folds whose rows a statistic is over, in order. */
export type Part = readonly number[];

/** The relation that is measured. */
export interface Rows {
  readonly from: StatisticsInput['from'];
  /** The row's fold; a constant where there are none. */
  readonly fold: Sql;
  readonly folds: number;
  /** First all folds, then, if there are folds, the others of each. */
  readonly parts: readonly Part[];
}
