import type { Cell, Column } from '../../contract/column.ts';
import { ROW } from '../../contract/column.ts';
import type { Json } from '../base/canonical-json.ts';
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

/** The ranges of raw columns over all loaded rows; timestamps as epoch microseconds. */
export async function rawRanges(db: Database, rows: Rows, columns: readonly Column[], chain: FittedChain, signal?: AbortSignal): Promise<RawRange[]> {
  const known = [...new Set(chain.nodes.flatMap((node) => textsIn(node.state)))];
  const result: RawRange[] = [];
  for (const { name, type } of columns) {
    const id = identifier(name);
    const value = type === 'timestamp' ? sql`epoch_us(${id})` : type === 'text' ? sql`null` : id;
    const one = await db.row(sql`select cast(min(${value}) as double) as low, cast(max(${value}) as double) as high, count(*) - count(${id}) as missing from ${rows.relation}`, { signal });
    const levels = type === 'text' && known.length > 0
      ? await db.rows(sql`select distinct ${id} as level from ${rows.relation} where ${id} in (${known.map(literal)}) order by level limit ${MOST_LEVELS}`, { signal })
      : [];
    const bound = (cell: unknown): number | null => (typeof cell === 'number' && type !== 'boolean' ? cell : null);
    result.push({ column: name, min: bound(one['low']), max: bound(one['high']), levels: levels.map((row) => String(row['level'])), missing: Number(one['missing']) });
  }
  return result;
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
