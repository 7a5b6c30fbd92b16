import { isTargetless } from '../../contract/task.ts';
import type { Target } from '../nodes/node.ts';

/** What the ONNX file says of a row beside its features: numbers, and a label or none. */
export interface OutputShape {
  readonly name: 'prediction' | 'probabilities' | 'score' | 'distance';
  /** Numbers a row. */
  readonly width: number;
  readonly hasLabel: boolean;
}

/** The output of a model for a target; without one an anomaly score, or the distance from the middle of a cluster. */
export function outputShape({ task, classes }: Pick<Target, 'task' | 'classes'>): OutputShape {
  if (task === 'regression') return { name: 'prediction', width: 1, hasLabel: false };
  if (isTargetless(task)) return { name: task === 'anomaly' ? 'score' : 'distance', width: 1, hasLabel: true };
  return { name: 'probabilities', width: classes.length, hasLabel: true };
}
