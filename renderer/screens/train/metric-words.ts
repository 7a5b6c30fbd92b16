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
  anomaly_share: 'Share of rows that stand out',
  score_min: 'Lowest score',
  score_q01: 'Score that 1% of the rows are below',
  score_q05: 'Score that 5% of the rows are below',
  score_median: 'Median score',
  score_max: 'Highest score',
  calinski_harabasz: 'Separation of clusters (Calinski-Harabasz)',
  davies_bouldin: 'Likeness of clusters (Davies-Bouldin)',
  inertia: 'Sum of squared distances',
};
const SMALLER_IS_BETTER = new Set(['log_loss', 'mean_absolute_error', 'root_mean_squared_error', 'davies_bouldin', 'inertia']);

export const metricTitle = (name: string): string => WORDS[name] ?? name.replaceAll('_', ' ');
export const smallerIsBetter = (name: string): boolean => SMALLER_IS_BETTER.has(name);

const LEADING: Readonly<Record<Task, string>> = { binary: 'roc_auc', multiclass: 'roc_auc_ovr', regression: 'r2', anomaly: 'anomaly_share', clustering: 'calinski_harabasz' };

/** The metric by which the chosen model is chosen; of anomalies, which none can be judged by, the one to look at first. */
export const leadingMetric = (task: Task): string => LEADING[task];

/** What a run's models say of a row, behind "Predicted". */
export const predictedWords = (task: Task, target: string): string => (task === 'anomaly' ? 'kind of row' : task === 'clustering' ? 'cluster' : target);

/** What the models of a run do, behind "Models that". */
export const taskWords = (task: Task, target: string): string => (task === 'anomaly' ? 'find rows that stand out' : task === 'clustering' ? 'find rows that belong together' : `predict ${target}`);

/** All metrics of a run: the leading one first, then in the order of the contract. */
export function metricNames({ train, validation, test, cv }: ModelRun, task: Task): string[] {
  const present = new Set([train, validation, test].flatMap((part) => Object.keys(part?.metrics ?? {})).concat(Object.keys(cv ?? {})));
  const order = [leadingMetric(task), ...Object.keys(WORDS)];
  return [...new Set([...order.filter((name) => present.has(name)), ...present])];
}
