import { z } from 'zod';

/** What a model predicts: a number, one of two classes, one of several. */
export const TaskSchema = z.enum(['regression', 'binary', 'multiclass']);
export type Task = z.infer<typeof TaskSchema>;
