import { placeOfRow, rowOrder } from '../rows/row-order.ts';
import { rowTable } from './engine.ts';
import type { Handler } from './handler.ts';

/** Where a row stands in the view. */
export const locate: Handler<'locate'> = async (engine, { source, row, ...kept }, context) => {
  const table = rowTable(await engine.source(source));
  return { index: await placeOfRow(table, await rowOrder(table, kept, context), row, context) };
};
