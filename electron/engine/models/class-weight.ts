import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import type { TrainingData } from './model.ts';

export const classWeight = z
  .enum(['none', 'balanced'])
  .default('none')
  .describe('balanced: rows of rare classes count more, so that every class counts the same in total')
  .meta({ title: 'Class weight' });

/** What rows weigh; throws an AppError where a number is to be balanced. */
export function rowWeights(data: TrainingData, chosen: z.output<typeof classWeight>): Float64Array | undefined {
  if (chosen === 'none') return data.weights;
  if (data.task !== 'regression') return balanced(data);
  throw new AppError({ code: 'NO_CLASSES', message: 'Class weights are for classes, and the target is a number.', place: { field: 'classWeight' }, next: 'Choose "none".' });
}

/** scikit-learn's class_weight="balanced": rows / (classes · rows of the class), times the row's own weight. */
function balanced({ rows, y, classes, weights }: TrainingData): Float64Array {
  const counts = new Float64Array(classes.length);
  for (let i = 0; i < rows; i++) counts[y[i] as number] = (counts[y[i] as number] as number) + (weights ? (weights[i] as number) : 1);
  const present = counts.filter((count) => count > 0).length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return y.map((k, i) => ((weights ? (weights[i] as number) : 1) * total) / (present * (counts[k] as number)));
}
