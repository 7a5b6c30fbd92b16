import { openProject } from '../project/project-folder.ts';
import { deleteRun, restoreRun, writeChoice, writeMarks } from '../project/run-marks.ts';
import { loadModel, readCurves } from '../project/runs.ts';
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
