import { rowOrder } from '../rows/row-order.ts';
import { rowPage } from '../rows/row-page.ts';
import { ROW } from '../../contract/column.ts';
import { cellOf } from './cell-of.ts';
import { rowTable } from './engine.ts';
import type { Handler } from './handler.ts';

/** A page of the rows that are kept of a loaded file. Missing cells sort last. */
export const page: Handler<'page'> = async (engine, { source, offset, limit, ...kept }, context) => {
  const table = rowTable(await engine.source(source));
  const order = await rowOrder(table, kept, context);
  const found = await rowPage(table, order, offset, limit, context);
  return { rows: found.map((one) => ({ row: Number(one[ROW]), cells: table.columns.map((_, i) => cellOf(one[`c${i}`] ?? null)) })), total: order.rows };
};
