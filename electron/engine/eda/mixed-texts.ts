import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import type { Database, JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { columnParts, longColumns } from './long-columns.ts';

/** A column of texts most of which are numbers or dates, and not all. */
export interface MixedTexts {
  readonly column: string;
  readonly kind: 'number' | 'date';
  /** Values that are of the kind, and an example of one that is not. */
  readonly fitting: number;
  readonly example: string;
}

const MOSTLY = 0.5;

const TESTS = { number: sql`try_cast(v as double) is not null`, date: sql`try_cast(v as timestamp) is not null` } as const;
const KINDS = Object.keys(TESTS) as (keyof typeof TESTS)[];

/** Columns that are text because of a few values; each of their texts is looked at once. */
export async function mixedTexts(db: Database, table: Sql, { rows, columns }: Profile, { signal, onProgress }: JobContext = {}): Promise<MixedTexts[]> {
  const texts = columns.filter(({ type, count, distinct }) => type === 'text' && count > 0 && distinct > 1);
  const mixed: MixedTexts[] = [];
  let done = 0;
  for (const part of columnParts(texts, rows)) {
    mixed.push(...(await mixedOf(db, table, part, signal)));
    onProgress?.({ stage: 'Looking for mixed types', fraction: (done += part.length) / texts.length });
  }
  return mixed;
}

async function mixedOf(db: Database, table: Sql, texts: readonly ColumnProfile[], signal: AbortSignal | undefined): Promise<MixedTexts[]> {
  const counts = sql`select c, v, count(*) as n from (${longColumns(table, texts)}) where v is not null group by c, v`;
  const tested = sql`select c, v, n, ${KINDS.map((kind) => sql`${TESTS[kind]} as ${identifier(kind)}`)} from (${counts})`;
  const figures = KINDS.map((kind) => sql`cast(sum(n) filter (${identifier(kind)}) as bigint) as ${identifier(`${kind}_fitting`)}, min(v) filter (not ${identifier(kind)}) as ${identifier(`${kind}_example`)}`);
  const found = await db.rows(sql`select c, ${figures} from (${tested}) group by c order by c`, { signal });
  return found.flatMap((row) => {
    const { name, count } = texts[Number(row['c'])] as ColumnProfile;
    const fitting = (kind: string): number => Number(row[`${kind}_fitting`] ?? 0);
    const kind = KINDS.find((one) => fitting(one) >= MOSTLY * count && fitting(one) < count);
    return kind === undefined ? [] : [{ column: name, kind, fitting: fitting(kind), example: String(row[`${kind}_example`]) }];
  });
}
