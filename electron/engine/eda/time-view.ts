import { INTERVALS, type Interval, type TimeSeries, type TimeView } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { AppError } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import { identifier, literal, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { centersOf, scaledDeviation, unscaled, type Center } from './centers.ts';
import { cell } from './column-facts.ts';

/** The interval that is chosen is the shortest with no more of them than this. */
const GOOD = 500;
const MOST_INTERVALS = 5000;
const ENTITIES = 6;
const GAPS = 20;

export interface TimeQuestion {
  readonly time: string;
  readonly value?: string | undefined;
  readonly entity?: string | undefined;
  readonly interval?: Interval | undefined;
}

type Row = Awaited<ReturnType<Database['row']>>;

/** Rows by interval of a time column, exact on all rows that have a time; means come from integer sums, the same in any order of rows. */
export async function timeView(db: Database, table: Sql, profile: Profile, question: TimeQuestion, { signal, onProgress }: JobContext = {}): Promise<TimeView> {
  const time = columnOf(profile, question.time, 'time');
  if (time.type !== 'timestamp') throw new AppError({ code: 'NOT_A_TIME', message: `"${time.name}" is not a date and time.`, place: { column: time.name, field: 'time' }, next: 'Choose a column of dates, or give it this type when the file is opened.' });
  const value = question.value === undefined ? null : columnOf(profile, question.value, 'value');
  if (value && value.type !== 'number' && value.type !== 'integer') throw new AppError({ code: 'NOT_A_NUMBER', message: `"${value.name}" is not a column of numbers, so it has no mean.`, place: { column: value.name, field: 'value' }, next: 'Choose a column of numbers.' });
  const entity = question.entity === undefined ? null : columnOf(profile, question.entity, 'entity');
  const empty = { time: time.name, value: value?.name ?? null, entity: entity?.name ?? null, rows: time.count, missing: time.missing };
  if (time.count === 0) return { ...empty, interval: question.interval ?? 'day', first: null, last: null, starts: [], series: [], others: 0, gaps: [], gapCount: 0 };
  const ends = await db.row(sql`select epoch_us(min(${identifier(time.name)})) as a, epoch_us(max(${identifier(time.name)})) as z from ${table}`, { signal });
  const [first, last] = [Number(ends['a']), Number(ends['z'])];
  const interval = question.interval ?? INTERVALS.find((one) => (last - first) / LENGTH[one] < GOOD) ?? 'year';
  if ((last - first) / LENGTH[interval] > MOST_INTERVALS) {
    throw new AppError({ code: 'TOO_MANY_INTERVALS', message: `"${time.name}" spans more than ${MOST_INTERVALS} intervals of one ${interval}.`, place: { column: time.name, field: 'interval' }, next: 'Choose a longer interval.' });
  }
  const starts = (await db.rows(sql`select epoch_us(s) as s from (select unnest(generate_series(date_trunc(${literal(interval)}, make_timestamp(${BigInt(first)})), make_timestamp(${BigInt(last)}), interval (${literal(STEP[interval])}))) as s)`, { signal })).map((row) => Number(row['s']));
  const center = value ? (await centersOf(db, table, [value.name], { signal }))[0] : undefined;
  onProgress?.({ stage: 'Counting rows over time', fraction: null });
  const place = new Map(starts.map((start, i) => [start, i]));
  const measured = (where: Sql, by: Sql | null): Promise<Row[]> => {
    const id = value ? identifier(value.name) : null;
    const figures = id && center ? sql`, count(${id}) as c, cast(min(${id}) as double) as a, cast(max(${id}) as double) as z, sum(${scaledDeviation(value?.name ?? '', center)}) as s` : sql``;
    const key = by ? sql`, ${by} as e` : sql``;
    return db.rows(sql`select epoch_us(date_trunc(${literal(interval)}, ${identifier(time.name)})) as t, count(*) as n${figures}${key} from ${table} where ${identifier(time.name)} is not null${where} group by all`, { signal });
  };
  const all = seriesOf(await measured(sql``, null), place, center);
  const series: TimeSeries[] = [{ kind: 'all', entity: null, ...all }];
  let others = 0;
  if (entity) {
    const id = identifier(entity.name);
    const rest = sql`from ${table} where ${identifier(time.name)} is not null and ${id} is not null`;
    const top = await db.rows(sql`select cast(v as varchar) as k, v, n from (select ${id} as v, count(*) as n ${rest} group by v) order by n desc, v limit ${ENTITIES}`, { signal });
    others = Number((await db.row(sql`select count(distinct ${id}) as n ${rest}`, { signal }))['n']) - top.length;
    const keys = top.map((row) => literal(String(row['k'])));
    const found = keys.length === 0 ? [] : await measured(sql` and cast(${id} as varchar) in (${keys})`, sql`cast(${id} as varchar)`);
    for (const row of top) series.push({ kind: 'entity', entity: cell(row['v'] ?? null), ...seriesOf(found.filter(({ e }) => e === row['k']), place, center) });
  }
  const gaps = gapsOf(all.rows, starts);
  return { ...empty, interval, first, last, starts, series, others, gaps: gaps.toSorted((a, b) => b.intervals - a.intervals || a.from - b.from).slice(0, GAPS), gapCount: gaps.length };
}

/** Microseconds of the shortest of each. */
const SECOND = 1e6;
const DAY = 86_400 * SECOND;
const LENGTH: Readonly<Record<Interval, number>> = { second: SECOND, minute: 60 * SECOND, hour: 3600 * SECOND, day: DAY, week: 7 * DAY, month: 28 * DAY, quarter: 90 * DAY, year: 365 * DAY };
const STEP: Readonly<Record<Interval, string>> = { second: '1 second', minute: '1 minute', hour: '1 hour', day: '1 day', week: '7 days', month: '1 month', quarter: '3 months', year: '1 year' };

function columnOf(profile: Profile, name: string, field: string): ColumnProfile {
  const found = profile.columns.find((one) => one.name === name);
  if (found) return found;
  throw new AppError({ code: 'UNKNOWN_COLUMN', message: `There is no column "${name}".`, place: { column: name, field }, next: 'Choose another column.' });
}

function seriesOf(found: readonly Row[], place: ReadonlyMap<number, number>, center: Center | undefined): Pick<TimeSeries, 'rows' | 'values'> {
  const size = place.size;
  const none = (): (number | null)[] => Array.from({ length: size }, () => null);
  const zeros = (): number[] => Array.from({ length: size }, () => 0);
  const rows = zeros();
  const values = center ? { count: zeros(), mean: none(), min: none(), max: none() } : null;
  for (const row of found) {
    const at = place.get(Number(row['t']));
    if (at === undefined) throw new Error(`No interval begins at ${String(row['t'])}`);
    rows[at] = Number(row['n']);
    const count = Number(row['c'] ?? 0);
    if (!values || !center || count === 0) continue;
    values.count[at] = count;
    values.mean[at] = unscaled(row['s'], count, center);
    values.min[at] = Number(row['a']);
    values.max[at] = Number(row['z']);
  }
  return { rows, values };
}

/** Runs of intervals without a row; the first and the last interval have rows. */
function gapsOf(rows: readonly number[], starts: readonly number[]): TimeView['gaps'] {
  const gaps: TimeView['gaps'] = [];
  let began = -1;
  rows.forEach((count, i) => {
    if (count === 0 && began < 0) began = i;
    if (count === 0 || began < 0) return;
    gaps.push({ from: starts[began] as number, to: starts[i] as number, intervals: i - began });
    began = -1;
  });
  return gaps;
}
