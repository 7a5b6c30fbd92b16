import { z } from 'zod';
import { AppErrorDataSchema } from './app-error.ts';

/** How far a command is: what is being done, and the share of it, if that is known. */
/** What is done, and the share of it that is; `whole`: the share of all the work, where it is known. */
export const ProgressSchema = z.object({ stage: z.string(), fraction: z.number().min(0).max(1).nullable(), whole: z.number().min(0).max(1).optional() });
export type Progress = z.infer<typeof ProgressSchema>;

/** What a command gives: a value or an error, never a throw across a wire. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: z.infer<typeof AppErrorDataSchema> };

/** From the window: start a command under a number of the window's choice, or stop it. */
export const RequestSchema = z.union([
  z.object({ id: z.number().int(), command: z.string(), input: z.unknown() }),
  z.object({ id: z.number().int(), cancel: z.literal(true) }),
]);
export type Request = z.infer<typeof RequestSchema>;

/** To the window: progress of a command, then its reply. */
export const ResponseSchema = z.union([
  z.object({ id: z.number().int(), progress: ProgressSchema }),
  z.object({ id: z.number().int(), reply: z.union([z.object({ ok: z.literal(true), value: z.unknown() }), z.object({ ok: z.literal(false), error: AppErrorDataSchema })]) }),
]);
export type Response = z.infer<typeof ResponseSchema>;
