import { forgetRecent, readRecents, readSettings, rememberRecent, writeSettings } from '../project/user-data.ts';
import type { Handler } from './handler.ts';

/** The user's settings, and what the engine makes of those that are left to it. */
export const settings: Handler<'settings'> = async (engine) => {
  const kept = await readSettings();
  engine.prefer(kept);
  return { settings: kept, automatic: engine.automatic() };
};

/** Keeps settings; threads and memory hold from the next file on. */
export const setSettings: Handler<'set-settings'> = async (engine, { settings: change }) => {
  const kept = await writeSettings(change);
  engine.prefer(kept);
  return { settings: kept, automatic: engine.automatic() };
};

export const recents: Handler<'recents'> = async () => ({ recents: await readRecents() });
export const remember: Handler<'remember'> = async (_engine, recent) => ({ recents: await rememberRecent(recent) });
export const forget: Handler<'forget'> = async (_engine, { path }) => ({ recents: await forgetRecent(path) });
