import type { TargetExploration, TargetGroup, TargetView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { Kernel } from '../models/kernel.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { cell } from './column-facts.ts';
import { correlateWith } from './correlations.ts';
import { correlationRatio, groupArea } from './separation.ts';
import { outcomeOf, type Outcome, type OutcomeSums, type TargetQuestion } from './target-outcome.ts';

type Row = Awaited<ReturnType<Database['row']>>;

const BINS = 10;
const MOST_LEVELS = 15;
/** A column of numbers with no more different values is shown value by value. */
const FEW_VALUES = 12;
/** Columns that are read where they are. */
const NARROW = 60;
/** Of a part of a wide table. */
const PART_VALUES = 4_000_000;

interface Measured {
  readonly group: TargetGroup;
  readonly sums: OutcomeSums;
}

/** How every column goes with a target, exact on all rows that have one; alerts are the caller's. */
export async function exploreTarget(db: Database, table: Sql, profile: Profile, question: TargetQuestion, kernel: Kernel, context: JobContext = {}): Promise<Omit<TargetExploration, 'alerts'>> {
  const { signal } = context;
  const outcome = await outcomeOf(db, table, profile, question, signal);
  const total = await db.row(sql`select count(*) as n, sum(o1) as s1, sum(o2) as s2 from (select ${outcome.columns} from ${table} where ${outcome.present})`, { signal });
  const all = outcome.read(Number(total['n']), total['s1'], total['s2']);
  const others = profile.columns.filter(({ name }) => name !== outcome.target);
  const linear = outcome.task === 'regression' ? await correlateWith(db, table, profile, outcome.target, kernel, { signal }) : undefined;
  const views: TargetView[] = [];
  for await (const { column, source } of sources(db, table, others, outcome, profile.rows, signal)) {
    const measured = await groupsOf(db, source, column, outcome, signal);
    let separation: number | null;
    if (linear) separation = linear.has(column.name) ? absolute(linear.get(column.name) ?? null) : correlationRatio(measured.map(({ sums }) => sums), all);
    else separation = await areaOf(db, source, column, measured, signal);
    views.push({ column: column.name, groups: measured.map(({ group }) => group), separation });
    context.onProgress?.({ stage: 'Comparing columns with the target', fraction: views.length / others.length });
  }
  const { target, task, classes, positive } = outcome;
  return { target, task, classes, positive, rows: all.rows, missing: profile.rows - all.rows, overall: all.estimate, views };
}

const absolute = (value: number | null): number | null => (value === null ? null : Math.abs(value));

const isOrdered = ({ type }: ColumnProfile): boolean => type === 'number' || type === 'integer' || type === 'timestamp';

/**
 * Each column with the rows that have a target, and the target as `o1` and `o2`. To name one column of thousands takes the database longer than to read it: of wide
 * tables some columns at a time are put into a table of their own.
 */
async function* sources(db: Database, table: Sql, columns: readonly ColumnProfile[], outcome: Outcome, rows: number, signal: AbortSignal | undefined): AsyncGenerator<{ column: ColumnProfile; source: Sql }> {
  const rowsOf = (names: readonly string[]): Sql => sql`select ${names.map(identifier)}, ${outcome.columns} from ${table} where ${outcome.present}`;
  if (columns.length <= NARROW) {
    for (const column of columns) yield { column, source: sql`(${rowsOf([column.name])})` };
    return;
  }
  const size = Math.max(4, Math.min(NARROW, Math.floor(PART_VALUES / Math.max(1, rows))));
  for (let first = 0; first < columns.length; first += size) {
    const group = columns.slice(first, first + size);
    const source = identifier(db.name('part'));
    await db.run(sql`create table ${source} as ${rowsOf(group.map(({ name }) => name))}`, { signal });
    try {
      for (const column of group) yield { column, source };
    } finally {
      await db.run(sql`drop table ${source}`);
    }
  }
}

/** A column of a source as `v`, numbers and instants as DOUBLE. */
function valuesOf(source: Sql, column: ColumnProfile): Sql {
  const id = identifier(column.name);
  const value = column.type === 'timestamp' ? sql`cast(epoch_us(${id}) as double)` : isOrdered(column) ? sql`cast(${id} as double)` : id;
  return sql`(select ${value} as v, o1, o2 from ${source})`;
}

async function groupsOf(db: Database, source: Sql, column: ColumnProfile, outcome: Outcome, signal: AbortSignal | undefined): Promise<Measured[]> {
  const rows = valuesOf(source, column);
  const ordered = isOrdered(column);
  const few = ordered && column.distinct <= FEW_VALUES;
  const group = ordered && !few ? await binOf(db, rows, signal) : undefined;
  const found = group ? await db.rows(sql`select ${group} as g, null as v, min(v) as a, max(v) as z, 1 as levels, count(*) as n, sum(o1) as s1, sum(o2) as s2 from ${rows} group by g order by g`, { signal }) : await levelRows(db, rows, few, signal);
  return found.map((row) => {
    const sums = outcome.read(Number(row['n']), row['s1'], row['s2']);
    const { rows: count, hits, estimate, low, high } = sums;
    return { sums, group: { ...placeOf(row, group !== undefined), rows: count, hits, estimate, low, high } };
  });
}

function placeOf(row: Row, binned: boolean): Pick<TargetGroup, 'kind' | 'value' | 'least' | 'greatest' | 'levels'> {
  const none = { value: null, least: null, greatest: null, levels: 1 };
  if (row['g'] === null) return { kind: 'missing', ...none };
  if (binned) return { kind: 'bin', ...none, least: Number(row['a']), greatest: Number(row['z']) };
  if (Number(row['g']) > MOST_LEVELS) return { kind: 'other', ...none, levels: Number(row['levels']) };
  return { kind: 'level', ...none, value: cell(row['v'] ?? null) };
}

/** Ten bins of equally many rows, as far as equal values allow; a value at an edge is in the bin below it. */
async function binOf(db: Database, rows: Sql, signal: AbortSignal | undefined): Promise<Sql> {
  const shares = Array.from({ length: BINS - 1 }, (_, i) => double((i + 1) / BINS));
  const found = await db.row(sql`select ${shares.map((_, i) => sql`q[${i + 1}] as ${identifier(`q${i}`)}`)} from (select quantile_disc(v, [${shares}]) as q from ${rows} where v is not null)`, { signal });
  const edges = [...new Set(shares.map((_, i) => found[`q${i}`]))].filter((edge): edge is number => typeof edge === 'number');
  const cases = edges.map((edge, i) => sql`when v <= ${double(edge)} then ${i}`);
  return cases.length === 0 ? sql`case when v is null then null else 0 end` : sql`case when v is null then null ${cases.reduce((sum, one) => sql`${sum} ${one}`)} else ${cases.length} end`;
}

/** The most frequent values (few numbers: all, in their order), the rest together, the missing last. */
async function levelRows(db: Database, rows: Sql, byValue: boolean, signal: AbortSignal | undefined): Promise<Row[]> {
  const order = byValue ? sql`v` : sql`n desc, v`;
  const levels = sql`(select v, count(*) as n, sum(o1) as s1, sum(o2) as s2 from ${rows} group by v)`;
  const ranked = sql`(select *, case when v is null then null else least(row_number() over (order by v is null, ${order}), ${MOST_LEVELS + 1}) end as g from ${levels})`;
  return db.rows(sql`select cast(g as bigint) as g, min(v) as v, cast(count(*) as bigint) as levels, cast(sum(n) as bigint) as n, sum(s1) as s1, sum(s2) as s2 from ${ranked} group by g order by g nulls last`, { signal });
}

/** The area under ROC of the column alone: of the rates of its groups, and for numbers of the values themselves (missing before all), whichever is larger. */
async function areaOf(db: Database, source: Sql, column: ColumnProfile, measured: readonly Measured[], signal: AbortSignal | undefined): Promise<number | null> {
  const byGroup = groupArea(measured.map(({ sums }) => sums));
  if (byGroup === null || !isOrdered(column)) return byGroup;
  const values = sql`(select v, sum(o1) as p, count(*) - sum(o1) as o from ${valuesOf(source, column)} group by v)`;
  const below = sql`(select p, o, coalesce(sum(o) over (order by v nulls first rows between unbounded preceding and 1 preceding), 0) as b from ${values})`;
  const { twice, positives, negatives } = await db.row(sql`select cast(sum(p * (2 * b + o)) as varchar) as twice, cast(sum(p) as bigint) as positives, cast(sum(o) as bigint) as negatives from ${below}`, { signal });
  const pairs = 2 * Number(positives) * Number(negatives);
  if (!(pairs > 0)) return byGroup;
  const area = Number(twice) / pairs;
  return Math.max(byGroup, area, 1 - area);
}
