import { isTargetless, type Task } from '../../contract/task.ts';
import { AppError } from '../base/app-error.ts';
import type { TrainableModel } from '../models/model.ts';

const WORDS: Readonly<Record<Task, string>> = { regression: 'a number', binary: 'one of two classes', multiclass: 'one of several classes', anomaly: 'which rows stand out', clustering: 'which rows belong together' };

/** A model was asked to predict what it cannot. */
export function taskError(title: string, task: Task, node: string): AppError {
  return new AppError({ code: 'WRONG_TASK', message: `${title} cannot predict ${WORDS[task]}.`, place: { node }, next: 'Choose another model, or another task at the feature-target split.' });
}

/** Throws where models are to be trained in one run that do not answer one question. */
export function requireOneTask(models: readonly Pick<TrainableModel, 'id' | 'title' | 'tasks'>[]): void {
  const alone = models.find(({ tasks }) => tasks.every(isTargetless));
  const other = alone && models.find(({ tasks }) => tasks[0] !== alone.tasks[0]);
  if (!alone || !other) return;
  throw new AppError({ code: 'WRONG_TASK', kind: 'usage', message: `${alone.title} and ${other.title} answer different questions; a run has models of one task.`, place: { field: 'model' }, next: `Train one of them: --model ${alone.id}.` });
}
