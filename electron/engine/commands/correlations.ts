import { correlate } from '../eda/correlations.ts';
import type { Handler } from './handler.ts';
import { measured } from './profile.ts';
import { sharedKernel } from './shared-kernel.ts';

/** Pearson's r of all pairs of columns of numbers, or of those that are named, exact on all rows. */
export const correlations: Handler<'correlations'> = async (engine, { path, options, columns }, context) => {
  const opened = await engine.open(path, options, context);
  const { profile, sums } = await measured(opened, context);
  const kernel = await sharedKernel();
  if (!columns) return correlate(opened.db, opened.table, profile, kernel, context, sums);
  const wanted = new Set(columns);
  return correlate(opened.db, opened.table, { ...profile, columns: profile.columns.filter(({ name }) => wanted.has(name)) }, kernel, context);
};
