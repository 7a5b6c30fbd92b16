import { resolve } from 'node:path';
import { copyRuns } from '../project/runs.ts';
import { createProject, restoreProject, sourcePath, storedPath } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** Keeps what the window has of a project: for when its folder is gone or cannot be written. */
export const copyProject: Handler<'copy-project'> = async (_engine, { project, document, out }) => {
  const from = resolve(project);
  const to = resolve(out);
  if (from === to) {
    await restoreProject(to, document);
    return { project: to, runs: 0 };
  }
  const sources = document.sources.map((source) => ({ ...source, path: storedPath(to, sourcePath(from, source)) }));
  await createProject(to, { ...document, sources });
  return { project: to, runs: await copyRuns(from, to) };
};
