import { ROW } from '../../contract/column.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import { aggregateRow } from '../db/aggregate-row.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { Kernel, TreeRows } from '../models/kernel.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { columnGroups } from './column-groups.ts';
import { cell, type NamedColumn } from './column-facts.ts';
import { areSumsCheap, sumsOf } from './correlations.ts';
import type { AllPairs } from './pair-sums.ts';
import { SortedColumn } from './sorted-column.ts';

const TOP = 20;
/** Of columns that are held at once. */
const GROUP_BYTES = 2 ** 28;
/** Columns in one statement that reads them. */
const MOST_AT_ONCE = 64;
/** Tables with more rows are sorted by the database, which can do it on disk. */
const MOST_IN_MEMORY = 4_000_000;
const BATCH = 65_536;

/** Rows that lie side by side in a sample: few enough to meet every part of a file, enough for the database to pass over the others. */
const SAMPLE_BLOCK = 256;

type Values = Pick<ColumnProfile, 'count' | 'distinct' | 'min' | 'max' | 'top'>;

/** The profile of a table, exact on all rows and the same with any number of threads; as many columns at a time as memory is meant for. */
export async function profileTable(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext = {}): Promise<Profile> {
  return (await measureTable(db, table, columns, kernel, context)).profile;
}

/** The profile with what {@link correlate} needs, from one reading, where all numbers can be held and their sums are cheap; `sums` is null otherwise. */
export async function profileAndSums(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext = {}): Promise<{ profile: Profile; sums: AllPairs | null }> {
  const { profile, held } = await measureTable(db, table, columns, kernel, context);
  return { profile, sums: held && areSumsCheap(profile) ? await sumsOf(profile, held, kernel, context) : null };
}

/** `held`: the values of all columns of numbers, where they were read at once. */
async function measureTable(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext): Promise<{ profile: Profile; held: Map<string, Float64Array> | null }> {
  const { signal } = context;
  const numbers = columns.filter(isNumber);
  const rows = Number((await db.row(sql`select count(*) as n from ${table}`, { signal }))['n']);
  const inexact = await inexactColumns(db, table, columns, signal);
  const found = new Map<string, ColumnProfile>();
  const keep = (profile: ColumnProfile): void => {
    found.set(profile.name, profile);
    context.onProgress?.({ stage: 'Measuring columns', fraction: found.size / columns.length });
  };
  for await (const group of columnGroups(db, table, columns.filter((column) => !isNumber(column)), signal)) {
    for (const column of group.columns) {
      const values = await valuesOf(db, group.table, column.name, signal);
      keep({ ...column, ...values, missing: rows - values.count, median: null, mean: null, numeric: null, histogram: null });
    }
  }
  const held = new Map<string, Float64Array>();
  for await (const { column, range, sorted, values } of sortedColumns(db, table, numbers, rows, kernel, signal)) {
    if (values) held.set(column.name, values);
    const { distinct, numeric, top, histogram } = sorted.finish();
    const { count } = range;
    const own: Values = inexact.has(column.name)
      ? await valuesOf(db, table, column.name, signal)
      : { count, distinct, top, min: count === 0 ? null : range.min + 0, max: count === 0 ? null : range.max + 0 };
    keep({ ...column, ...own, missing: rows - count, median: numeric.quantiles?.p50 ?? null, mean: numeric.mean, numeric, histogram });
  }
  return { profile: { rows, columns: columns.map(({ name }) => found.get(name) as ColumnProfile) }, held: held.size === numbers.length ? held : null };
}

/** The profile of some rows that are spread evenly over the table, for the first picture; of all rows where the table is not larger. */
export async function sampleProfile(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, { rows, sample }: { rows: number; sample: number }, context: JobContext = {}): Promise<Profile> {
  const every = Math.floor(rows / sample);
  if (every < 2) return profileTable(db, table, columns, kernel, context);
  const names = columns.map(({ name }) => identifier(name));
  const chosen = db.name('sample');
  await db.run(sql`create table ${identifier(chosen)} as select ${names} from ${table} where ${identifier(ROW)} // ${SAMPLE_BLOCK} % ${every} = 0`, context);
  try {
    return { ...(await profileTable(db, identifier(chosen), columns, kernel, context)), sampleOf: rows };
  } finally {
    await db.run(sql`drop table ${identifier(chosen)}`);
  }
}

