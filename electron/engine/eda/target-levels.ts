import type { ColumnProfile } from '../../contract/profile.ts';
import type { Database } from '../db/database.ts';
import { sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { cell } from './column-facts.ts';
import { longColumns } from './long-columns.ts';
import { hasFewValues, levelOf, measured, MISSING, othersOf, rowsWithTarget, type Measured } from './target-groups.ts';
import type { Outcome } from './target-outcome.ts';

const MOST_LEVELS = 15;

/** By the values of columns of one type, in one statement: the most frequent ones (few numbers: all, in their order), the rest together, the missing last. */
export async function levelGroups(db: Database, table: Sql, columns: readonly ColumnProfile[], outcome: Outcome, signal: AbortSignal | undefined): Promise<Measured[][]> {
  const order = columns.every(hasFewValues) ? sql`v` : sql`n desc, v`;
  const cells = longColumns(rowsWithTarget(table, columns, outcome), columns, [sql`o1`, sql`o2`]);
  const levels = sql`(select c, v, count(*) as n, sum(o1) as s1, sum(o2) as s2 from (${cells}) group by c, v)`;
  const ranked = sql`(select *, case when v is null then null else least(row_number() over (partition by c order by v is null, ${order}), ${MOST_LEVELS + 1}) end as g from ${levels})`;
  const found = await db.rows(sql`select c, cast(g as bigint) as g, min(v) as v, cast(count(*) as bigint) as levels, cast(sum(n) as bigint) as n, sum(s1) as s1, sum(s2) as s2 from ${ranked} group by c, g order by c, g nulls last`, { signal });
  const groups = columns.map((): Measured[] => []);
  for (const row of found) {
    const place = row['g'] === null ? MISSING : Number(row['g']) > MOST_LEVELS ? othersOf(Number(row['levels'])) : levelOf(cell(row['v'] ?? null));
    groups[Number(row['c'])]?.push(measured(place, outcome.read(Number(row['n']), row['s1'], row['s2'])));
  }
  return groups;
}
