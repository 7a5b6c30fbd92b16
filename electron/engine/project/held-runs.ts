import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { TrainResult } from '../../contract/train-result.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { sha256 } from '../base/hash.ts';
import { adoptRun, runNames } from './runs.ts';
import { userDataFolder } from './user-data.ts';
import { writeWhole } from './write-whole.ts';

/** Where the last run of a project waits that could not be written there: in the user's own folder, so that it outlives the process. */
const waiting = (project: string): string => join(userDataFolder(), 'held-runs', sha256(resolve(project)).slice(0, 16));

/** Keeps a run beside its project; false where that cannot be written either. `save` writes it into a folder. */
export async function holdRun(project: string, save: (folder: string) => Promise<TrainResult>): Promise<boolean> {
  const folder = waiting(project);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await save(folder);
    await writeWhole(join(folder, 'project.json'), canonicalJson({ project: resolve(project) }, 1));
    return true;
  } catch {
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    return false;
  }
}

/** The run is where it belongs, or is wanted no more. */
export async function dropHeldRun(project: string): Promise<void> {
  await rm(waiting(project), { recursive: true, force: true }).catch(() => undefined);
}

/** Whether a run of the project waits. */
export async function hasHeldRun(project: string): Promise<boolean> {
  return (await runNames(waiting(project))).length > 0;
}

/** Writes the run that waits for a project into it, or into the folder that it went to; null where none waits. */
export async function takeHeldRun(project: string, to: string): Promise<TrainResult | null> {
  const [name] = await runNames(waiting(project));
  if (name === undefined) return null;
  const result = await adoptRun(waiting(project), name, to);
  await dropHeldRun(project);
  return result;
}
