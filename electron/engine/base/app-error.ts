import type { AppErrorData, ErrorKind, ErrorPlace } from '../../contract/app-error.ts';

/** What {@link AppError} is made from: everything but the kind has no default. */
export interface AppErrorInit {
  code: string;
  message: string;
  next: string;
  place?: ErrorPlace;
  kind?: ErrorKind;
  cause?: unknown;
}

/** The one error that leaves the engine: a code, the place, what happened and what to do next. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly data: AppErrorData;

  constructor({ code, message, next, place = {}, kind = 'input', cause }: AppErrorInit) {
    super(message, cause === undefined ? undefined : { cause });
    this.data = { code, kind, message, place, next };
  }
}

/** The error that every job throws once its signal is aborted. */
export function cancelledError(): AppError {
  return new AppError({
    code: 'CANCELLED',
    kind: 'cancelled',
    message: 'The work was stopped before it ended. Nothing was changed.',
    next: 'Start it again when you are ready.',
  });
}

/** Throws {@link cancelledError} if the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelledError();
}

/** Any thrown value as error data; what is not an {@link AppError} is a fault of ours and says so. */
export function toAppErrorData(error: unknown): AppErrorData {
  if (error instanceof AppError) return error.data;
  const text = error instanceof Error ? error.message : String(error);
  return {
    code: 'INTERNAL',
    kind: 'internal',
    message: `Millwright has a fault: ${text}`,
    place: {},
    next: 'Your files are unchanged. Try again; if it happens again, report this text.',
  };
}
