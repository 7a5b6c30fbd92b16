import { z } from 'zod';

/** What a model says of a row: a number, one of two classes, one of several; without a target whether it stands out, or which rows it belongs to. */
export const TaskSchema = z.enum(['regression', 'binary', 'multiclass', 'anomaly', 'clustering']);
export type Task = z.infer<typeof TaskSchema>;
export type TargetlessTask = Extract<Task, 'anomaly' | 'clustering'>;
/** A task with a target. */
export type TargetTask = Exclude<Task, TargetlessTask>;

/** Whether a task needs no target. */
export function isTargetless(task: Task): task is TargetlessTask {
  return task === 'anomaly' || task === 'clustering';
}
