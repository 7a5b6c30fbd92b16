import { resolve } from 'node:path';
import { AppError, toAppErrorData } from '../base/app-error.ts';
import { dropHeldRun, hasHeldRun, takeHeldRun } from '../project/held-runs.ts';
import type { Handler } from './handler.ts';

/** Writes the run that waits for a project, in memory or in the user's own folder: there, or into another folder that the project went to. */
export const keepRun: Handler<'keep-run'> = async (engine, { project, to }) => {
  const own = resolve(project);
  const held = engine.heldRun?.project === own ? engine.heldRun : undefined;
  try {
    const result = held ? await held.save(resolve(to ?? project)) : await takeHeldRun(own, resolve(to ?? project));
    if (held && engine.heldRun === held) engine.heldRun = undefined;
    if (!result) throw new AppError({ code: 'NO_HELD_RUN', message: 'No trained run of this project waits to be saved.', place: { file: project }, next: 'Train once more. A run waits only until another one of the project is trained.' });
    await dropHeldRun(own);
    return result;
  } catch (error) {
    if (error instanceof AppError && error.data.code === 'NO_HELD_RUN') throw error;
    throw notKept(error, await hasHeldRun(own));
  }
};

/** A run that could not be written and waits: what is in the way, and that nothing need be trained again. `outlives`: it is kept beside the project, too. */
export function notKept(cause: unknown, outlives: boolean): AppError {
  const { kind, message, next, place } = toAppErrorData(cause);
  const where = outlives ? 'it waits, also when Millwright ends, and is saved when the project is opened' : 'it waits in memory until Millwright ends';
  return new AppError({ code: 'RUN_NOT_KEPT', kind, message: `The models are trained, but the run could not be written: ${message}`, place, next: `${next} Then save the run again: ${where}.`, cause });
}
