import { z } from 'zod';
import { GraphEditSchema } from './graph-edit.ts';

/** A command that changes the project document: made, taken back or made again. */
export const ChangeSchema = z.object({
  /** The window's own name for it: a change that is sent twice, because the answer was lost, is made once. */
  id: z.string().min(1),
  kind: z.enum(['do', 'undo', 'redo']),
  /** In words, as "Undo" says it. */
  label: z.string(),
  edit: GraphEditSchema,
  /** Successive changes of one field are one step of undo. */
  merge: z.string().optional(),
});
export type Change = z.infer<typeof ChangeSchema>;

/** A change that was made, with the edit that takes it back. */
export const MadeChangeSchema = ChangeSchema.extend({ undo: GraphEditSchema });
export type MadeChange = z.infer<typeof MadeChangeSchema>;
