import { z } from 'zod';
import { CellSchema, ColumnTypeSchema } from './column.ts';
import { LoadOptionsSchema, LoadReportSchema } from './load-report.ts';

/** A cell that has a text in the file and no value in the table. */
export const LostCellSchema = z.object({ row: z.number().int(), column: z.number().int(), text: z.string() });

/** The beginning of a file, read as the whole would be. Types and counts are those of the rows read: `report` says how many. */
export const PeekSchema = z.object({
  path: z.string(),
  columns: z.array(z.object({ name: z.string(), type: ColumnTypeSchema })),
  rows: z.array(z.object({ row: z.number().int(), cells: z.array(CellSchema) })),
  /** Among the rows given. */
  lost: z.array(LostCellSchema),
  /** Cells by column that have a text and no value, among all rows read. */
  lostCounts: z.array(z.number().int()),
  report: LoadReportSchema,
  /** Whether the rows read are all. */
  whole: z.boolean(),
  /** Rows of the whole file, roughly; 0 where nothing tells. */
  estimatedRows: z.number().int(),
});
export type Peek = z.infer<typeof PeekSchema>;

export const PEEK_COMMAND = {
  /** The first rows of a file, within a time that does not depend on its size; nothing stays open. */
  peek: { input: z.object({ path: z.string(), options: LoadOptionsSchema.optional(), limit: z.number().int().min(1).max(1000) }), output: PeekSchema },
} as const;
