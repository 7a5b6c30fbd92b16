import type { Task } from '../../../electron/contract/task.ts';
import type { ModelRun } from '../../../electron/contract/train-result.ts';

const WORDS: Record<string, string> = {
  accuracy: 'Accuracy',
  balanced_accuracy: 'Balanced accuracy',
  precision: 'Precision',
  recall: 'Recall',
  f1: 'F1',
  roc_auc: 'Area under ROC',
  roc_auc_ovr: 'Area under ROC, each class against the rest',
  log_loss: 'Log loss',
  r2: 'R²',
  mean_absolute_error: 'Mean absolute error',
  root_mean_squared_error: 'Root mean squared error',
};
const SMALLER_IS_BETTER = new Set(['log_loss', 'mean_absolute_error', 'root_mean_squared_error']);

export const metricTitle = (name: string): string => WORDS[name] ?? name.replaceAll('_', ' ');
export const smallerIsBetter = (name: string): boolean => SMALLER_IS_BETTER.has(name);

/** The metric by which the chosen model is chosen. */
export const leadingMetric = (task: Task): string => (task === 'binary' ? 'roc_auc' : task === 'multiclass' ? 'roc_auc_ovr' : 'r2');

/** All metrics of a run: the leading one first, then in the order of the contract. */
export function metricNames({ train, validation, test, cv }: ModelRun, task: Task): string[] {
  const present = new Set([train, validation, test].flatMap((part) => Object.keys(part?.metrics ?? {})).concat(Object.keys(cv ?? {})));
  const order = [leadingMetric(task), ...Object.keys(WORDS)];
  return [...new Set([...order.filter((name) => present.has(name)), ...present])];
}
