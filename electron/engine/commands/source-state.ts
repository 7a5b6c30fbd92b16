import { AppError } from '../base/app-error.ts';
import { fileStamp } from './engine.ts';
import type { Handler } from './handler.ts';

/** Whether the file of a loaded source is still the one that was read: by its size and its time. */
export const sourceState: Handler<'source-state'> = async (engine, { source }) => {
  const { path, stamp } = await engine.source(source);
  try {
    return { state: (await fileStamp(path)) === stamp ? 'same' : 'changed' };
  } catch (error) {
    if (error instanceof AppError) return { state: 'gone' };
    throw error;
  }
};
