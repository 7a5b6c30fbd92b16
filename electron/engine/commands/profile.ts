import { profileTable } from '../eda/profile.ts';
import type { Handler } from './handler.ts';

/** What is in a file: exact, on all rows. */
export const profile: Handler<'profile'> = async (engine, { path, options }, context) => {
  const opened = await engine.open(path, options, context);
  return { profile: await profileTable(opened.db, opened.table, opened.columns, context), report: opened.report };
};
