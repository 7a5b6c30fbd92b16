import { viewGraph } from '../graph/view.ts';
import { openProject, saveDocument } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** Keeps a graph in its project, all or nothing. A graph with problems is kept as well: people stop in the middle of their work. */
export const save: Handler<'save'> = async (_engine, { project, graph }) => {
  const { folder, document } = await openProject(project);
  const changed = { ...document, graph };
  await saveDocument(folder, changed);
  return viewGraph(changed);
};
