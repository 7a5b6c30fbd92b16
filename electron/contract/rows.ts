import { z } from 'zod';

/** What a row must be to be kept. Of several all must be met; a missing cell meets none but `missing`. */
export const RowFilterSchema = z.discriminatedUnion('kind', [
  /** Numbers and instants (epoch microseconds) between two, both included; null leaves an end open. */
  z.object({ kind: z.literal('range'), column: z.string(), from: z.number().nullable(), to: z.number().nullable() }),
  /** Cells that equal one of these. */
  z.object({ kind: z.literal('among'), column: z.string(), values: z.array(z.union([z.number(), z.boolean(), z.string()])).min(1).max(1000) }),
  /** Texts that hold this one, whatever the case. */
  z.object({ kind: z.literal('contains'), column: z.string(), text: z.string().min(1) }),
  z.object({ kind: z.literal('missing'), column: z.string(), missing: z.boolean() }),
]);
export type RowFilter = z.infer<typeof RowFilterSchema>;

/** Missing cells sort last, either way. */
export const RowSortSchema = z.object({ column: z.string(), descending: z.boolean() });
export type RowSort = z.infer<typeof RowSortSchema>;

/** The rows of an opened file that are kept, in their order; without both, all rows as the file has them. */
export const RowViewSchema = z.object({ source: z.string(), filters: z.array(RowFilterSchema).optional(), sort: RowSortSchema.optional() });

/** What is looked for: a text within the texts of cells, whatever the case; `whole`: the whole of it, or the very number. */
export const SearchSchema = z.object({ text: z.string().min(1), column: z.string().optional(), whole: z.boolean().optional() });
export type Search = z.infer<typeof SearchSchema>;

/** First and last, both included. */
const span = z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]);

/** The commands of the grid, beside `page`. An `index` is a place in the view, from 0; a `row` is a row id. */
export const ROW_COMMANDS = {
  /** How many rows each filter keeps by itself, and all of them together. */
  filter: { input: z.object({ source: z.string(), filters: z.array(RowFilterSchema) }), output: z.object({ kept: z.array(z.number().int()), rows: z.number().int() }) },
  /** The next cell with a text, from a place on and around the end; `ordinal` counts it among all that have it, from 1. */
  find: {
    input: RowViewSchema.extend({
      search: SearchSchema,
      from: z.object({ index: z.number().int(), column: z.number().int() }),
      /** `here` is next, the place itself included. */
      direction: z.enum(['here', 'next', 'previous']),
    }),
    output: z.object({ cells: z.number().int(), rows: z.number().int(), at: z.object({ index: z.number().int(), column: z.number().int(), ordinal: z.number().int() }).nullable() }),
  },
  /** Where a row stands in the view; null if it is not in it. */
  locate: { input: RowViewSchema.extend({ row: z.number().int().nonnegative() }), output: z.object({ index: z.number().int().nullable() }) },
  /** Cells as text with tabs between them, as a spreadsheet takes them; missing cells are empty. */
  copy: { input: RowViewSchema.extend({ rows: span, columns: span, header: z.boolean() }), output: z.object({ text: z.string(), rows: z.number().int(), columns: z.number().int() }) },
  /** Whether the file on the disk is still the one that was read. */
  'source-state': { input: z.object({ source: z.string() }), output: z.object({ state: z.enum(['same', 'changed', 'gone']) }) },
} as const;

/** The most cells that one copy takes. */
export const MOST_COPIED_CELLS = 2_000_000;
