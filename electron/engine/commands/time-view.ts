import { timeView as viewOf } from '../eda/time-view.ts';
import type { Handler } from './handler.ts';
import { profileOf } from './profile.ts';

/** Rows by interval of a time column, exact on all rows. */
export const timeView: Handler<'time-view'> = async (engine, { path, options, ...question }, context) => {
  const opened = await engine.open(path, options, context);
  return viewOf(opened.db, opened.table, await profileOf(opened, context), question, context);
};
