import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RunModelSchema, type RunModel, type TrainResult } from '../../contract/train-result.ts';
import { AppError } from '../base/app-error.ts';
import { canonicalJson } from '../base/canonical-json.ts';
import { exists } from './project-folder.ts';
import { writeError, writeWhole } from './write-whole.ts';

export const RUNS = 'runs';
/** Deleted runs wait here, in the folder of the runs, until they are restored. */
export const DELETED = '.deleted';
const CHOICE = 'chosen.json';
const MARKS = 'marks.json';

const ChoiceSchema = RunModelSchema.extend({ version: z.literal(1) });
const MarksSchema = z.object({ version: z.literal(1), name: z.string().optional(), note: z.string().optional() });

export type Marks = Pick<TrainResult, 'name' | 'note'>;

/** The name and the note of a run; a run without them has none. */
export async function readMarks(folder: string, run: string): Promise<Marks> {
  const { name, note } = (await readJson(join(folder, RUNS, run, MARKS), MarksSchema)) ?? {};
  return { ...(name === undefined ? {} : { name }), ...(note === undefined ? {} : { note }) };
}

export async function writeMarks(folder: string, run: string, marks: Marks): Promise<void> {
  await requireRun(folder, run);
  await writeWhole(join(folder, RUNS, run, MARKS), canonicalJson({ version: 1, ...marks }, 1));
}

/** The model that the user chose for predicting and exporting; null where that is left to the validation rows. */
export async function readChoice(folder: string): Promise<RunModel | null> {
  const found = await readJson(join(folder, RUNS, CHOICE), ChoiceSchema);
  return found ? { run: found.run, model: found.model } : null;
}

export async function writeChoice(folder: string, choice: RunModel | null): Promise<void> {
  const file = join(folder, RUNS, CHOICE);
  if (choice) {
    await requireRun(folder, choice.run);
    await writeWhole(file, canonicalJson({ version: 1, ...choice }, 1));
  } else await rm(file, { force: true }).catch((error: unknown) => Promise.reject(writeError(file, error)));
}

/** Takes a run out of sight, whole; a choice of one of its models goes with it. */
export async function deleteRun(folder: string, run: string): Promise<void> {
  await requireRun(folder, run);
  const [from, to] = [join(folder, RUNS, run), join(folder, RUNS, DELETED, run)];
  try {
    await mkdir(join(folder, RUNS, DELETED), { recursive: true });
    if ((await readChoice(folder))?.run === run) await rename(join(folder, RUNS, CHOICE), join(from, CHOICE));
    await rename(from, to);
  } catch (error) {
    await rename(join(from, CHOICE), join(folder, RUNS, CHOICE)).catch(() => undefined);
    throw writeError(from, error);
  }
}

/** Puts a deleted run back, with the choice that went with it unless another was made since. */
export async function restoreRun(folder: string, run: string): Promise<void> {
  const [from, to] = [join(folder, RUNS, DELETED, run), join(folder, RUNS, run)];
  if (!(await exists(from))) throw noRun(folder, run, false);
  try {
    await rename(from, to);
    const choice = join(to, CHOICE);
    if (!(await exists(choice))) return;
    if (await exists(join(folder, RUNS, CHOICE))) await rm(choice);
    else await rename(choice, join(folder, RUNS, CHOICE));
  } catch (error) {
    throw writeError(to, error);
  }
}

/** Deleted runs on their way from the disk, and the highest number that was given: both begin so, and no run does. */
const GONE = '.gone-';
const LAST = '.last';

/** Deletes the deleted runs from the disk. A run goes out of reach in one step, so that none is ever half there; the next call ends what was interrupted. */
export async function purgeRuns(folder: string): Promise<void> {
  const deleted = join(folder, RUNS, DELETED);
  try {
    const names = await readdir(deleted).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : Promise.reject(error)));
    const runs = names.filter((name) => /^\d+$/.test(name));
    // What was said of a run by its number stays said of that run.
    const last = Math.max(0, ...names.map((name) => Number.parseInt(name, 10)).filter(Number.isInteger));
    if (runs.length > 0) await writeFile(join(deleted, `${String(last).padStart(4, '0')}${LAST}`), '');
    for (const run of runs) await rename(join(deleted, run), join(deleted, `${GONE}${run}`));
    for (const name of await readdir(deleted).catch(() => [])) {
      const isOld = name.endsWith(LAST) && Number.parseInt(name, 10) < last;
      if (name.startsWith(GONE) || isOld) await rm(join(deleted, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw writeError(deleted, error);
  }
}

/** What the deleted runs take on the disk, in bytes. */
export async function deletedBytes(folder: string): Promise<number> {
  const deleted = join(folder, RUNS, DELETED);
  const entries = await readdir(deleted, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(entries.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name)).then(({ size }) => size, () => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** A run that is meant and is not there. */
export function noRun(folder: string, run: string, chosen: boolean): AppError {
  return new AppError({
    code: 'NO_RUN',
    message: chosen ? `The run ${run}, of which you chose a model, is no longer in the project.` : `The project has no run ${run}.`,
    place: { file: join(folder, RUNS, run), field: 'run' },
    next: chosen ? 'Choose another model on the Train screen, or name one.' : 'Choose a run that is there, or train again.',
  });
}

async function requireRun(folder: string, run: string): Promise<void> {
  if (!(await exists(join(folder, RUNS, run)))) throw noRun(folder, run, false);
}

/** A small file of ours; null where there is none. One that cannot be read is an error: it holds what the user decided. */
async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError({ code: 'MARKS_DAMAGED', message: `"${file}" cannot be read.`, place: { file }, next: 'Take the file away: it holds a choice or a note of yours, and nothing that was trained.', cause });
  }
}
