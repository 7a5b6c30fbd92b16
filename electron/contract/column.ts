import { z } from 'zod';

/**
 * The types of a column. `number` is float64; `integer` is a 64-bit integer as loaded (expressions read it as
 * float64); `timestamp` is an instant without zone, microseconds; empty text is missing.
 */
export const ColumnTypeSchema = z.enum(['number', 'integer', 'boolean', 'text', 'timestamp']);
export type ColumnType = z.infer<typeof ColumnTypeSchema>;

/** `feature`: goes into the model; `target`: what is predicted; `aside`: kept for splits and windows, not a feature. */
export const ColumnRoleSchema = z.enum(['feature', 'target', 'aside']);
export type ColumnRole = z.infer<typeof ColumnRoleSchema>;

export const ColumnSchema = z.object({ name: z.string().min(1), type: ColumnTypeSchema, role: ColumnRoleSchema });
export type Column = z.infer<typeof ColumnSchema>;

/** Names that begin so belong to the engine; the loader refuses them. */
export const RESERVED_PREFIX = '__mw_';

/** The hidden columns that every relation of the engine carries. */
export const ROW = `${RESERVED_PREFIX}row`;
export const PART = `${RESERVED_PREFIX}part`;

/** A cell as it travels to the window: missing is null; timestamps are epoch microseconds; past 2^53 integers are text. */
export const CellSchema = z.union([z.number(), z.boolean(), z.string(), z.null()]);
export type Cell = z.infer<typeof CellSchema>;
