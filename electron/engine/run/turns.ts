import { cancelledError, throwIfCancelled } from '../base/app-error.ts';

/** Lets one piece of work run after the other. Who is cancelled while waiting goes at once, and is not missed. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  async take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let end = (): void => undefined;
    const own = new Promise<void>((resolve) => (end = resolve));
    this.#last = before.then(() => own);
    try {
      await unlessCancelled(before, signal);
      throwIfCancelled(signal);
      return await work();
    } finally {
      end();
    }
  }
}

function unlessCancelled(waiting: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => reject(cancelledError());
    signal?.addEventListener('abort', cancel, { once: true });
    void waiting.then(() => {
      signal?.removeEventListener('abort', cancel);
      resolve();
    });
  });
}
