import type { ColumnProfile } from '../../contract/profile.ts';
import type { Database } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { BINS, binOf, hasFewValues, measured, MISSING, rowsWithTarget, type Measured } from './target-groups.ts';
import { levelGroups } from './target-levels.ts';
import type { Outcome } from './target-outcome.ts';

/** What {@link OrderedColumns} gives, by the database: of more rows than memory is meant for. */
export async function databaseView(db: Database, table: Sql, column: ColumnProfile, outcome: Outcome, signal: AbortSignal | undefined): Promise<{ groups: Measured[]; area: number | null }> {
  const rows = sql`(select ${identifier(column.name)} as v, o1, o2 from ${rowsWithTarget(table, [column], outcome)})`;
  const groups = hasFewValues(column) ? ((await levelGroups(db, table, [column], outcome, signal))[0] ?? []) : await binGroups(db, rows, outcome, signal);
  return { groups, area: outcome.task === 'classification' ? await areaOf(db, rows, signal) : null };
}

async function binGroups(db: Database, rows: Sql, outcome: Outcome, signal: AbortSignal | undefined): Promise<Measured[]> {
  const bin = await binSql(db, rows, signal);
  const found = await db.rows(sql`select ${bin} as g, min(v) as a, max(v) as z, count(*) as n, sum(o1) as s1, sum(o2) as s2 from ${rows} group by g order by g`, { signal });
  return found.map((row) => measured(row['g'] === null ? MISSING : binOf(Number(row['a']), Number(row['z'])), outcome.read(Number(row['n']), row['s1'], row['s2'])));
}

/** Ten bins of equally many rows, as far as equal values allow; a value at an edge is in the bin below it. */
async function binSql(db: Database, rows: Sql, signal: AbortSignal | undefined): Promise<Sql> {
  const shares = Array.from({ length: BINS - 1 }, (_, i) => double((i + 1) / BINS));
  const found = await db.row(sql`select ${shares.map((_, i) => sql`q[${i + 1}] as ${identifier(`q${i}`)}`)} from (select quantile_disc(v, [${shares}]) as q from ${rows} where v is not null)`, { signal });
  const edges = [...new Set(shares.map((_, i) => found[`q${i}`]))].filter((edge): edge is number => typeof edge === 'number');
  const cases = edges.map((edge, i) => sql`when v <= ${double(edge)} then ${i}`);
  return cases.length === 0 ? sql`case when v is null then null else 0 end` : sql`case when v is null then null ${cases.reduce((sum, one) => sql`${sum} ${one}`)} else ${cases.length} end`;
}

/** The area under ROC of the values themselves, missing before all. */
async function areaOf(db: Database, rows: Sql, signal: AbortSignal | undefined): Promise<number | null> {
  const values = sql`(select v, sum(o1) as p, count(*) - sum(o1) as o from ${rows} group by v)`;
  const below = sql`(select p, o, coalesce(sum(o) over (order by v nulls first rows between unbounded preceding and 1 preceding), 0) as b from ${values})`;
  const { twice, positives, negatives } = await db.row(sql`select cast(sum(p * (2 * b + o)) as varchar) as twice, cast(sum(p) as bigint) as positives, cast(sum(o) as bigint) as negatives from ${below}`, { signal });
  const pairs = 2 * Number(positives) * Number(negatives);
  return pairs > 0 ? Number(twice) / pairs : null;
}
