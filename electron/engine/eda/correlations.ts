import { MOST_CORRELATED, type Correlations } from '../../contract/exploration.ts';
import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import type { Kernel } from '../models/kernel.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { centersOf, spreadOf, type Center } from './centers.ts';
import { whole } from './say.ts';
import { AllPairs, PairsWithLast, pearson, type PairColumn, type PairFigures } from './pair-sums.ts';

/** Rows that are added up at once, fewer where there are many columns, in whole chunks of the database: where sums are cut decides their last bits. */
const BATCH = { values: 2 ** 20, chunk: 2048, most: 32_768 };
/** Products that are worth adding up before anyone asks for them. */
const CHEAP = 2 ** 29;
/** Where a pair's own means lie so far from those of all rows that more than three digits would be lost, it gets sums of its own. */
const LOST = 1e-3;

const isNumber = ({ type }: ColumnProfile): boolean => type === 'number' || type === 'integer';
/** Around the mean of the profile. */
const centerOf = ({ count, mean, min, max }: ColumnProfile): Center => ({ count, mean: mean ?? 0, spread: count === 0 ? 0 : spreadOf(Number(min), Number(max), mean ?? 0) });

interface Source {
  readonly db: Database;
  readonly table: Sql;
  readonly kernel: Kernel;
}

/** True where {@link sumsOf} takes no longer than a glance. */
export function areSumsCheap({ rows, columns }: Profile): boolean {
  const numbers = columns.filter(isNumber);
  const gaps = numbers.filter(({ count }) => count < rows).length;
  return numbers.length > 1 && numbers.length <= MOST_CORRELATED && (numbers.length + gaps) ** 2 * rows * (gaps > 0 ? 2 : 1) <= 2 * CHEAP;
}

/** The sums of {@link correlate} from values that are in memory, NaN where one is missing; the values are overwritten. */
export async function sumsOf({ rows, columns }: Profile, held: ReadonlyMap<string, Float64Array>, kernel: Kernel, { signal }: JobContext): Promise<AllPairs> {
  const numbers = columns.filter(isNumber);
  const centers = numbers.map(centerOf);
  const sums = new AllPairs(kernel, centers.map((center) => pairColumn(center, rows)));
  const size = batchRows(numbers.length);
  for (const [i, { name }] of numbers.entries()) {
    const center = centers[i] as Center;
    const values = held.get(name) as Float64Array;
    if (isExtreme(center)) values.forEach((value, row) => (values[row] = value / center.spread - center.mean / center.spread));
  }
  for (let from = 0; from < rows; from += size) {
    const count = Math.min(size, rows - from);
    await sums.add(numbers.map(({ name }) => (held.get(name) as Float64Array).subarray(from, from + count)), count, () => pause(signal));
  }
  return sums;
}

/** Pearson's r of every pair of columns of numbers, in one pass over the rows; `known` sums spare it. */
export async function correlate(db: Database, table: Sql, { rows, columns }: Profile, kernel: Kernel, context: JobContext = {}, known: AllPairs | null = null): Promise<Correlations> {
  const numbers = columns.filter(isNumber);
  const names = numbers.map(({ name }) => name);
  if (names.length > MOST_CORRELATED) {
    throw new AppError({
      code: 'TOO_MANY_COLUMNS',
      message: `There are ${whole(names.length)} columns of numbers; the correlations of all pairs are computed for at most ${MOST_CORRELATED}.`,
      next: 'Name the columns, or choose a target: each column’s own figure with it is computed for any number of columns.',
    });
  }
  const source = { db, table, kernel };
  const centers = numbers.map(centerOf);
  const sums = known ?? new AllPairs(kernel, centers.map((center) => pairColumn(center, rows)));
  if (!known && names.length > 1) await addUp(source, names, centers, rows, sums, context);
  const matrix = names.map(() => names.map((): number | null => null));
  const pairRows = names.map(() => names.map(() => 0));
  for (const [i, one] of names.entries()) {
    for (const [j, two] of names.entries()) {
      if (j < i) continue;
      const pair = i === j ? { r: centers[i]?.spread === 0 ? null : 1, rows: centers[i]?.count ?? 0 } : await correlation(source, [one, two], [centers[i], centers[j]], sums.of(i, j), context);
      for (const [a, b] of [[i, j], [j, i]] as const) {
        (matrix[a] as (number | null)[])[b] = pair.r;
        (pairRows[a] as number[])[b] = pair.rows;
      }
    }
  }
  return { rows, columns: names, matrix, pairRows };
}

