import { z } from 'zod';
import { TaskSchema } from './task.ts';

/** A node or model as the palette, the form and the help show it. `form` is the JSON Schema of its parameters. */
export const NodeCardSchema = z.object({
  id: z.string(),
  kind: z.enum(['row', 'rows', 'roles', 'split', 'sampler']),
  title: z.string(),
  group: z.string(),
  summary: z.string(),
  runsIn: z.enum(['row', 'look-up', 'front', 'training']),
  reason: z.string().nullable(),
  fitted: z.boolean(),
  form: z.json(),
});
export type NodeCard = z.infer<typeof NodeCardSchema>;

export const ModelCardSchema = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  tasks: z.array(TaskSchema),
  missing: z.enum(['refused', 'handled']),
  /** What it becomes in an export: the scikit-learn estimators beside the ONNX file. */
  compilesTo: z.string(),
  form: z.json(),
});
export type ModelCard = z.infer<typeof ModelCardSchema>;

/** A function of formulas, and how it is written. */
export const FormulaFunctionSchema = z.object({ name: z.string(), usage: z.string() });
export type FormulaFunction = z.infer<typeof FormulaFunctionSchema>;
