import { AppError } from '../base/app-error.ts';
import { findGit } from '../export/make-repository.ts';
import { targetChanges } from '../export/write-folder.ts';
import { checkZipTarget } from '../export/write-zip.ts';
import { openProject } from '../project/project-folder.ts';
import type { Handler } from './handler.ts';

/** What an export would do where it is written to. */
export const checkExport: Handler<'check-export'> = async (_engine, { project, out, zip, git, files }, context) => {
  const { document } = await openProject(project);
  const none = { again: false, added: files.map(({ path }) => path), changed: [], removed: [], edited: [], kept: [], merged: [] };
  try {
    if (git) await findGit(context.signal);
    if (zip) await checkZipTarget(out);
  } catch (error) {
    if (error instanceof AppError && error.data.kind === 'input') return { ...none, problem: error.data };
    throw error;
  }
  if (zip) return { ...none, problem: null };
  const found = await targetChanges(out, document.name, new Map(files.map(({ path, sha256 }) => [path, sha256])));
  return { ...found, added: [...found.added], changed: [...found.changed], removed: [...found.removed], edited: [...found.edited], kept: [...found.kept], merged: [...found.merged] };
};
