import type { Progress } from '../../contract/wire.ts';
import { throwIfCancelled } from '../base/app-error.ts';

interface Waiter {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Work that several commands wait for. One that is stopped leaves it to the others; with the last of them it ends. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #waiters = new Set<Waiter>();
  readonly result: Promise<T>;
  #done = false;

  constructor(work: (context: Waiter) => Promise<T>) {
    const onProgress = (progress: Progress): void => this.#waiters.forEach((waiter) => waiter.onProgress(progress));
    this.result = work({ signal: this.#controller.signal, onProgress });
    this.result.then(() => (this.#done = true), () => undefined);
  }

  /** Nobody waits for it any more: who comes now needs new work. */
  get stopped(): boolean {
    return this.#controller.signal.aborted && !this.#done;
  }

  /** The result. Throws CANCELLED where this waiter is stopped; the last one throws when the work has ended. */
  async wait(waiter: Waiter): Promise<T> {
    throwIfCancelled(waiter.signal);
    const own: Waiter = { ...waiter };
    this.#waiters.add(own);
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    waiter.signal.addEventListener('abort', leave);
    try {
      await Promise.race([this.result, left]);
      this.#waiters.delete(own);
      if (waiter.signal.aborted && this.#waiters.size === 0) {
        this.#controller.abort();
        await this.result.catch(() => undefined);
      }
      throwIfCancelled(waiter.signal);
      return await this.result;
    } finally {
      this.#waiters.delete(own);
      waiter.signal.removeEventListener('abort', leave);
    }
  }
}
