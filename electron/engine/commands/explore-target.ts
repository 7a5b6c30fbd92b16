import { targetAlerts } from '../eda/alerts.ts';
import { exploreTarget as explore } from '../eda/target-view.ts';
import type { Handler } from './handler.ts';
import { profileOf } from './profile.ts';
import { sharedKernel } from './shared-kernel.ts';

/** How every column goes with a target, exact on all rows that have one. */
export const exploreTarget: Handler<'explore-target'> = async (engine, { path, options, target, task, positive }, context) => {
  const opened = await engine.open(path, options, context);
  const found = await explore(opened.db, opened.table, await profileOf(opened, context), { target, task, positive }, await sharedKernel(), context);
  return { ...found, alerts: targetAlerts(found) };
};
