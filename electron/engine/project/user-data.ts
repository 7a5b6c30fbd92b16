import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { RecentSchema, SettingsSchema, type Recent, type Settings } from '../../contract/settings.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import { exists, PROJECT_FILE } from './project-folder.ts';
import { writeError, writeWhole } from './write-whole.ts';

const MOST_RECENTS = 20;

/** The folder for what belongs to the user and to no project: the desktop shell names it, else the system's place for it. */
export function userDataFolder(): string {
  const named = process.env['MILLWRIGHT_USER_DATA'];
  if (named !== undefined && named !== '') return named;
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Millwright');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Millwright');
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Millwright');
}

export async function readSettings(): Promise<Settings> {
  return SettingsSchema.catch(SettingsSchema.parse({})).parse((await readUserFile('settings.json')) ?? {});
}

/** Keeps some settings beside those that are kept; gives all. */
export function writeSettings(change: Partial<Settings>): Promise<Settings> {
  return inTurn(async () => {
    const settings = { ...(await readSettings()), ...change };
    await writeUserFile('settings.json', settings);
    return settings;
  });
}

const recentFile = z.array(RecentSchema).catch([]);

/** What was open lately, the newest first, and whether it is still there. Waits for changes that are on their way. */
export function readRecents(): Promise<Recent[]> {
  return inTurn(foundRecents);
}

async function foundRecents(): Promise<Recent[]> {
  return Promise.all((await keptRecents()).map(async (one) => ({ ...one, missing: !(await exists(one.kind === 'project' ? join(one.path, PROJECT_FILE) : one.path)) })));
}

async function keptRecents(): Promise<z.infer<typeof RecentSchema>[]> {
  return recentFile.parse((await readUserFile('recents.json')) ?? []);
}

/** Puts one in front. */
export function rememberRecent(recent: z.infer<typeof RecentSchema>): Promise<Recent[]> {
  return changeRecents((list) => [recent, ...list.filter(({ kind, path }) => kind !== recent.kind || path !== recent.path)].slice(0, MOST_RECENTS));
}

export function forgetRecent(path: string): Promise<Recent[]> {
  return changeRecents((list) => list.filter((one) => one.path !== path));
}

function changeRecents(change: (list: z.infer<typeof RecentSchema>[]) => z.infer<typeof RecentSchema>[]): Promise<Recent[]> {
  return inTurn(async () => {
    await writeUserFile('recents.json', change(await keptRecents()));
    return foundRecents();
  });
}

/** A file of the user's folder; null if there is none or it cannot be read: nothing in it is worth stopping for. */
async function readUserFile(name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(userDataFolder(), name), 'utf8'));
  } catch {
    return null;
  }
}

async function writeUserFile(name: string, value: unknown): Promise<void> {
  const folder = userDataFolder();
  await mkdir(folder, { recursive: true }).catch((error: unknown) => Promise.reject(writeError(folder, error)));
  await writeWhole(join(folder, name), canonicalJson(value as Json, 2));
}

let turn: Promise<unknown> = Promise.resolve();

/** Two windows of one engine change these files one after the other. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const result = turn.then(work);
  turn = result.catch(() => undefined);
  return result;
}
