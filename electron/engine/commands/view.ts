import { viewGraph } from '../graph/view.ts';
import { openProject } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** The columns at every node of a graph, saved or not, and its problems. */
export const view: Handler<'view'> = async (_engine, { project, graph }) => {
  const { document } = await openProject(project);
  return viewGraph(graph ? { ...document, graph } : document);
};
