import { z } from 'zod';
import { CellSchema, ColumnTypeSchema } from './column.ts';

/** Bins of equal width between the least and the greatest value; `edges` has one more than `counts`. Timestamps are epoch microseconds. */
export const HistogramSchema = z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) });
export type Histogram = z.infer<typeof HistogramSchema>;

/**
 * A column in figures, of all rows. Those of numbers and timestamps are null for text and booleans and where they are undefined. Moments are those of scipy with
 * its defaults (population; kurtosis is the excess), `std` is the sample's; quantiles by linear interpolation.
 */
export const ColumnProfileSchema = z.object({
  name: z.string(),
  type: ColumnTypeSchema,
  rows: z.number().int(),
  missing: z.number().int(),
  distinct: z.number().int(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  mean: z.number().nullable(),
  std: z.number().nullable(),
  skewness: z.number().nullable(),
  kurtosis: z.number().nullable(),
  zeros: z.number().int().nullable(),
  median: z.number().nullable(),
  quantiles: z.array(z.object({ p: z.number(), value: z.number() })),
  /** The most frequent values, most frequent first, then by value. */
  top: z.array(z.object({ value: CellSchema, count: z.number().int() })),
  histogram: HistogramSchema.nullable(),
});
export type ColumnProfile = z.infer<typeof ColumnProfileSchema>;

/** What is in a table: exact figures of all rows. */
export const ProfileSchema = z.object({ rows: z.number().int(), columns: z.array(ColumnProfileSchema) });
export type Profile = z.infer<typeof ProfileSchema>;
