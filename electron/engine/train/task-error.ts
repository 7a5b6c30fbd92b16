import type { Task } from '../../contract/task.ts';
import { AppError } from '../base/app-error.ts';

const WORDS: Readonly<Record<Task, string>> = { regression: 'a number', binary: 'one of two classes', multiclass: 'one of several classes' };

/** A model was asked to predict what it cannot. */
export function taskError(title: string, task: Task, node: string): AppError {
  return new AppError({ code: 'WRONG_TASK', message: `${title} cannot predict ${WORDS[task]}.`, place: { node }, next: 'Choose another model, or another task at the feature-target split.' });
}
