import type { TargetGroup } from '../../contract/exploration.ts';
import type { ColumnProfile } from '../../contract/profile.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { Outcome, OutcomeSums } from './target-outcome.ts';

export const BINS = 10;
/** A column of numbers with no more different values is shown value by value. */
const FEW_VALUES = 12;

/** A group of rows by the value of a column, and what the target is there. */
export interface Measured {
  readonly group: TargetGroup;
  readonly sums: OutcomeSums;
}

/** What says which values a group has. */
export type Place = Pick<TargetGroup, 'kind' | 'value' | 'least' | 'greatest' | 'levels'>;

const NONE = { value: null, least: null, greatest: null, levels: 1 };
export const MISSING: Place = { kind: 'missing', ...NONE };
export const levelOf = (value: TargetGroup['value']): Place => ({ ...NONE, kind: 'level', value });
export const othersOf = (levels: number): Place => ({ ...NONE, kind: 'other', levels });
export const binOf = (least: number, greatest: number): Place => ({ ...NONE, kind: 'bin', least, greatest });

export function measured(place: Place, sums: OutcomeSums): Measured {
  const { rows, hits, estimate, low, high } = sums;
  return { sums, group: { ...place, rows, hits, estimate, low, high } };
}

export const isOrdered = ({ type }: ColumnProfile): boolean => type === 'number' || type === 'integer' || type === 'timestamp';
export const hasFewValues = (column: ColumnProfile): boolean => isOrdered(column) && column.distinct <= FEW_VALUES;

/** The rows that have a target: columns by their names, those that are ordered as DOUBLE, and the target as `o1` and `o2`. */
export function rowsWithTarget(table: Sql, columns: readonly ColumnProfile[], outcome: Outcome): Sql {
  const values = columns.map((column) => {
    const name = identifier(column.name);
    if (!isOrdered(column)) return name;
    return sql`cast(${column.type === 'timestamp' ? sql`epoch_us(${name})` : name} as double) as ${name}`;
  });
  return sql`(select ${[...values, outcome.columns]} from ${table} where ${outcome.present})`;
}
