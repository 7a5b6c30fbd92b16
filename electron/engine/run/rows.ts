import { PART, ROW, type ColumnType } from '../../contract/column.ts';
import type { Environment } from '../graph/environment.ts';
import { column, valueType } from '../expr/expression.ts';
import { identifier, sql, type Sql } from '../sql/sql.ts';

/** Part numbers in the column `__mw_part`; rows of no part take no part in a fit. */
export const TRAIN = 0;
export const VALIDATION = 1;
export const TEST = 2;

export const ROW_ID = identifier(ROW);
export const PART_ID = identifier(PART);

/** A relation of the engine: what stands after FROM, and the types of its columns (hidden ones apart). */
export interface Rows {
  readonly relation: Sql;
  readonly types: ReadonlyMap<string, ColumnType>;
  /** Whether it has `__mw_part`; without it all rows are training rows. */
  readonly parted: boolean;
  /** The fold columns it has, by name, with their number of folds. */
  readonly folds: ReadonlyMap<string, number>;
}

/** The training rows of a relation. */
export function trainingRows(rows: Rows): Sql {
  return rows.parted ? sql`(select * from ${rows.relation} where ${PART_ID} = ${TRAIN})` : rows.relation;
}

/** The hidden columns of a relation, which every relation made from it keeps. */
export function hiddenColumns(rows: Rows): Sql[] {
  return [ROW_ID, ...(rows.parted ? [PART_ID] : []), ...[...rows.folds.keys()].map(identifier)];
}

/** The environment of materialised rows: each column of the schema is itself, of the type that it has there. */
export function materialisedTypes(environment: Environment, types: ReadonlyMap<string, ColumnType>): Map<string, ColumnType> {
  return new Map(
    environment.schema.map(({ name }) => {
      const expr = environment.columns.get(name);
      const passed = expr?.op === 'column' && expr.payload.name === name ? types.get(name) : undefined;
      return [name, passed ?? (expr?.type === 'text' ? 'text' : expr?.type === 'boolean' ? 'boolean' : 'number')];
    }),
  );
}

export function materialisedEnvironment(environment: Environment, types: ReadonlyMap<string, ColumnType>): Environment {
  return { schema: environment.schema, columns: new Map(environment.schema.map(({ name }) => [name, column(name, valueType(types.get(name) ?? 'number'))])) };
}
