import type { Database, JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

/** Steps of a regular series: this share of them is as long as the usual one, give or take a tenth. */
const REGULAR = 0.9;
const ENOUGH_STEPS = 20;

/** Where a series that goes by equal steps leaves some out. All times are in microseconds. */
export interface TimeGaps {
  readonly step: number;
  /** Steps of more than one and a half times the usual length. */
  readonly gaps: number;
  /** The longest of them, and where it begins. */
  readonly longest: number;
  readonly from: number;
}

/** Gaps of a time column, within each entity if one is named; undefined where the rows do not come by equal steps, so that no step is a gap. */
export async function timeGaps(db: Database, table: Sql, time: string, entity: string | undefined, { signal }: JobContext = {}): Promise<TimeGaps | undefined> {
  const group = entity === undefined ? sql`0` : identifier(entity);
  const found = await db.row(
    sql`with steps as materialized (
        select t, lead(t) over (partition by e order by t) - t as step from (select distinct ${group} as e, epoch_us(${identifier(time)}) as t from ${table} where ${identifier(time)} is not null)),
      usual as (select quantile_disc(step, 0.5) as u from steps where step is not null)
      select any_value(u) as u, count(step) as n, count(*) filter (where 10 * step between 9 * u and 11 * u) as regular, count(*) filter (where 2 * step > 3 * u) as gaps, max(step) as longest,
        min(t) filter (where step = (select max(step) from steps)) as origin from steps, usual`,
    { signal, stage: 'Looking for gaps in time' },
  );
  const [n, regular, gaps] = [Number(found['n']), Number(found['regular']), Number(found['gaps'])];
  if (n < ENOUGH_STEPS || regular < REGULAR * n || gaps === 0) return undefined;
  return { step: Number(found['u']), gaps, longest: Number(found['longest']), from: Number(found['origin']) };
}
