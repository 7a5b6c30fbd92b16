import type { ColumnProfile, Profile } from '../../contract/profile.ts';
import type { Database, JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import type { Sql } from '../sql/sql.ts';
import { columnGroups } from './column-groups.ts';

/** A column of texts most of which are numbers or dates, and not all. */
export interface MixedTexts {
  readonly column: string;
  readonly kind: 'number' | 'date';
  /** Values that are of the kind, and an example of one that is not. */
  readonly fitting: number;
  readonly example: string;
}

const MOSTLY = 0.5;

/** Columns that are text because of a few values, in one pass over the columns of texts. */
export async function mixedTexts(db: Database, table: Sql, { columns }: Profile, { signal }: JobContext = {}): Promise<MixedTexts[]> {
  const texts = columns.filter(({ type, count, distinct }) => type === 'text' && count > 0 && distinct > 1);
  const mixed: MixedTexts[] = [];
  for await (const group of columnGroups(db, table, texts, signal)) mixed.push(...(await mixedOf(db, group.table, group.columns, signal)));
  return mixed;
}

async function mixedOf(db: Database, table: Sql, texts: readonly ColumnProfile[], signal: AbortSignal | undefined): Promise<MixedTexts[]> {
  const tests = { number: (id: Sql): Sql => sql`try_cast(${id} as double) is not null`, date: (id: Sql): Sql => sql`try_cast(${id} as timestamp) is not null` } as const;
  const kinds = Object.keys(tests) as (keyof typeof tests)[];
  const figures = texts.flatMap(({ name }, i) => kinds.flatMap((kind) => {
    const id = identifier(name);
    return [sql`count(*) filter (where ${tests[kind](id)}) as ${identifier(`${kind}${i}`)}`, sql`min(${id}) filter (where ${id} is not null and not (${tests[kind](id)})) as ${identifier(`${kind}_example${i}`)}`];
  }));
  const found = await db.row(sql`select ${figures} from ${table}`, { signal, stage: 'Looking for mixed types' });
  return texts.flatMap(({ name, count }, i) => {
    const kind = kinds.find((one) => Number(found[`${one}${i}`]) >= MOSTLY * count && Number(found[`${one}${i}`]) < count);
    return kind === undefined ? [] : [{ column: name, kind, fitting: Number(found[`${kind}${i}`]), example: String(found[`${kind}_example${i}`]) }];
  });
}
