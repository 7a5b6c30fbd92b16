import type { Profile } from '../../contract/profile.ts';
import type { AllPairs } from '../eda/pair-sums.ts';
import { profileAndSums, sampleProfile } from '../eda/profile.ts';
import type { CallContext, OpenSource } from './engine.ts';
import type { Handler } from './handler.ts';
import { sharedKernel } from './shared-kernel.ts';

const known = new WeakMap<OpenSource, { profile: Profile; sums: AllPairs | null }>();

/** What is in a file: exact, on all rows, unless a sample is asked for and nothing better is known yet. */
export const profile: Handler<'profile'> = async (engine, { path, options, sample }, context) => {
  const opened = await engine.open(path, options, context);
  if (sample !== undefined && !known.has(opened)) {
    const { db, table, columns, rows } = opened;
    return { profile: await sampleProfile(db, table, columns, await sharedKernel(), { rows, sample }, context), report: opened.report };
  }
  return { profile: await profileOf(opened, context), report: opened.report };
};

/** The profile of an open file, computed once as long as the file is open. */
export async function profileOf(opened: OpenSource, context: CallContext): Promise<Profile> {
  return (await measured(opened, context)).profile;
}

/** The same, with the sums of products that correlations are made of, where they came with it. */
export async function measured(opened: OpenSource, context: CallContext): Promise<{ profile: Profile; sums: AllPairs | null }> {
  const found = known.get(opened) ?? (await profileAndSums(opened.db, opened.table, opened.columns, await sharedKernel(), context));
  known.set(opened, found);
  return found;
}
