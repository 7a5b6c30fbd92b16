import type { CommandOutput } from '../../contract/commands.ts';
import { toAppErrorData } from '../base/app-error.ts';
import { takeHeldRun } from '../project/held-runs.ts';
import { openProject, sourcePath, type OpenedProject } from '../project/project-folder.ts';
import { busyError, whoChanges } from '../project/project-lock.ts';
import { DELETED, deletedBytes, readChoice, RUNS } from '../project/run-marks.ts';
import { listRuns, runNames } from '../project/runs.ts';
import type { CallContext, Engine } from './engine.ts';
import type { Handler } from './handler.ts';
import { sourceOf } from './project-data.ts';

/** A project with its runs, the newest first, and the file of its data. */
export const project: Handler<'project'> = async (engine, input, context) => openedProject(engine, input.project, context);

export async function openedProject(engine: Engine, path: string, { holder }: Pick<CallContext, 'holder'>): Promise<CommandOutput<'project'>> {
  const opened = await openProject(path);
  const { folder, document, revision, history } = opened;
  const late = engine.heldRun?.project === folder ? [] : await savedLate(folder);
  const runs = await listRuns(folder);
  const [newest] = runs;
  const choice = await readChoice(folder);
  const busy = engine.isEditedByAnother(folder, holder) ? 'another window of Millwright' : await whoChanges(folder);
  return {
    project: folder,
    data: sourcePath(folder, sourceOf(document)),
    document,
    runs,
    choice: choice ? { ...choice, by: 'user' } : newest ? { run: newest.run, model: newest.chosen, by: 'validation' } : null,
    deleted: await runNames(folder, `${RUNS}/${DELETED}`),
    deletedBytes: await deletedBytes(folder),
    revision,
    history: history.map(({ change }) => change),
    notes: [...late, ...(busy === null && !engine.isEdited(folder) ? notesOf(opened) : [])],
    busy: busy === null ? null : busyError(folder, busy).data,
  };
}

/** A run that could not be written when it was trained, by a process that has ended since, is written now if that can be. */
async function savedLate(folder: string): Promise<string[]> {
  try {
    const result = await takeHeldRun(folder, folder);
    return result ? [`A run that could not be written when it was trained is saved now: run ${result.run}.`] : [];
  } catch (error) {
    return [`A trained run waits to be saved: ${toAppErrorData(error).message} It is saved when the project is opened and can be written.`];
  }
}

/** What a crash or another program did to a project that nobody has open. */
function notesOf({ history, pending, foreign }: OpenedProject): string[] {
  if (foreign) return ['This project was changed by another program. It is shown as it is now; what was done here before that cannot be undone.'];
  if (pending === 0) return [];
  const labels = history.slice(-pending).map(({ change: { kind, label } }) => (kind === 'do' ? label : `${kind} ${label}`));
  const shown = labels.length > 3 ? `the last being "${labels.at(-1) ?? ''}"` : labels.map((label) => `"${label}"`).join(', ');
  return [`Millwright ended without warning. ${pending === 1 ? 'Your last change is' : `Your last ${pending} changes are`} here: ${shown}. Undo takes ${pending === 1 ? 'it' : 'them'} back.`];
}
