import { resolve } from 'node:path';
import type { Handler } from './handler.ts';

/** Writes a project's file and lets others change it. */
export const leave: Handler<'leave'> = async (engine, { project }, { holder }) => {
  await engine.leave(holder, resolve(project));
  return {};
};
