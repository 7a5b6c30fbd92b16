import { z } from 'zod';

/** Something that a graph's check found. `error` stops a run; `warning` does not. */
export const ProblemSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  next: z.string(),
  node: z.string().optional(),
  field: z.string().optional(),
  column: z.string().optional(),
  offset: z.number().int().optional(),
  /** A change of the graph that mends it, ready to apply. */
  fix: z
    .object({
      title: z.string(),
      /** Put the node directly after another one in its chain. */
      move: z.object({ node: z.string(), after: z.string() }).optional(),
      setParams: z.object({ node: z.string(), params: z.record(z.string(), z.json()) }).optional(),
      bypass: z.object({ node: z.string(), bypassed: z.boolean() }).optional(),
    })
    .optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;
