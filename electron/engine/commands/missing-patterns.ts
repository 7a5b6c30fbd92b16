import { missingPatterns as patternsOf } from '../eda/missing-patterns.ts';
import type { Handler } from './handler.ts';
import { profileOf } from './profile.ts';

/** Which columns are missing together, exact on all rows. */
export const missingPatterns: Handler<'missing-patterns'> = async (engine, { path, options }, context) => {
  const opened = await engine.open(path, options, context);
  return patternsOf(opened.db, opened.table, await profileOf(opened, context), context);
};
