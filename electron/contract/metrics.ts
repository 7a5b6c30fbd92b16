import { z } from 'zod';

/** A metric as `sklearn.metrics` signs it; null where it is undefined. */
export const MetricSchema = z.object({ value: z.number().nullable() });
export const MetricsSchema = z.record(z.string(), MetricSchema);
export type Metrics = z.infer<typeof MetricsSchema>;

export const FoldMetricSchema = z.object({
  mean: z.number().nullable(),
  /** Population standard deviation over the folds. */
  std: z.number().nullable(),
  folds: z.array(z.number().nullable()),
});
export type FoldMetric = z.infer<typeof FoldMetricSchema>;

/** A ROC curve of one class against the others, thinned without changing its shape by more than a pixel. */
export const RocCurveSchema = z.object({
  label: z.string(),
  falsePositiveRate: z.array(z.number()),
  truePositiveRate: z.array(z.number()),
  /** Null stands for infinity, the threshold that nothing reaches. */
  thresholds: z.array(z.number().nullable()),
  auc: z.number(),
});
export type RocCurve = z.infer<typeof RocCurveSchema>;

const index = z.number().int().nonnegative();
/** In `counts`, a row a true class and a column a predicted class; both in the order of `labels`. */
const ConfusionCountsSchema = z.object({ labels: z.array(z.string()), counts: z.array(z.array(z.number().int())) });
/** The same of many classes: [true class, predicted class, rows], without empty cells. */
const ConfusionCellsSchema = z.object({ labels: z.array(z.string()), cells: z.array(z.tuple([index, index, z.number().int()])) });
export const ConfusionMatrixSchema = z.union([ConfusionCellsSchema, ConfusionCountsSchema]);
export type ConfusionMatrix = z.infer<typeof ConfusionMatrixSchema>;
/** The cells of a confusion matrix that are not empty, [true class, predicted class, rows], by true class. */
export function confusionCells(matrix: ConfusionMatrix): [number, number, number][] {
  if ('cells' in matrix) return matrix.cells;
  return matrix.counts.flatMap((row, truth) => row.flatMap((rows, predicted): [number, number, number][] => (rows === 0 ? [] : [[truth, predicted, rows]])));
}

/** The rows of each true class, in the order of the labels. */
export function rowsOfClasses(matrix: ConfusionMatrix): number[] {
  const sums = matrix.labels.map(() => 0);
  for (const [truth, , rows] of confusionCells(matrix)) sums[truth] = (sums[truth] ?? 0) + rows;
  return sums;
}

/** Of more classes than this the cells are kept and shown that are not empty. */
export const MOST_CONFUSED_CLASSES = 40;

/** What is known of a model on one set of rows. */
export const EvaluationSchema = z.object({
  rows: z.number().int(),
  metrics: MetricsSchema,
  confusion: ConfusionMatrixSchema.nullable(),
  roc: z.array(RocCurveSchema),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;
