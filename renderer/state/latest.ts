/** Work that waits until nothing more comes; of several only the last counts, and what an earlier one finds is dropped. */
export class Latest {
  readonly #delay: number;
  readonly #work: (current: () => boolean) => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(delay: number, work: (current: () => boolean) => Promise<void>) {
    this.#delay = delay;
    this.#work = work;
  }

  soon(delay = this.#delay): void {
    this.drop();
    this.#timer = setTimeout(() => this.now(), delay);
  }

  now(): void {
    this.drop();
    const turn = this.#turn;
    this.#running = this.#work(() => turn === this.#turn);
  }

  /** Forgets what waits, and lets what runs find that it is late. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#turn += 1;
  }

  /** Does now what waits, and waits for it. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.now();
    await this.#running;
  }
}
