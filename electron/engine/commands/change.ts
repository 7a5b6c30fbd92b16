import { resolve } from 'node:path';
import type { Handler } from './handler.ts';

/** Makes commands on a project: in its journal at once, in its file soon. */
export const change: Handler<'change'> = async (engine, { project, after, changes, takeOver }, { holder }) => {
  const editor = await engine.edit(resolve(project), holder, { takeOver: takeOver ?? false });
  return { revision: await editor.apply(after, changes) };
};
