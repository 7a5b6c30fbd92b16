import { ROW } from '../../contract/column.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { throwIfCancelled } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { ColumnRows, Kernel } from '../models/kernel.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { cell, type NamedColumn } from './column-facts.ts';
import { areSumsCheap, sumsOf } from './correlations.ts';
import { columnParts, longColumns } from './long-columns.ts';
import { BLOCK } from './moments.ts';
import type { AllPairs } from './pair-sums.ts';
import { SortedColumn, type Range } from './sorted-column.ts';

const TOP = 20;
/** Of columns that are held at once. */
const GROUP_BYTES = 2 ** 28;
/** Columns in one statement that reads them. */
const MOST_AT_ONCE = 64;
/** Tables with more rows are sorted by the database, which can do it on disk. */
export const MOST_IN_MEMORY = 4_000_000;

/** Columns of numbers that memory is meant for, and that one statement reads. */
export const columnsAtOnce = (rows: number): number => Math.min(MOST_AT_ONCE, columnsHeld(rows));
const columnsHeld = (rows: number): number => Math.max(1, Math.floor(GROUP_BYTES / 8 / Math.max(1, rows)));
/** Values of a sorted column that are looked at together: whole blocks of moments. */
const BATCH = 16 * BLOCK;

/** Rows that lie side by side in a sample: few enough to meet every part of a file, enough for the database to pass over the others. */
const SAMPLE_BLOCK = 256;

type Values = Pick<ColumnProfile, 'count' | 'distinct' | 'min' | 'max' | 'top'>;
const NO_VALUES: Values = { count: 0, distinct: 0, min: null, max: null, top: [] };

/** The profile of a table, exact on all rows and the same with any number of threads; as many columns at a time as memory is meant for. */
export async function profileTable(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext = {}): Promise<Profile> {
  return measureTable(db, table, columns, kernel, context, (profile) => Promise.resolve(profile));
}

/** The profile with what {@link correlate} needs, from one reading, where all numbers can be held and their sums are cheap; `sums` is null otherwise. */
export async function profileAndSums(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext = {}): Promise<{ profile: Profile; sums: AllPairs | null }> {
  return measureTable(db, table, columns, kernel, context, async (profile, held) => ({ profile, sums: held && areSumsCheap(profile) ? await sumsOf(profile, held, kernel, context) : null }));
}

