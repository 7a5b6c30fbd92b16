import { MOST_COPIED_CELLS } from '../../contract/rows.ts';
import { AppError, throwIfCancelled } from '../base/app-error.ts';
import type { JobContext } from '../db/database.ts';
import { identifier, sql } from '../sql/sql.ts';
import { cellWords } from './cell-words.ts';
import type { RowOrder, RowTable } from './row-order.ts';
import { rowsBetween } from './row-page.ts';

/** Cells of a rectangle of the view as text: a line a row, tabs between cells, quotes around what holds a tab, a quote or a line end; both ends of a span included. */
export async function copyCells(table: RowTable, order: RowOrder, rows: readonly [number, number], columns: readonly [number, number], header: boolean, context: JobContext): Promise<{ text: string; rows: number; columns: number }> {
  const chosen = table.columns.slice(columns[0], columns[1] + 1);
  const to = Math.min(rows[1] + 1, order.rows);
  const height = Math.max(0, to - rows[0]);
  if (height * chosen.length > MOST_COPIED_CELLS) {
    throw new AppError({
      code: 'COPY_TOO_LARGE',
      message: `${height} rows of ${chosen.length} columns are more than a copy takes at once (${MOST_COPIED_CELLS} cells).`,
      place: { field: 'rows' },
      next: 'Select fewer rows or columns, filter them first, or write the whole table with "millwright convert".',
    });
  }
  const words = chosen.map((column, i) => sql`${cellWords(column)} as ${identifier(`c${i}`)}`);
  const lines = header ? [chosen.map(({ name }) => quoted(name)).join('\t')] : [];
  for await (const batch of table.db.stream(rowsBetween(table, order, rows[0], to, words), context)) {
    throwIfCancelled(context.signal);
    for (const row of batch) lines.push(chosen.map((_, i) => quoted(String(row[`c${i}`] ?? ''))).join('\t'));
  }
  return { text: `${lines.join('\n')}\n`, rows: height, columns: chosen.length };
}

function quoted(text: string): string {
  return /["\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
