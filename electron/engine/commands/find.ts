import { findCell } from '../rows/row-find.ts';
import { rowOrder } from '../rows/row-order.ts';
import { rowTable } from './engine.ts';
import type { Handler } from './handler.ts';

/** The next cell with a text, among all rows of the view. */
export const find: Handler<'find'> = async (engine, { source, search, from, direction, ...kept }, context) => {
  const table = rowTable(await engine.source(source));
  return await findCell(table, await rowOrder(table, kept, context), search, from, direction, context);
};
