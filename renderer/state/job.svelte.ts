import type { Progress } from '../../electron/contract/wire.ts';
import { toApiError, type ApiError, type CallOptions } from '../api.ts';

/** Nothing is shown before this; a bar that flashes up tells nobody anything. */
export const SHOW_AFTER_MS = 500;
/** A remaining time is told only once it rests on this much work. */
export const REMAINING_AFTER_MS = 2000;

/** Remaining milliseconds by the share that is done, or null where that would be a guess. */
export function remaining(elapsedMs: number, fraction: number | null): number | null {
  if (fraction === null || fraction < 0.02 || fraction >= 1 || elapsedMs < REMAINING_AFTER_MS) return null;
  return (elapsedMs * (1 - fraction)) / fraction;
}

/** One piece of work that the engine does for the window. */
export class Job {
  readonly title: string;
  readonly controller = new AbortController();
  readonly #started: number;
  stage = $state('');
  fraction = $state<number | null>(null);
  /** The share of all stages that is done, where the engine knows it. */
  whole = $state<number | null>(null);
  elapsed = $state(0);
  /** When the present stage began: the engine counts each stage from 0 to 1. */
  #stageBegan = $state(0);
  cancelling = $state(false);

  constructor(title: string, now: number) {
    this.title = title;
    this.#started = now;
  }

  readonly visible = $derived(this.elapsed >= SHOW_AFTER_MS);
  /** The share to show. */
  readonly share = $derived(this.whole ?? this.fraction);
  /** Of all stages where their share is known, else of the present one. */
  readonly remaining = $derived(this.whole === null ? remaining(this.elapsed - this.#stageBegan, this.fraction) : remaining(this.elapsed, this.whole));

  tick(now: number): void {
    this.elapsed = now - this.#started;
  }

  report({ stage, fraction, whole }: Progress): void {
    if (stage !== this.stage || (fraction ?? 0) < (this.fraction ?? 0)) this.#stageBegan = this.elapsed;
    this.stage = stage;
    this.fraction = fraction;
    this.whole = whole ?? null;
  }

  cancel(): void {
    this.cancelling = true;
    this.controller.abort();
  }
}

/** All work that is under way, with one clock for their times. */
export class Jobs {
  list = $state.raw<readonly Job[]>([]);
  #clock: ReturnType<typeof setInterval> | undefined;

  readonly visible = $derived(this.list.filter((job) => job.visible));

  /** Runs work as a job. One that the user cancelled here gives undefined; one that failed, or that was stopped elsewhere, throws an {@link ApiError}. */
  async run<T>(title: string, work: (options: Required<CallOptions>, job: Job) => Promise<T>): Promise<T | undefined> {
    const job = new Job(title, performance.now());
    this.list = [...this.list, job];
    this.#clock ??= setInterval(() => this.#tick(), 100);
    try {
      return await work({ onProgress: (progress) => job.report(progress), signal: job.controller.signal }, job);
    } catch (error) {
      const failure: ApiError = toApiError(error);
      if (failure.cancelled && job.cancelling) return undefined;
      throw failure;
    } finally {
      this.list = this.list.filter((other) => other !== job);
      if (this.list.length === 0) {
        clearInterval(this.#clock);
        this.#clock = undefined;
      }
    }
  }

  #tick(): void {
    const now = performance.now();
    for (const job of this.list) job.tick(now);
  }
}
