import { checkDocument } from '../graph/check.ts';
import { openProject } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** Every problem of a project's graph. */
export const check: Handler<'check'> = async (_engine, { project }) => {
  const { document } = await openProject(project);
  return { problems: checkDocument(document) };
};
