import { z } from 'zod';
import { CellSchema } from './column.ts';

/** Rows of one bin, level or other group of a column, and what the target is there. */
export const TargetGroupSchema = z.object({
  /** `bin`: numbers from `least` to `greatest`; `level`: one `value`; `other`: `levels` rarer values together; `missing`: no value. */
  kind: z.enum(['bin', 'level', 'other', 'missing']),
  value: CellSchema,
  least: z.number().nullable(),
  greatest: z.number().nullable(),
  levels: z.number().int(),
  /** Rows of the group that have a target. */
  rows: z.number().int(),
  /** Rows of the positive class; null for a number. */
  hits: z.number().int().nullable(),
  /** The share of the positive class, or the mean of the number. */
  estimate: z.number(),
  /** Its 95 % interval: Wilson's for a share, normal for a mean; null for the mean of one row. */
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type TargetGroup = z.infer<typeof TargetGroupSchema>;

export const TargetViewSchema = z.object({
  column: z.string(),
  groups: z.array(TargetGroupSchema),
  /** How well the column alone tells the target: the area under ROC (never under a half), or |r| (numbers) and the correlation ratio (others); null where undefined. */
  separation: z.number().nullable(),
});
export type TargetView = z.infer<typeof TargetViewSchema>;

export const ALERT_CODES = ['constant', 'identifier', 'high-cardinality', 'skew', 'missing', 'zeros', 'duplicates', 'imbalance', 'leak'] as const;

/** Something that a person should look at before training: what is so, and what mends it. */
export const AlertSchema = z.object({
  code: z.enum(ALERT_CODES),
  /** Null for the table as a whole. */
  column: z.string().nullable(),
  reason: z.string(),
  mend: z.string(),
  /** The node that mends it; null where none does. */
  node: z.string().nullable(),
});
export type Alert = z.infer<typeof AlertSchema>;

export const TargetExplorationSchema = z.object({
  target: z.string(),
  task: z.enum(['classification', 'regression']),
  /** The classes, the most frequent first; none for a number. */
  classes: z.array(z.object({ label: z.string(), rows: z.number().int() })),
  /** The class whose share is shown; null for a number. */
  positive: z.string().nullable(),
  /** Rows that have a target: all figures are made on these. */
  rows: z.number().int(),
  missing: z.number().int(),
  /** The share or the mean over all of them. */
  overall: z.number(),
  views: z.array(TargetViewSchema),
  alerts: z.array(AlertSchema),
});
export type TargetExploration = z.infer<typeof TargetExplorationSchema>;

/** Pearson's r of every pair of columns of numbers, on the rows where both have a value. */
export const CorrelationsSchema = z.object({
  rows: z.number().int(),
  columns: z.array(z.string()),
  /** Symmetric; null where one of the two does not vary. */
  matrix: z.array(z.array(z.number().nullable())),
  /** Rows that each figure rests on. */
  pairRows: z.array(z.array(z.number().int())),
});
export type Correlations = z.infer<typeof CorrelationsSchema>;
