import type { CommandOutput } from '../../contract/commands.ts';
import { openProject, sourcePath } from '../project/project-folder.ts';
import { DELETED, readChoice, RUNS } from '../project/run-marks.ts';
import { listRuns, runNames } from '../project/runs.ts';
import type { Handler } from './handler.ts';
import { sourceOf } from './project-data.ts';

/** A project with its runs, the newest first, and the file of its data. */
export const project: Handler<'project'> = async (_engine, input) => openedProject(input.project);

export async function openedProject(path: string): Promise<CommandOutput<'project'>> {
  const { folder, document } = await openProject(path);
  const runs = await listRuns(folder);
  const [newest] = runs;
  const choice = await readChoice(folder);
  return {
    project: folder,
    data: sourcePath(folder, sourceOf(document)),
    document,
    runs,
    choice: choice ? { ...choice, by: 'user' } : newest ? { run: newest.run, model: newest.chosen, by: 'validation' } : null,
    deleted: await runNames(folder, `${RUNS}/${DELETED}`),
  };
}
