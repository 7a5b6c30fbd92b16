import { z } from 'zod';
import { AppErrorDataSchema } from './app-error.ts';

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

/** A message as every wire carries it: JSON text. A port would keep what JSON leaves out, absent keys that are there as undefined and NaN, so a window would meet other answers in the desktop than in the browser. */
export const writeMessage = (message: object): string => JSON.stringify(message);

/** The message of a text from a wire; undefined where it is none. */
export function readMessage(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
