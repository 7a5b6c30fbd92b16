import type { Handler } from './handler.ts';

/** Loads a file for the grid. */
export const open: Handler<'open'> = async (engine, { path, options }, context) => {
  const { id, path: file, columns, rows, report } = await engine.open(path, options, context);
  return { source: id, path: file, columns: [...columns], rows, report };
};
