import type { Cell, Column } from '../../contract/column.ts';
import { ROW } from '../../contract/column.ts';
import type { Json } from '../base/canonical-json.ts';
import { aggregateRow } from '../db/aggregate-row.ts';
import type { Database } from '../db/database.ts';
import type { FittedChain } from '../graph/chain.ts';
import type { Rows } from '../run/rows.ts';
import { identifier, literal, sql } from '../sql/sql.ts';

/** What an export may know of a raw column without holding a row: its range, and the levels that the fitted state holds anyway. */
export interface RawRange {
  readonly column: string;
  readonly min: number | null;
  readonly max: number | null;
  readonly levels: readonly string[];
  readonly missing: number;
}

const MOST_LEVELS = 50;
/** Columns of texts that one statement reads. */
const AT_ONCE = 64;

/** The ranges of raw columns over all loaded rows; timestamps as epoch microseconds. */
export async function rawRanges(db: Database, rows: Rows, columns: readonly Column[], chain: FittedChain, signal?: AbortSignal): Promise<RawRange[]> {
  const known = [...new Set(chain.nodes.flatMap((node) => textsIn(node.state)))];
  const places = [...columns.keys()];
  const figures = places.flatMap((i) => {
    const { name, type } = columns[i] as Column;
    const id = identifier(name);
    const missing = sql`count(*) - count(${id}) as ${identifier(`missing${i}`)}`;
    if (type === 'text' || type === 'boolean') return [missing];
    const value = type === 'timestamp' ? sql`epoch_us(${id})` : id;
    return [sql`cast(min(${value}) as double) as ${identifier(`low${i}`)}`, sql`cast(max(${value}) as double) as ${identifier(`high${i}`)}`, missing];
  });
  const row = await aggregateRow(db, figures, rows.relation, { signal });
  const bound = (cell: unknown): number | null => (typeof cell === 'number' ? cell : null);
  const levels = new Map<number, string[]>();
  const texts = places.filter((i) => columns[i]?.type === 'text');
  for (let first = 0; known.length > 0 && first < texts.length; first += AT_ONCE) await findLevels(texts.slice(first, first + AT_ONCE));
  return places.map((i) => ({ column: columns[i]?.name ?? '', min: bound(row[`low${i}`]), max: bound(row[`high${i}`]), levels: levels.get(i) ?? [], missing: Number(row[`missing${i}`]) }));

  async function findLevels(some: readonly number[]): Promise<void> {
    const values = sql`select unnest([${some.map((i) => sql`${i}`)}]) as place, unnest([${some.map((i) => identifier(columns[i]?.name ?? ''))}]) as level from ${rows.relation}`;
    const distinct = sql`select distinct place, level from (${values}) where level in (${known.map(literal)})`;
    const found = await db.rows(sql`select place, level from (${distinct}) qualify row_number() over (partition by place order by level) <= ${MOST_LEVELS} order by place, level`, { signal });
    for (const { place, level } of found) levels.set(Number(place), [...(levels.get(Number(place)) ?? []), String(level)]);
  }
}

function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap((one) => textsIn(one ?? null));
}

/** The first rows of the file, as raw records: what leaves with an export only when the user said so. */
export async function sampleRows(db: Database, rows: Rows, columns: readonly Column[], count: number, signal?: AbortSignal): Promise<Record<string, Cell>[]> {
  if (count === 0) return [];
  const cells = columns.map(({ name, type }, i) => sql`${type === 'timestamp' ? sql`epoch_us(${identifier(name)})` : identifier(name)} as ${identifier(`c${i}`)}`);
  const found = await db.rows(sql`select ${cells} from ${rows.relation} order by ${identifier(ROW)} limit ${count}`, { signal });
  return found.map((row) => Object.fromEntries(columns.map(({ name }, i) => {
    const value = row[`c${i}`] ?? null;
    return [name, typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : String(value)) : value];
  })));
}
