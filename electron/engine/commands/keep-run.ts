import { resolve } from 'node:path';
import { AppError, toAppErrorData } from '../base/app-error.ts';
import type { Handler } from './handler.ts';

/** Writes the run that is held in memory for a project: there, or into another folder that the project went to. */
export const keepRun: Handler<'keep-run'> = async (engine, { project, to }) => {
  const held = engine.heldRun;
  if (held?.project !== resolve(project))
    throw new AppError({ code: 'NO_HELD_RUN', message: 'No trained run of this project waits in memory.', place: { file: project }, next: 'Train once more. A run waits only until Millwright ends, or until another one cannot be written.' });
  try {
    const result = await held.save(resolve(to ?? project));
    if (engine.heldRun === held) engine.heldRun = undefined;
    return result;
  } catch (error) {
    throw notKept(error);
  }
};

/** A run that could not be written and waits in memory: what is in the way, and that nothing need be trained again. */
export function notKept(cause: unknown): AppError {
  const { kind, message, next, place } = toAppErrorData(cause);
  return new AppError({ code: 'RUN_NOT_KEPT', kind, message: `The models are trained, but the run could not be written: ${message}`, place, next: `${next} Then save the run again: it waits in memory until Millwright ends.`, cause });
}
