import { z } from 'zod';

/** Where something went wrong. `line` counts lines of a file from 1; `row` is a row id, from 0. */
export const ErrorPlaceSchema = z.object({
  file: z.string().optional(),
  line: z.number().int().optional(),
  row: z.number().int().optional(),
  node: z.string().optional(),
  column: z.string().optional(),
  /** A node's or model's parameter, or an option of a command. */
  field: z.string().optional(),
  /** Position in a formula, in characters from 0. */
  offset: z.number().int().optional(),
});
export type ErrorPlace = z.infer<typeof ErrorPlaceSchema>;

/**
 * `input`: data, graph or folder has a problem that the user can mend (exit 1); `usage`: a command was called
 * wrongly (exit 2); `internal`: a fault of Millwright (exit 70); `cancelled`: the user stopped it (exit 130).
 */
export const ErrorKindSchema = z.enum(['input', 'usage', 'internal', 'cancelled']);
export type ErrorKind = z.infer<typeof ErrorKindSchema>;

/** An error as it travels: a stable code, the place, what happened, and what to do next. */
export const AppErrorDataSchema = z.object({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  kind: ErrorKindSchema,
  message: z.string(),
  place: ErrorPlaceSchema,
  next: z.string(),
});
export type AppErrorData = z.infer<typeof AppErrorDataSchema>;
