import type { LoadOptions } from '../../contract/load-report.ts';
import type { DataSource, GraphNode, ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { sourcePath } from '../project/project-folder.ts';
import type { CallContext, Engine, OpenSource, Resources } from './engine.ts';

/** The data source of a source node. */
export function sourceOf(document: ProjectDocument, node?: GraphNode): DataSource {
  const found = document.sources.find((one) => one.id === node?.params['source']) ?? document.sources[0];
  if (!found) throw new Error('A project has a source');
  return found;
}

/** Loads the file of a project's source as the project reads it. Throws an AppError if its columns are no longer those. */
export async function openData(engine: Engine, folder: string, source: DataSource, context: CallContext, resources: Partial<Resources> = {}): Promise<OpenSource> {
  const opened = await engine.open(sourcePath(folder, source), source.options as LoadOptions, context, resources);
  for (const column of source.columns) {
    const found = opened.columns.find((one) => one.name === column.name);
    if (found?.type === column.type) continue;
    throw new AppError({
      code: 'DATA_CHANGED',
      message: found ? `The column "${column.name}" was ${column.type} when the project was made and is ${found.type} now.` : `The column "${column.name}" is no longer in the file.`,
      place: { file: opened.path, column: column.name },
      next: 'Restore the file, or make a new project from it.',
    });
  }
  return opened;
}
