import type { MissingPatterns } from '../../contract/exploration.ts';
import type { Profile } from '../../contract/profile.ts';
import type { Database, JobContext } from '../db/database.ts';
import { double, identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';

/** Columns that are compared; past them, those with the fewest missing values are left out. */
const MOST_COLUMNS = 60;
const SHOWN = 12;
/** Columns in one mask: a double holds so many bits. */
const BITS = 50;
const BATCH = 32_768;

/** Which columns are missing together, on all rows: the database counts the rows of each pattern in one pass, and the pairs follow from the patterns. */
export async function missingPatterns(db: Database, table: Sql, { rows, columns }: Profile, { signal, onProgress }: JobContext = {}): Promise<MissingPatterns> {
  const incomplete = columns.filter(({ missing }) => missing > 0);
  const chosen = new Set([...incomplete].sort((a, b) => b.missing - a.missing).slice(0, MOST_COLUMNS).map(({ name }) => name));
  const names = incomplete.filter(({ name }) => chosen.has(name)).map(({ name }) => name);
  const together = names.map(() => names.map(() => 0));
  const patterns: MissingPatterns['patterns'] = [];
  let distinct = 0;
  if (names.length > 0) {
    const masks = Array.from({ length: Math.ceil(names.length / BITS) }, (_, m) => maskOf(names.slice(m * BITS, (m + 1) * BITS)));
    const keys = masks.map((_, m) => identifier(`m${m}`));
    const counted = sql`select cast(n as double) as n, ${keys} from (select ${masks.map((mask, m) => sql`${mask} as ${keys[m] as Sql}`)}, count(*) as n from ${table} group by all) order by n desc, ${keys}`;
    for await (const batch of db.columnBatches(counted, BATCH, { signal })) {
      const counts = batch.columns['n'] as Float64Array;
      const bits = masks.map((_, m) => batch.columns[`m${m}`] as Float64Array);
      for (let row = 0; row < batch.rows; row++) {
        const found = bits.flatMap((mask, m) => placesOf(mask[row] as number, m * BITS));
        const n = counts[row] as number;
        for (const i of found) for (const j of found) (together[i] as number[])[j] = ((together[i] as number[])[j] as number) + n;
        if (distinct < SHOWN) patterns.push({ columns: found, rows: n });
        distinct += 1;
      }
      onProgress?.({ stage: 'Comparing what is missing', fraction: null });
    }
  } else if (rows > 0) {
    patterns.push({ columns: [], rows });
    distinct = 1;
  }
  return { rows, columns: names, others: incomplete.length - names.length, together, patterns, distinct };
}

function maskOf(names: readonly string[]): Sql {
  return names.map((name, i) => sql`case when ${identifier(name)} is null then ${double(2 ** i)} else ${double(0)} end`).reduce((sum, one) => sql`${sum} + ${one}`);
}

function placesOf(mask: number, offset: number): number[] {
  const places: number[] = [];
  for (let left = mask, i = 0; left > 0; left = Math.floor(left / 2), i++) if (left % 2 === 1) places.push(offset + i);
  return places;
}
