import { z } from 'zod';
import { EvaluationSchema, FoldMetricSchema } from './metrics.ts';
import { GraphSchema } from './project-document.ts';
import { TaskSchema } from './task.ts';

/** One model of a training run. `train` figures are on rows that the model has seen and are labelled so. */
export const ModelRunSchema = z.object({
  model: z.string(),
  node: z.string(),
  params: z.record(z.string(), z.json()),
  onnxSha256: z.string(),
  seconds: z.object({ load: z.number(), transform: z.number(), train: z.number(), score: z.number() }),
  train: EvaluationSchema,
  validation: EvaluationSchema.nullable(),
  test: EvaluationSchema.nullable(),
  cv: z.record(z.string(), FoldMetricSchema).nullable(),
  features: z.array(z.string()),
  importance: z.array(z.number()).nullable(),
});
export type ModelRun = z.infer<typeof ModelRunSchema>;

export const TrainResultSchema = z.object({
  /** The run's folder in the project, `runs/<id>`. */
  run: z.string(),
  task: TaskSchema,
  /** Empty where the task has no target. */
  target: z.string(),
  classes: z.array(z.string()),
  positive: z.string().nullable(),
  models: z.record(z.string(), ModelRunSchema),
  chosen: z.string(),
  /** What the user should know: rows left out, values made missing, columns without variance. */
  notes: z.array(z.string()),
  /** When it ended, in ISO 8601; runs made before these were kept have none of the following. */
  at: z.iso.datetime().optional(),
  seed: z.number().int().optional(),
  folds: z.number().int().nullable().optional(),
  /** The graph as it was trained. */
  graph: GraphSchema.optional(),
  /** What the user wrote about it. */
  name: z.string().optional(),
  note: z.string().optional(),
});
export type TrainResult = z.infer<typeof TrainResultSchema>;

/** A model of a run. */
export const RunModelSchema = z.object({ run: z.string().regex(/^\d+$/), model: z.string().min(1) });
export type RunModel = z.infer<typeof RunModelSchema>;