/** `use` gets the values of all columns of numbers beside the profile, where they were read at once; they are gone after it. */
async function measureTable<T>(db: Database, table: Sql, columns: readonly NamedColumn[], kernel: Kernel, context: JobContext, use: (profile: Profile, held: Map<string, Float64Array> | null) => Promise<T>): Promise<T> {
  const { signal } = context;
  const numbers = columns.filter(isNumber);
  const rows = Number((await db.row(sql`select count(*) as n from ${table}`, { signal }))['n']);
  const found = new Map<string, ColumnProfile>();
  const keep = (profile: ColumnProfile): void => {
    found.set(profile.name, profile);
    context.onProgress?.({ stage: 'Measuring columns', fraction: found.size / columns.length });
  };
  for (const part of columnParts(columns.filter((column) => !isNumber(column)), rows)) {
    const values = await valuesOf(db, table, part, signal);
    for (const [i, column] of part.entries()) {
      const own = values[i] ?? NO_VALUES;
      keep({ ...column, ...own, missing: rows - own.count, median: null, mean: null, numeric: null, histogram: null });
    }
  }
  const isInMemory = rows <= MOST_IN_MEMORY;
  const areHeld = isInMemory && columnsHeld(rows) >= numbers.length;
  const room = isInMemory ? kernel.columnRows(rows, areHeld ? numbers.length : columnsAtOnce(rows)) : kernel.columnRows(BATCH, 1);
  try {
    for await (const { column, range, sorted } of isInMemory ? sortedColumns(db, table, numbers, rows, room, signal) : sortedByDatabase(db, table, numbers, room, signal)) {
      const { distinct, numeric, top, histogram } = sorted.finish();
      const { count } = range;
      const own: Values = isExact(column, range)
        ? { count, distinct, top, min: count === 0 ? null : range.min + 0, max: count === 0 ? null : range.max + 0 }
        : ((await valuesOf(db, table, [column], signal))[0] ?? NO_VALUES);
      keep({ ...column, ...own, missing: rows - count, median: numeric.quantiles?.p50 ?? null, mean: numeric.mean, numeric, histogram });
    }
    const profile = { rows, columns: columns.map(({ name }) => found.get(name) as ColumnProfile) };
    return await use(profile, areHeld ? new Map(numbers.map(({ name }, i) => [name, room.columns[i] as Float64Array])) : null);
  } finally {
    room.close();
  }
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

/** Whole numbers and instants past what a double holds exactly have to be told apart by the database. */
function isExact({ type }: NamedColumn, { count, min, max }: Range): boolean {
  return type === 'number' || count === 0 || (Number.isSafeInteger(min) && Number.isSafeInteger(max));
}

/** What the values of columns of one type are, whatever it is: one pass that counts each; nothing for a column without values. */
async function valuesOf(db: Database, table: Sql, columns: readonly NamedColumn[], signal: AbortSignal | undefined): Promise<(Values | undefined)[]> {
  const counts = sql`select c, v, count(*) as n from (${longColumns(table, columns)}) where v is not null group by c, v`;
  const figures = sql`select c, count(*) as d, min(v) as a, max(v) as z, cast(sum(n) as bigint) as s, min({'m': -n, 'v': v}, ${TOP}) as top from (${counts}) group by c`;
  const found = await db.rows(sql`select c, d, a, z, s, unnest(top).v as v, -unnest(top).m as n from (${figures}) order by c, n desc, v`, { signal });
  const values: Values[] = [];
  for (const row of found) {
    const own = (values[Number(row['c'])] ??= { count: Number(row['s']), distinct: Number(row['d']), min: cell(row['a'] ?? null), max: cell(row['z'] ?? null), top: [] });
    own.top.push({ value: cell(row['v'] ?? null), count: Number(row['n']) });
  }
  return columns.map((_, i) => values[i]);
}

interface AscendingColumn {
  readonly column: NamedColumn;
  readonly range: Range;
  readonly sorted: SortedColumn;
}

/** Columns of numbers, read as many at a time as there is room for, each with its values in ascending order. */
async function* sortedColumns(db: Database, table: Sql, columns: readonly NamedColumn[], rows: number, room: ColumnRows, signal: AbortSignal | undefined): AsyncGenerator<AscendingColumn> {
  const size = Math.min(room.columns.length, MOST_AT_ONCE);
  const areHeld = room.columns.length >= columns.length;
  for (let first = 0; first < columns.length; first += size) {
    const group = columns.slice(first, first + size);
    const place = areHeld ? first : 0;
    const values = group.map((column, i) => sql`coalesce(${numberOf(column)}, cast('nan' as double)) as ${identifier(`c${i}`)}`);
    await db.columns(sql`select ${values} from ${table}`, { rows, into: room.columns.slice(place, place + size), signal });
    for (const [i, column] of group.entries()) {
      const ascending = room.ascending(place + i);
      const range = { count: ascending.length, min: ascending[0] ?? 0, max: ascending.at(-1) ?? 0 };
      const sorted = new SortedColumn(range, room);
      sorted.add(ascending);
      yield { column, range, sorted };
      // Messages, such as a cancel, come in between.
      await new Promise(setImmediate);
      throwIfCancelled(signal);
    }
  }
}

/** The same, sorted by the database. */
async function* sortedByDatabase(db: Database, table: Sql, numbers: readonly NamedColumn[], room: ColumnRows, signal: AbortSignal | undefined): AsyncGenerator<AscendingColumn> {
  const part = room.columns[0] as Float64Array;
  for (const column of numbers) {
    const values = sql`(select ${numberOf(column)} as v from ${table} where ${identifier(column.name)} is not null)`;
    const ends = await db.row(sql`select count(*) as n, coalesce(min(v), ${double(0)}) as a, coalesce(max(v), ${double(0)}) as z from ${values}`, { signal });
    const range = { count: Number(ends['n']), min: Number(ends['a']), max: Number(ends['z']) };
    const sorted = new SortedColumn(range, room);
    let filled = 0;
    for await (const { columns } of db.columnBatches(sql`select v from ${values} order by v`, BATCH, { signal })) {
      const found = columns['v'] as Float64Array;
      for (let at = 0; at < found.length; ) {
        const taken = Math.min(BATCH - filled, found.length - at);
        part.set(found.subarray(at, at + taken), filled);
        [filled, at] = [filled + taken, at + taken];
        if (filled < BATCH) continue;
        sorted.add(part);
        filled = 0;
      }
    }
    sorted.add(part.subarray(0, filled));
    yield { column, range, sorted };
  }
}

const isNumber = ({ type }: NamedColumn): boolean => type !== 'text' && type !== 'boolean';
const numberOf = ({ name, type }: NamedColumn): Sql => (type === 'timestamp' ? sql`cast(epoch_us(${identifier(name)}) as double)` : sql`cast(${identifier(name)} as double)`);
