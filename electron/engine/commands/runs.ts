import { PURGE_WORDS } from '../../contract/purge-words.ts';
import { AppError } from '../base/app-error.ts';
import { openProject } from '../project/project-folder.ts';
import { deletedBytes, deleteRun, DELETED, purgeRuns, restoreRun, RUNS, writeChoice, writeMarks } from '../project/run-marks.ts';
import { loadModel, readCurves, runNames } from '../project/runs.ts';
import type { Handler } from './handler.ts';
import { openedProject } from './project.ts';

/** The curves of a model of a run. */
export const curves: Handler<'curves'> = async (_engine, { project, run, model }) => readCurves((await openProject(project)).folder, { run, model });

export const markRun: Handler<'mark-run'> = async (engine, { project, run, name, note }, context) => {
  const { folder } = await openProject(project);
  await writeMarks(folder, run, { ...(name === null ? {} : { name }), ...(note === null ? {} : { note }) });
  return openedProject(engine, folder, context);
};

/** Only a model that can be used can be chosen. */
export const chooseModel: Handler<'choose-model'> = async (engine, { project, choice }, context) => {
  const { folder } = await openProject(project);
  if (choice) await loadModel(folder, choice);
  await writeChoice(folder, choice);
  return openedProject(engine, folder, context);
};

export const removeRun: Handler<'delete-run'> = async (engine, { project, run }, context) => {
  const { folder } = await openProject(project);
  await deleteRun(folder, run);
  return openedProject(engine, folder, context);
};

export const bringBackRun: Handler<'restore-run'> = async (engine, { project, run }, context) => {
  const { folder } = await openProject(project);
  await restoreRun(folder, run);
  return openedProject(engine, folder, context);
};

/** Without the words it says what would go. */
export const purge: Handler<'purge-runs'> = async (engine, { project, confirm }, context) => {
  const { folder } = await openProject(project);
  const runs = await runNames(folder, `${RUNS}/${DELETED}`);
  if (confirm?.trim().toLowerCase() !== PURGE_WORDS && runs.length > 0) {
    const size = `${Math.ceil((await deletedBytes(folder)) / 1e3)} kB`;
    throw new AppError({
      code: 'PURGE_NOT_CONFIRMED',
      message: `${runs.length === 1 ? 'A deleted run' : `${runs.length} deleted runs`} (${runs.join(', ')}; ${size}) would go from the disk with ${runs.length === 1 ? 'its' : 'their'} models, curves and notes. Nothing can bring ${runs.length === 1 ? 'it' : 'them'} back.`,
      place: { file: folder, field: 'confirm' },
      next: `Confirm it with the words: ${PURGE_WORDS}.`,
    });
  }
  await purgeRuns(folder);
  return openedProject(engine, folder, context);
};
