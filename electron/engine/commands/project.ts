import { openProject, sourcePath } from '../project/project-folder.ts';
import { listRuns } from '../project/runs.ts';
import type { Handler } from './handler.ts';
import { sourceOf } from './project-data.ts';

/** A project with its runs, the newest first, and the file of its data. */
export const project: Handler<'project'> = async (_engine, input) => {
  const { folder, document } = await openProject(input.project);
  return { project: folder, data: sourcePath(folder, sourceOf(document)), document, runs: await listRuns(folder) };
};
