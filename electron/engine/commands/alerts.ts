import { tableAlerts } from '../eda/alerts.ts';
import { duplicateRows } from '../eda/duplicate-rows.ts';
import { mixedTexts } from '../eda/mixed-texts.ts';
import { timeGaps } from '../eda/time-gaps.ts';
import type { Handler } from './handler.ts';
import { profileOf } from './profile.ts';

/** What in a file deserves a look before training, by its columns alone. */
export const alerts: Handler<'alerts'> = async (engine, { path, options, entity }, context) => {
  const opened = await engine.open(path, options, context);
  const { db, table, columns, report } = opened;
  const profile = await profileOf(opened, context);
  const gaps = [];
  for (const { name, type } of columns) {
    const found = type === 'timestamp' ? await timeGaps(db, table, name, entity, context) : undefined;
    if (found) gaps.push({ ...found, column: name, entity });
  }
  const unreadable = report.notes.flatMap(({ code, column, count, message }) => (code === 'CELLS_UNREADABLE' && column !== undefined && count !== undefined ? [{ column, count, message }] : []));
  return { alerts: tableAlerts(profile, { duplicates: await duplicateRows(db, table, columns, context), unreadable, mixed: await mixedTexts(db, table, profile, context), gaps }) };
};
