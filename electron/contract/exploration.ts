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
  /** Its 95% interval: Wilson's for a share, normal for a mean; null for the mean of one row. */
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

export const ALERT_CODES = ['constant', 'identifier', 'high-cardinality', 'skew', 'missing', 'zeros', 'duplicates', 'imbalance', 'leak', 'mixed-types', 'gaps'] as const;

/** What can be done about an alert in the graph of a project, with one click. */
export const AlertFixSchema = z.discriminatedUnion('do', [
  /** No model is to see the column. */
  z.object({ do: z.literal('leave-out'), title: z.string(), column: z.string() }),
  /**
   * A node to put in: directly behind the data where it changes which rows there are, directly behind the split where it learns or concerns training rows. With
   * `takesOver` the column is another one behind it, so that nodes that follow let go of it.
   */
  z.object({ do: z.literal('insert'), title: z.string(), node: z.string(), params: z.record(z.string(), z.json()), behind: z.enum(['data', 'split']), takesOver: z.string().nullable() }),
]);
export type AlertFix = z.infer<typeof AlertFixSchema>;

/** Something that a person should look at before training: what is so, and what mends it. */
export const AlertSchema = z.object({
  code: z.enum(ALERT_CODES),
  /** Null for the table as a whole. */
  column: z.string().nullable(),
  reason: z.string(),
  mend: z.string(),
  /** The node that mends it; null where none does. */
  node: z.string().nullable(),
  fix: AlertFixSchema.nullable(),
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

/** Columns of numbers of which the correlations of all pairs are computed. */
export const MOST_CORRELATED = 500;

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

/** Which columns are missing together, counted on all rows. */
export const MissingPatternsSchema = z.object({
  rows: z.number().int(),
  /** The columns with missing values that are compared, in the order of the file. */
  columns: z.array(z.string()),
  /** Columns with missing values past the most that are compared: those with the fewest. */
  others: z.number().int(),
  /** Rows in which both are missing; on the diagonal, those in which the one is. */
  together: z.array(z.array(z.number().int())),
  /** Rows by what is missing in them, the most frequent first; `columns` are places in the list above, none: nothing is missing. */
  patterns: z.array(z.object({ columns: z.array(z.number().int()), rows: z.number().int() })),
  /** How many different patterns there are; those that are not listed are rarer. */
  distinct: z.number().int(),
});
export type MissingPatterns = z.infer<typeof MissingPatternsSchema>;

export const INTERVALS = ['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'] as const;
export const IntervalSchema = z.enum(INTERVALS);
export type Interval = z.infer<typeof IntervalSchema>;

/** Figures of each interval, in the order of `starts`; null where no row has a value. */
export const TimeSeriesSchema = z.object({
  kind: z.enum(['all', 'entity', 'missing']),
  entity: CellSchema,
  rows: z.array(z.number().int()),
  /** Of the column of numbers; null without one. */
  values: z.object({ count: z.array(z.number().int()), mean: z.array(z.number().nullable()), min: z.array(z.number().nullable()), max: z.array(z.number().nullable()) }).nullable(),
});
export type TimeSeries = z.infer<typeof TimeSeriesSchema>;

/** A table over time. Instants are epoch microseconds. */
export const TimeViewSchema = z.object({
  time: z.string(),
  value: z.string().nullable(),
  entity: z.string().nullable(),
  interval: IntervalSchema,
  /** Rows that have a time: all figures are made on these. */
  rows: z.number().int(),
  missing: z.number().int(),
  first: z.number().nullable(),
  last: z.number().nullable(),
  /** Where each interval begins, without a gap from the first to the last. */
  starts: z.array(z.number()),
  /** All rows first; then the entities with the most rows. */
  series: z.array(TimeSeriesSchema),
  /** Entities that are not shown. */
  others: z.number().int(),
  /** Runs of intervals in which there is no row, the longest first: where the first of them begins, and where the next with a row does. */
  gaps: z.array(z.object({ from: z.number(), to: z.number(), intervals: z.number().int() })),
  gapCount: z.number().int(),
});
export type TimeView = z.infer<typeof TimeViewSchema>;
