import type { Correlations } from '../../contract/exploration.ts';
import { AppError } from '../base/app-error.ts';
import type { Database, JobContext } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import type { NamedColumn } from './column-facts.ts';
import { centersOf, type Center } from './centers.ts';
import { PairSums } from './pair-sums.ts';

const MOST_COLUMNS = 400;
const BATCH = 4096;
/** Where a pair's own means lie so far from those of all rows that more than three digits would be lost, it gets sums of its own. */
const LOST = 1e-3;

/** Pearson's r of every pair of columns of numbers, in one pass over the rows; with `against` only its pairs with the others are added up. */
export async function correlate(db: Database, table: Sql, columns: readonly NamedColumn[], context: JobContext = {}, against?: string): Promise<Correlations> {
  const names = columns.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name);
  if (against === undefined && names.length > MOST_COLUMNS) {
    throw new AppError({
      code: 'TOO_MANY_COLUMNS',
      message: `There are ${names.length} columns of numbers; correlations are computed for at most ${MOST_COLUMNS}.`,
      next: 'Open a file with fewer columns of numbers.',
    });
  }
  const rows = Number((await db.row(sql`select count(*) as n from ${table}`, { signal: context.signal }))['n']);
  const centers = await centersOf(db, table, names, context);
  const sums = await addUp(db, table, names, centers, rows, context, against);
  const matrix = names.map(() => names.map((): number | null => null));
  const pairRows = names.map(() => names.map(() => 0));
  const set = (i: number, j: number, value: number | null, count: number): void => {
    for (const [a, b] of [[i, j], [j, i]] as const) {
      (matrix[a] as (number | null)[])[b] = value;
      (pairRows[a] as number[])[b] = count;
    }
  };
  for (const [index, [i, j]] of sums.pairs.entries()) {
    const pair = sums.of(index);
    let r = pair.kept < LOST ? undefined : pair.r;
    if (centers[i]?.spread === 0 || centers[j]?.spread === 0 || pair.rows < 2) r = null;
    else if (r === undefined) r = await ownCorrelation(db, table, names[i] as string, names[j] as string, context);
    set(i, j, r, pair.rows);
  }
  names.forEach((_, i) => set(i, i, centers[i]?.spread === 0 ? null : 1, centers[i]?.count ?? 0));
  return { rows, columns: names, matrix, pairRows };
}

/** The same from the two columns' rows alone. */
async function ownCorrelation(db: Database, table: Sql, a: string, b: string, context: JobContext): Promise<number | null> {
  const pair = sql`(select ${[a, b].map(identifier)} from ${table} where ${identifier(a)} is not null and ${identifier(b)} is not null)`;
  const centers = await centersOf(db, pair, [a, b], { signal: context.signal });
  if (centers.some(({ spread }) => spread === 0)) return null;
  const sums = await addUp(db, pair, [a, b], centers, centers[0]?.count ?? 0, { signal: context.signal });
  return sums.of(0).r;
}

async function addUp(db: Database, table: Sql, names: readonly string[], centers: readonly Center[], rows: number, { signal, onProgress }: JobContext, against?: string): Promise<PairSums> {
  const sums = new PairSums(centers.map(({ count }) => count < rows), against === undefined ? undefined : names.indexOf(against));
  if (names.length < 2) return sums;
  const values = names.map((name, i) => {
    const { mean, spread } = centers[i] as Center;
    const deviation = spread === 0 ? double(0) : sql`cast(${identifier(name)} as double) / ${double(spread)} - ${double(mean / spread)}`;
    return sql`case when ${identifier(name)} is null then cast('nan' as double) else ${deviation} end as ${identifier(`c${i}`)}`;
  });
  let done = 0;
  for await (const batch of db.columnBatches(sql`select ${values} from ${table}`, BATCH, { signal })) {
    sums.add(names.map((_, i) => batch.columns[`c${i}`] as Float64Array), batch.rows);
    done += batch.rows;
    onProgress?.({ stage: 'Correlating columns', fraction: rows === 0 ? null : done / rows });
  }
  return sums;
}
