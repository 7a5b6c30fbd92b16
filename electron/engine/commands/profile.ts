import type { Profile } from '../../contract/profile.ts';
import { profileTable, sampleProfile } from '../eda/profile.ts';
import type { CallContext, OpenSource } from './engine.ts';
import type { Handler } from './handler.ts';
import { sharedKernel } from './shared-kernel.ts';

const known = new WeakMap<OpenSource, Profile>();

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
  const found = known.get(opened) ?? (await profileTable(opened.db, opened.table, opened.columns, await sharedKernel(), context));
  known.set(opened, found);
  return found;
}