/** Columns of whole numbers and instants past what a double holds exactly: their values have to be told apart by the database. */
async function inexactColumns(db: Database, table: Sql, columns: readonly NamedColumn[], signal: AbortSignal | undefined): Promise<Set<string>> {
  const whole = columns.filter(({ type }) => type === 'integer' || type === 'timestamp');
  if (whole.length === 0) return new Set();
  const value = ({ name, type }: NamedColumn): Sql => (type === 'timestamp' ? sql`epoch_us(${identifier(name)})` : identifier(name));
  const safe = (end: unknown): boolean => end === null || Number.isSafeInteger(Number(end));
  const ends = await aggregateRow(db, whole.map((column, i) => sql`min(${value(column)}) as ${identifier(`a${i}`)}, max(${value(column)}) as ${identifier(`z${i}`)}`), table, { signal });
  return new Set(whole.filter((_, i) => !safe(ends[`a${i}`]) || !safe(ends[`z${i}`])).map(({ name }) => name));
}

/** What the values of a column are, whatever their type: one pass that counts each. */
async function valuesOf(db: Database, table: Sql, name: string, signal: AbortSignal | undefined): Promise<Values> {
  const id = identifier(name);
  const found = await db.rows(
    sql`with g as materialized (select ${id} as v, count(*) as n from ${table} where ${id} is not null group by v)
      select d, a, z, cast(c as bigint) as c, v, n from (select count(*) as d, min(v) as a, max(v) as z, coalesce(sum(n), 0) as c from g) left join (select v, n from g order by n desc, v limit ${TOP}) on true order by n desc, v`,
    { signal },
  );
  const [all] = found;
  const distinct = Number(all?.['d']);
  const top = distinct === 0 ? [] : found.map((row) => ({ value: cell(row['v'] ?? null), count: Number(row['n']) }));
  return { count: Number(all?.['c']), distinct, min: cell(all?.['a'] ?? null), max: cell(all?.['z'] ?? null), top };
}

/** Columns of numbers, each with its values in ascending order, and, where all fit into memory, as the rows have them. */
async function* sortedColumns(db: Database, table: Sql, columns: readonly NamedColumn[], rows: number, kernel: Kernel, signal: AbortSignal | undefined) {
  if (rows > MOST_IN_MEMORY) {
    for (const column of columns) yield { column, ...(await sortedByDatabase(db, table, column, signal)), values: undefined };
    return;
  }
  const fit = Math.max(1, Math.floor(GROUP_BYTES / 8 / Math.max(1, rows)));
  const areHeld = fit >= columns.length;
  const arrays = Array.from({ length: Math.min(fit, columns.length, areHeld ? Infinity : MOST_AT_ONCE) }, () => new Float64Array(rows));
  const sorter: TreeRows = kernel.treeRows(rows, 0, 1);
  const size = Math.min(arrays.length, MOST_AT_ONCE);
  for (let first = 0; first < columns.length; first += size) {
    const group = columns.slice(first, first + size);
    const into = areHeld ? arrays.slice(first, first + size) : arrays;
    const values = group.map((column, i) => sql`coalesce(${numberOf(column)}, cast('nan' as double)) as ${identifier(`c${i}`)}`);
    await db.columns(sql`select ${values} from ${table}`, { rows, into, signal });
    for (const [i, column] of group.entries()) {
      const ascending = sorter.sorted(into[i] as Float64Array);
      const range = { count: ascending.length, min: ascending[0] ?? 0, max: ascending.at(-1) ?? 0 };
      const sorted = new SortedColumn(range);
      sorted.add(ascending);
      yield { column, range, sorted, values: areHeld ? into[i] : undefined };
      // Messages, such as a cancel, come in between.
      await new Promise(setImmediate);
      throwIfCancelled(signal);
    }
  }
}

async function sortedByDatabase(db: Database, table: Sql, column: NamedColumn, signal: AbortSignal | undefined) {
  const values = sql`(select ${numberOf(column)} as v from ${table} where ${identifier(column.name)} is not null)`;
  const ends = await db.row(sql`select count(*) as n, coalesce(min(v), ${double(0)}) as a, coalesce(max(v), ${double(0)}) as z from ${values}`, { signal });
  const range = { count: Number(ends['n']), min: Number(ends['a']), max: Number(ends['z']) };
  const sorted = new SortedColumn(range);
  for await (const { columns } of db.columnBatches(sql`select v from ${values} order by v`, BATCH, { signal })) sorted.add(columns['v'] as Float64Array);
  return { range, sorted };
}

const isNumber = ({ type }: NamedColumn): boolean => type !== 'text' && type !== 'boolean';
const numberOf = ({ name, type }: NamedColumn): Sql => (type === 'timestamp' ? sql`cast(epoch_us(${identifier(name)}) as double)` : sql`cast(${identifier(name)} as double)`);
