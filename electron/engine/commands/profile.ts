import type { Profile } from '../../contract/profile.ts';
import { profileTable } from '../eda/profile.ts';
import type { CallContext, OpenSource } from './engine.ts';
import type { Handler } from './handler.ts';
import { sharedKernel } from './shared-kernel.ts';

const known = new WeakMap<OpenSource, Profile>();

/** What is in a file: exact, on all rows. */
export const profile: Handler<'profile'> = async (engine, { path, options }, context) => {
  const opened = await engine.open(path, options, context);
  return { profile: await profileOf(opened, context), report: opened.report };
};

/** The profile of an open file, computed once as long as the file is open. */
export async function profileOf(opened: OpenSource, context: CallContext): Promise<Profile> {
  const found = known.get(opened) ?? (await profileTable(opened.db, opened.table, opened.columns, await sharedKernel(), context));
  known.set(opened, found);
  return found;
}
