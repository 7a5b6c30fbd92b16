import { z } from 'zod';
import { CellSchema, ColumnSchema } from './column.ts';
import { ProblemSchema } from './problem.ts';

/** What is known of a node before anything ran. `open`: only the data can tell all columns. */
export const NodeFlowSchema = z.object({ node: z.string(), before: z.array(ColumnSchema), after: z.array(ColumnSchema), open: z.boolean() });
export type NodeFlow = z.infer<typeof NodeFlowSchema>;

export const GraphViewSchema = z.object({ problems: z.array(ProblemSchema), nodes: z.array(NodeFlowSchema) });
export type GraphView = z.infer<typeof GraphViewSchema>;

/** Rows at one side of a node. `part` is the row's part once there is a split. */
export const RowsViewSchema = z.object({
  columns: z.array(ColumnSchema),
  count: z.number().int(),
  rows: z.array(z.object({ row: z.number().int(), part: z.enum(['train', 'validation', 'test']).nullable(), cells: z.array(CellSchema) })),
});
export type RowsView = z.infer<typeof RowsViewSchema>;

/** A node as it runs: rows before and after it while fitting, what it learned, and its transform as SQL and as Python. */
export const NodePreviewSchema = z.object({
  before: RowsViewSchema,
  after: RowsViewSchema,
  state: z.json(),
  sql: z.string(),
  python: z.string().nullable(),
  /** The nodes from the source to this one, with the rows that leave each, and whether they were there from before. */
  nodes: z.array(z.object({ node: z.string(), rows: z.number().int(), cached: z.boolean() })),
  notes: z.array(z.string()),
});
export type NodePreview = z.infer<typeof NodePreviewSchema>;
