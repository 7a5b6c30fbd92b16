import { z } from 'zod';
import { CellSchema, ColumnTypeSchema } from './column.ts';

/** Bins of equal width between the least and the greatest value; `edges` has one more than `counts`. Timestamps are epoch microseconds. */
export const HistogramSchema = z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) });
export type Histogram = z.infer<typeof HistogramSchema>;

/** Figures of a column of numbers. Moments are those of scipy with its defaults (population; kurtosis is the excess), `std` is the sample's; null where undefined. */
export const NumericProfileSchema = z.object({
  mean: z.number().nullable(),
  std: z.number().nullable(),
  skewness: z.number().nullable(),
  kurtosis: z.number().nullable(),
  zeros: z.number().int(),
  /** By linear interpolation, as NumPy's default. */
  quantiles: z.object({ p1: z.number(), p5: z.number(), p25: z.number(), p50: z.number(), p75: z.number(), p95: z.number(), p99: z.number() }).nullable(),
});
export type NumericProfile = z.infer<typeof NumericProfileSchema>;

export const ColumnProfileSchema = z.object({
  name: z.string(),
  type: ColumnTypeSchema,
  /** Values that are not missing. */
  count: z.number().int(),
  missing: z.number().int(),
  distinct: z.number().int(),
  min: CellSchema,
  max: CellSchema,
  median: z.number().nullable(),
  mean: z.number().nullable(),
  /** Null for text and booleans. */
  numeric: NumericProfileSchema.nullable(),
  /** The most frequent values, most frequent first, then by value. */
  top: z.array(z.object({ value: CellSchema, count: z.number().int() })),
  histogram: HistogramSchema.nullable(),
});
export type ColumnProfile = z.infer<typeof ColumnProfileSchema>;

/** What is in a table: exact figures of all its rows, or, with `sampleOf`, those of `rows` rows out of so many, spread evenly: a first picture. */
export const ProfileSchema = z.object({ rows: z.number().int(), columns: z.array(ColumnProfileSchema), sampleOf: z.number().int().optional() });
export type Profile = z.infer<typeof ProfileSchema>;
