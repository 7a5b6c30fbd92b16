import { randomUUID } from 'node:crypto';
import { viewGraph } from '../graph/view.ts';
import { openProject } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** Keeps a whole graph in its project. A graph with problems is kept as well: people stop in the middle of their work. */
export const save: Handler<'save'> = async (engine, { project, graph }, { holder }) => {
  const { folder } = await openProject(project);
  const editor = await engine.edit(folder, holder);
  await editor.apply(null, [{ id: randomUUID(), kind: 'do', label: 'replace the graph', edit: { do: 'replace', graph } }]);
  await editor.flush();
  return viewGraph((await openProject(folder)).document);
};
