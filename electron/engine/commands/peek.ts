import { dirname, resolve } from 'node:path';
import { ROW } from '../../contract/column.ts';
import { Database } from '../db/database.ts';
import { peekSource } from '../load/peek-source.ts';
import type { LoadedSource } from '../load/loaded-source.ts';
import { rowPage } from '../rows/row-page.ts';
import { cellOf } from './cell-of.ts';
import type { Handler } from './handler.ts';

const MEMORY_MB = 512;

/** The first rows of a file as the loader would read them, and what of their texts would be lost. */
export const peek: Handler<'peek'> = async (_engine, { path, options, limit }, { signal }) => {
  const file = resolve(path);
  const db = await Database.open({ threads: 1, memoryLimitMb: MEMORY_MB, allowedDirectories: [dirname(file)] });
  try {
    const { loaded, texts, whole, estimatedRows } = await peekSource(db, { path: file, ...(options ? { options } : {}) }, { signal });
    const { columns, report } = loaded;
    const found = await cells(db, loaded);
    const rows = found.slice(0, limit).map((one) => ({ row: Number(one[ROW]), cells: columns.map((_, i) => cellOf(one[`c${i}`] ?? null)) }));
    const lost: { row: number; column: number; text: string }[] = [];
    const lostCounts = columns.map(() => 0);
    const asTexts = texts ? await cells(db, texts) : [];
    asTexts.forEach((one, r) => columns.forEach((_, i) => {
      const text = one[`c${i}`] ?? null;
      if (text === null || (found[r]?.[`c${i}`] ?? null) !== null) return;
      lostCounts[i] = (lostCounts[i] ?? 0) + 1;
      if (r < limit) lost.push({ row: Number(one[ROW]), column: i, text: String(text).slice(0, 200) });
    }));
    return { path: file, columns: [...columns], rows, lost, lostCounts, report, whole, estimatedRows };
  } finally {
    await db.close();
  }
};

function cells(db: Database, { table, columns, rows }: LoadedSource): ReturnType<typeof rowPage> {
  return rowPage({ db, table, columns, rows, gapless: false }, { ids: null, rows }, 0, Number.MAX_SAFE_INTEGER, {});
}
