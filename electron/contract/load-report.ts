import { z } from 'zod';
import { ColumnTypeSchema } from './column.ts';

export const EncodingSchema = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);
export type Encoding = z.infer<typeof EncodingSchema>;

/** What stands around texts that hold the delimiter; empty: no character does, and quotes are letters like others. */
export const QuoteSchema = z.enum(['"', "'", '']);
export type Quote = z.infer<typeof QuoteSchema>;

/** How the texts of a timestamp column are read: `iso`, or a format of strptime whose time of day may be absent. */
export const DateFormatSchema = z.enum(['iso', '%m/%d/%Y', '%d/%m/%Y', '%d.%m.%Y', '%m-%d-%Y', '%d-%m-%Y', '%Y/%m/%d']);
export type DateFormat = z.infer<typeof DateFormatSchema>;

/** Everything that was decided about a file; given again, another file is read in the same way, by the app or by Python. */
export const DialectSchema = z.object({
  format: z.enum(['csv', 'parquet']),
  encoding: EncodingSchema,
  delimiter: z.string().length(1),
  quote: QuoteSchema,
  decimal: z.enum(['.', ',']),
  /** The mark between groups of three digits, or none. */
  thousands: z.enum(['', ',', '.']),
  header: z.boolean(),
  /** Texts that mean missing, beside the empty one. */
  na: z.array(z.string()),
  columns: z.array(z.object({ name: z.string(), type: ColumnTypeSchema, date: DateFormatSchema.optional() })),
});
export type Dialect = z.infer<typeof DialectSchema>;

/** A record that was left out: it keeps its number, so that `row` counts on. */
export const RefusedRecordSchema = z.object({ line: z.number().int(), row: z.number().int(), reason: z.string(), text: z.string() });
export type RefusedRecord = z.infer<typeof RefusedRecordSchema>;

export const LoadNoteSchema = z.object({ code: z.string(), message: z.string(), column: z.string().optional(), count: z.number().int().optional() });
export type LoadNote = z.infer<typeof LoadNoteSchema>;

/** What the loader understood, and everything that it mended, refused or assumed. */
export const LoadReportSchema = z.object({
  file: z.string(),
  bytes: z.number().int(),
  rows: z.number().int(),
  dialect: DialectSchema,
  refused: z.object({ count: z.number().int(), /** The first hundred. */ shown: z.array(RefusedRecordSchema) }),
  columns: z.array(z.object({ name: z.string(), type: ColumnTypeSchema, missing: z.number().int() })),
  notes: z.array(LoadNoteSchema),
});
export type LoadReport = z.infer<typeof LoadReportSchema>;

/** What the user may say about a file; all of it optional. `dialect` comes from an earlier report and wins. */
export const LoadOptionsSchema = z.object({
  /** Texts that mean missing, beside the usual ones. */
  na: z.array(z.string()).optional(),
  /** False: only the empty text and `na` are missing. */
  usualNa: z.boolean().optional(),
  header: z.boolean().optional(),
  delimiter: z.string().length(1).optional(),
  quote: QuoteSchema.optional(),
  encoding: EncodingSchema.optional(),
  decimal: z.enum(['.', ',']).optional(),
  /** Types of columns by name; what is not of the type told becomes missing and is counted. `date`: how its texts are read. */
  types: z.array(z.object({ name: z.string(), type: ColumnTypeSchema, date: DateFormatSchema.optional() })).optional(),
  dialect: DialectSchema.optional(),
});
export type LoadOptions = z.infer<typeof LoadOptionsSchema>;

/** The texts that mean missing unless `usualNa` is false: those of pandas. */
export const USUAL_NA: readonly string[] = [
  '#N/A', '#N/A N/A', '#NA', '-1.#IND', '-1.#QNAN', '-NaN', '-nan', '1.#IND', '1.#QNAN', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null',
];
