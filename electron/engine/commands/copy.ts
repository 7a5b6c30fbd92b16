import { copyCells } from '../rows/row-copy.ts';
import { rowOrder } from '../rows/row-order.ts';
import { rowTable } from './engine.ts';
import type { Handler } from './handler.ts';

/** Cells of the view as text. */
export const copy: Handler<'copy'> = async (engine, { source, rows, columns, header, ...kept }, context) => {
  const table = rowTable(await engine.source(source));
  return await copyCells(table, await rowOrder(table, kept, context), rows, columns, header, context);
};
