import { duplicateRows } from '../eda/duplicate-rows.ts';
import { tableAlerts } from '../eda/alerts.ts';
import type { Handler } from './handler.ts';
import { profileOf } from './profile.ts';

/** What in a file deserves a look before training, by its columns alone. */
export const alerts: Handler<'alerts'> = async (engine, { path, options }, context) => {
  const opened = await engine.open(path, options, context);
  const profile = await profileOf(opened, context);
  return { alerts: tableAlerts(profile, await duplicateRows(opened.db, opened.table, opened.columns, context)) };
};
