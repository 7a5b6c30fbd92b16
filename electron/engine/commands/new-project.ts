import { basename, resolve } from 'node:path';
import { PROJECT_FORMAT, PROJECT_VERSION, type ProjectDocument } from '../../contract/project-document.ts';
import { AppError } from '../base/app-error.ts';
import { columnFacts } from '../eda/column-facts.ts';
import { checkDocument } from '../graph/check.ts';
import { defaultGraph, isClassification, type ColumnFact } from '../graph/default-graph.ts';
import type { TargetlessTask } from '../../contract/task.ts';
import { ALL_MODELS, findTrainable, MODELS } from '../models/registry.ts';
import { createProject, storedPath } from '../project/project-folder.ts';
import { requireOneTask } from '../train/task-error.ts';
import { loadedRows } from '../run/start.ts';
import { classLabels, unknownLabel } from '../run/target.ts';
import { loadNotes } from './load-notes.ts';
import type { CallContext, OpenSource } from './engine.ts';
import type { Checked, Handler } from './handler.ts';

/** Makes a project from a data file: the file's columns, and the default graph for a target. */
export const newProject: Handler<'new'> = async (engine, input, context) => {
  const folder = resolve(input.project);
  const opened = await engine.open(input.data, input.options, context);
  const facts = await columnFacts(opened.db, opened.table, opened.columns, context);
  const target = input.target ?? null;
  const targetless = targetlessTask(input, target);
  const task = input.task === 'classification' || input.task === 'regression' ? input.task : targetless ? null : taskOfModels(input.models);
  const models = input.models ?? (targetless ? ALL_MODELS.filter(({ tasks }) => tasks.includes(targetless)).map(({ id }) => id) : target === null ? [] : defaultModels(isClassification({ target, task }, facts), facts, target));
  models.forEach((id) => findTrainable(id));
  if (input.positive !== undefined) await requireLabel(opened, target, input.positive, context);
  const { graph, notes } = defaultGraph({
    facts,
    rows: opened.rows,
    target,
    task,
    positive: input.positive ?? null,
    entity: input.entity ?? null,
    time: input.time ?? null,
    drop: input.drop ?? [],
    models,
    targetless: targetless !== null,
  });
  const document: ProjectDocument = {
    format: PROJECT_FORMAT,
    version: PROJECT_VERSION,
    name: basename(folder),
    seed: input.seed ?? 42,
    sources: [{ id: 'data', path: storedPath(folder, opened.path), options: { dialect: opened.report.dialect }, columns: [...opened.columns], rows: opened.rows }],
    graph,
  };
  await createProject(folder, document);
  return { project: folder, document, notes: [...loadNotes(opened.report), ...notes], problems: checkDocument(document) };
};

/** A positive label is one of the target's. */
async function requireLabel({ db, table, columns }: OpenSource, target: string | null, label: string, { signal }: CallContext): Promise<void> {
  if (target === null) throw new AppError({ code: 'NO_TARGET', kind: 'usage', message: 'A positive label was named, but no target.', place: { field: 'positive' }, next: 'Name the target as well.' });
  if (!columns.some((one) => one.name === target)) return;
  const classes = await classLabels(db, loadedRows(table, columns), target, signal);
  if (!classes.includes(label)) throw unknownLabel(target, label, classes, null);
}

/** The task without a target that is asked for, by its name or by models; an AppError where a target is named as well, or models of another task. */
function targetlessTask({ task, models = [] }: Pick<Checked<'new'>, 'task' | 'models'>, target: string | null): TargetlessTask | null {
  const chosen = models.map((id) => findTrainable(id));
  const asked = [...(task === undefined ? [] : [task]), ...chosen.flatMap(({ tasks }) => tasks)];
  const found = asked.find((one): one is TargetlessTask => one === 'anomaly' || one === 'clustering');
  if (found === undefined) return null;
  const words = found === 'anomaly' ? 'find rows that stand out' : 'find rows that belong together';
  if (target !== null) {
    throw new AppError({ code: 'TARGET_NOT_LEARNED', kind: 'usage', message: `To ${words} needs no target, and "${target}" is named as one.`, place: { field: 'target' }, next: 'Leave out the target, with --drop if no model should see it; or choose models that predict it.' });
  }
  requireOneTask(chosen);
  const other = asked.find((one) => one !== found);
  if (other !== undefined) throw new AppError({ code: 'WRONG_TASK', kind: 'usage', message: `The named models do not ${words}.`, place: { field: 'model' }, next: `Name one of: ${ALL_MODELS.filter(({ tasks }) => tasks.includes(found)).map(({ id }) => id).join(', ')}.` });
  return found;
}

/** The task that all named models share, where they fit only one. */
function taskOfModels(ids: Checked<'new'>['models']): 'classification' | 'regression' | null {
  const found = (ids ?? []).map((id) => findTrainable(id));
  if (found.length === 0) return null;
  const regression = found.every(({ tasks }) => tasks.includes('regression'));
  const classification = found.every(({ tasks }) => tasks.some((task) => task !== 'regression'));
  if (!regression && !classification) {
    throw new AppError({ code: 'WRONG_TASK', kind: 'usage', message: 'The named models do not share a task: some predict classes only, others numbers only.', place: { field: 'model' }, next: 'Name models of one task.' });
  }
  return regression === classification ? null : regression ? 'regression' : 'classification';
}

/** A linear model and a tree, which between them show what kind of problem it is. */
function defaultModels(classes: boolean, facts: readonly ColumnFact[], target: string): string[] {
  const several = (facts.find((one) => one.name === target)?.distinct ?? 0) > 2;
  const task = classes ? (several ? 'multiclass' : 'binary') : 'regression';
  return MODELS.filter(({ tasks }) => tasks.includes(task)).slice(0, 2).map(({ id }) => id);
}
