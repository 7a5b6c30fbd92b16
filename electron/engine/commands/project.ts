import { openProject } from '../project/project-folder.ts';
import { listRuns } from '../project/runs.ts';
import type { Handler } from './handler.ts';

/** A project with its runs, the newest first. */
export const project: Handler<'project'> = async (_engine, input) => {
  const { folder, document } = await openProject(input.project);
  return { project: folder, document, runs: await listRuns(folder) };
};
