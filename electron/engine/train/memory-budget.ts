import { freemem } from 'node:os';
import { AppError } from '../base/app-error.ts';

const MB = 2 ** 20;
/** What training keeps to: so much of the matrix, and so many bytes beside it, the matrix itself included. */
const OF_MATRIX = 1.5;
const BESIDE = 300 * MB;
/** A matrix of fewer bytes is not worth a refusal. */
const SMALL = 64 * MB;

/** Bytes that training on a matrix needs at most, with so many numbers beside it. */
export function trainingBytes(rows: number, features: number, beside = 0): number {
  return rows * features * 8 * OF_MATRIX + beside * 8 + BESIDE;
}

/** Bytes that the system can still give to this process. */
export function availableBytes(): number {
  const limit = process.constrainedMemory();
  // Without a limit some systems say 0, some a number past all memory.
  const ofLimit = limit > 0 && limit < Number.MAX_SAFE_INTEGER ? limit - process.memoryUsage.rss() : Infinity;
  return Math.min(freemem(), ofLimit);
}

/** Refuses a training that memory does not suffice for, before it starts; `beside`: see TrainableModel. */
export function requireMemory(rows: number, features: number, beside: number, available: number = availableBytes()): void {
  if ((rows * features + beside) * 8 < SMALL) return;
  const needed = trainingBytes(rows, features, beside);
  if (needed <= available) return;
  const inMb = (bytes: number): string => `${Math.ceil(bytes / MB)} MB`;
  const most = Math.max(0, Math.floor((available - BESIDE - beside * 8) / (8 * OF_MATRIX * features)));
  throw new AppError({
    code: 'OUT_OF_MEMORY',
    message: `Training on ${rows} rows of ${features} features needs up to ${inMb(needed)} of memory; ${inMb(available)} are free.`,
    next: most > 0 ? `Close other programs, leave out features, or filter the rows: ${most} rows would do.` : 'Close other programs, or leave out features and rows.',
  });
}
