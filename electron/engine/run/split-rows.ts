import { PART, type ColumnType } from '../../contract/column.ts';
import type { SplitPlan } from '../nodes/node.ts';
import { double, identifier, literal, sql, type Sql } from '../sql/sql.ts';
import { PART_ID, ROW_ID, TEST, TRAIN, VALIDATION } from './rows.ts';

/** The order of rows for a purpose: md5 of `seed:purpose:row` as hexadecimal text; ties by row id. */
export function orderKey(seed: number, purpose: string, key: Sql = sql`cast(${ROW_ID} as varchar)`): Sql {
  return sql`md5(${literal(`${seed}:${purpose}:`)} || ${key})`;
}

/** How rows are dealt out: at random, each stratum alone, each group whole, or by time. */
export interface Dealing {
  readonly method: SplitPlan['method'];
  /** An expression over the relation: stratum, group (as text) or time; null for `random`. */
  readonly by: Sql | null;
  readonly seed: number;
  readonly purpose: string;
}

/**
 * What a method goes by in a column. Numbers are read as doubles, instants as microseconds and booleans as 0 and 1, as
 * an exported project has them; a group is a text: whole numbers within ±2^53 without a point, others with 17 digits.
 */
export function dealtBy(method: SplitPlan['method'], column: Sql, type: ColumnType): Sql {
  if (type === 'text') return column;
  const value = sql`cast(${type === 'timestamp' ? sql`epoch_us(${column})` : column} as double)`;
  if (method !== 'group') return value;
  const whole = sql`${value} = trunc(${value}) and abs(${value}) <= ${double(2 ** 53)}`;
  return sql`case when ${whole} then cast(cast(${value} as bigint) as varchar) else printf('%.16e', ${value}) end`;
}

/**
 * A query of (`__mw_row`, `position`, `size`): the place of every row in its deal from 0, and how many share it.
 * For groups, position and size count groups. `rows` may hold a row id several times: repeats share a place.
 */
export function dealt({ method, by, seed, purpose }: Dealing, rows: Sql): Sql {
  const key = orderKey(seed, purpose);
  if (method === 'group' && by) {
    const group = sql`coalesce(${by}, '')`;
    return sql`select ${ROW_ID}, position, size from (select distinct ${ROW_ID}, ${group} as grp from ${rows})
      join (select grp, row_number() over (order by ${orderKey(seed, purpose, sql`grp`)}, grp) - 1 as position, count(*) over () as size
            from (select distinct ${group} as grp from ${rows})) using (grp)`;
  }
  const distinct = sql`(select distinct ${ROW_ID}, ${by ?? sql`null`} as stratum from ${rows})`;
  if (method === 'time') {
    return sql`select ${ROW_ID}, row_number() over (order by stratum nulls last, ${ROW_ID}) - 1 as position, count(*) over () as size from ${distinct}`;
  }
  return sql`select ${ROW_ID}, row_number() over (partition by stratum order by ${key}, ${ROW_ID}) - 1 as position, count(*) over (partition by stratum) as size from ${distinct}`;
}

/** The part of a row by its position: cut at the rounded shares of the size. */
export function partColumn(plan: SplitPlan): Sql {
  const cut = (share: number): Sql => sql`floor(size * ${double(share)} + ${double(0.5)})`;
  const both = plan.train + plan.validation;
  return sql`cast(case when position < ${cut(plan.train)} then ${TRAIN} when position < ${cut(both)} then ${VALIDATION} else ${TEST} end as tinyint) as ${identifier(PART)}`;
}

/** The fold of a row by its position: in turn; in time order, one block after another (one more than folds). */
export function foldColumn(method: SplitPlan['method'], folds: number, name: string): Sql {
  const fold = method === 'time' ? sql`(position * ${folds + 1}) // size` : sql`position % ${folds}`;
  return sql`cast(${fold} as integer) as ${identifier(name)}`;
}

/**
 * The rows of one fold's fit: its own rows are validation rows, the others training rows; in time order the rows
 * after it take no part. `fold` is the column made by {@link foldColumn}.
 */
export function foldPart(method: SplitPlan['method'], fold: string, held: number): { part: Sql; where: Sql } {
  const id = identifier(fold);
  const block = method === 'time' ? held + 1 : held;
  return {
    part: sql`cast(case when ${id} = ${block} then ${VALIDATION} else ${TRAIN} end as tinyint)`,
    where: method === 'time' ? sql`${PART_ID} <> ${TEST} and ${id} <= ${block}` : sql`${PART_ID} <> ${TEST}`,
  };
}