/** The same of one column with every other column of numbers, by the other's name. */
export async function correlateWith(db: Database, table: Sql, { rows, columns }: Profile, target: string, kernel: Kernel, context: JobContext = {}): Promise<Map<string, number | null>> {
  const numbers = [...columns.filter((column) => isNumber(column) && column.name !== target), ...columns.filter(({ name }) => name === target)];
  const names = numbers.map(({ name }) => name);
  const source = { db, table, kernel };
  const centers = numbers.map(centerOf);
  const sums = new PairsWithLast(kernel, centers.map((center) => pairColumn(center, rows)));
  await addUp(source, names, centers, rows, sums, context);
  const found = new Map<string, number | null>();
  for (const [i, name] of names.slice(0, -1).entries()) found.set(name, (await correlation(source, [name, target], [centers[i], centers.at(-1)], sums.of(i), context)).r);
  return found;
}

async function correlation(source: Source, names: readonly [string, string], centers: readonly (Center | undefined)[], figures: PairFigures, context: JobContext): Promise<{ r: number | null; rows: number }> {
  const { r, rows, kept } = pearson(figures);
  if (centers.some((center) => center?.spread === 0) || rows < 2) return { r: null, rows };
  return { r: kept < LOST ? await ownCorrelation(source, names, context) : r, rows };
}

/** The same from the two columns' rows alone. */
async function ownCorrelation({ db, table, kernel }: Source, names: readonly [string, string], { signal }: JobContext): Promise<number | null> {
  const pair = sql`(select ${names.map(identifier)} from ${table} where ${identifier(names[0])} is not null and ${identifier(names[1])} is not null)`;
  const centers = await centersOf(db, pair, names, { signal });
  if (centers.some(({ spread }) => spread === 0)) return null;
  const rows = centers[0]?.count ?? 0;
  const sums = new AllPairs(kernel, centers.map((center) => pairColumn(center, rows)));
  await addUp({ db, table: pair, kernel }, names, centers, rows, sums, { signal });
  return pearson(sums.of(0, 1)).r;
}

/** Past these sizes a product of two deviations leaves the range of doubles: the database divides them first. */
const isExtreme = ({ spread }: Center): boolean => spread > 2 ** 240 || (spread > 0 && spread < 2 ** -240);
const pairColumn = (center: Center, rows: number): PairColumn => ({ shift: isExtreme(center) ? 0 : center.mean, gap: center.count < rows });

async function addUp({ db, table }: Source, names: readonly string[], centers: readonly Center[], rows: number, sums: AllPairs | PairsWithLast, { signal, onProgress }: JobContext): Promise<void> {
  const values = names.map((name, i) => {
    const center = centers[i] as Center;
    const value = sql`cast(${identifier(name)} as double)`;
    const scaled = isExtreme(center) ? sql`(${value} / ${double(center.spread)} - ${double(center.mean / center.spread)})` : value;
    return sql`coalesce(${scaled}, cast('nan' as double)) as ${identifier(`c${i}`)}`;
  });
  let done = 0;
  for await (const batch of db.columnBatches(sql`select ${values} from ${table}`, batchRows(names.length), { signal })) {
    await sums.add(names.map((_, i) => batch.columns[`c${i}`] as Float64Array), batch.rows, () => pause(signal));
    done += batch.rows;
    onProgress?.({ stage: 'Correlating columns', fraction: rows === 0 ? null : done / rows });
  }
}

const batchRows = (columns: number): number => Math.max(1, Math.min(BATCH.most / BATCH.chunk, Math.ceil(BATCH.values / columns / BATCH.chunk))) * BATCH.chunk;

async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise(setImmediate);
  throwIfCancelled(signal);
}
