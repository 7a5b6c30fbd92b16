import { correlate } from '../eda/correlations.ts';
import type { Handler } from './handler.ts';
import { measured } from './profile.ts';
import { sharedKernel } from './shared-kernel.ts';

/** Pearson's r of all pairs of columns of numbers, exact on all rows. */
export const correlations: Handler<'correlations'> = async (engine, { path, options }, context) => {
  const opened = await engine.open(path, options, context);
  const { profile, sums } = await measured(opened, context);
  return correlate(opened.db, opened.table, profile, await sharedKernel(), context, sums);
};
