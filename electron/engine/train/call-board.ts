/** Calls of a board at most. */
export const MOST_CALLS = 1024;
/** Numbers of a call: the function's place among the exports, a bit for each argument that is a place of the thread's own, the arguments. */
const WIDTH = 16;
const [ACTIVE, LEFT, FAILED, PAGES, WORDS] = [0, 1, 2, 3, 4] as const;
/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65536;
/** Looks at a word that is about to change before a thread sleeps: some 500 µs, as waking it takes up to 100 µs. */
const LOOKS = 40_000;

/** The name of an exported function and its arguments; a boxed one is a place in the memory that each thread has for itself. */
export type Call = readonly [name: string, ...args: (number | Own)[]];
export interface Own {
  readonly own: number;
}
/** Calls that one thread makes, one after the other. */
export type Chain = readonly Call[];

/** Functions of a module, in the order of its exports. */
export type Functions = readonly ((...numbers: number[]) => number | undefined)[];

export function functionsOf(module: WebAssembly.Module, { exports }: WebAssembly.Instance): Functions {
  return functionNames(module).map((name) => exports[name] as Functions[number]);
}

export function functionNames(module: WebAssembly.Module): string[] {
  return WebAssembly.Module.exports(module).filter(({ kind }) => kind === 'function').map(({ name }) => name);
}

/**
 * The board on which a thread writes calls of kernel functions for several threads to take, in memory that they share.
 * A word counts down the chains that are left: who lowers it to n owns chain n. Who takes one is counted as active
 * before, so that all are done once none is left and nobody is active.
 */
export class CallBoard {
  readonly shared: SharedArrayBuffer;
  readonly #memory: WebAssembly.Memory;
  readonly #words: Int32Array;
  readonly #numbers: Float64Array;
  readonly #results: Float64Array;
  /** Where the calls of each chain end. */
  readonly #ends: Int32Array;
  #pages = 0;

  /** `memory`: what the functions work on, as the thread that makes this sees it. */
  constructor(memory: WebAssembly.Memory, shared = new SharedArrayBuffer(4 * WORDS + 8 * MOST_CALLS * (WIDTH + 1) + 4 * MOST_CALLS)) {
    this.shared = shared;
    this.#memory = memory;
    this.#words = new Int32Array(shared, 0, WORDS);
    this.#numbers = new Float64Array(shared, 4 * WORDS, MOST_CALLS * WIDTH);
    this.#results = new Float64Array(shared, 4 * WORDS + 8 * MOST_CALLS * WIDTH, MOST_CALLS);
    this.#ends = new Int32Array(shared, 4 * WORDS + 8 * MOST_CALLS * (WIDTH + 1), MOST_CALLS);
  }

  /** Puts chains of calls on the board, on which none is left; the last is taken first. `places`: of the functions by their name. */
  write(chains: readonly Chain[], places: ReadonlyMap<string, number>): void {
    let calls = 0;
    chains.forEach((chain, i) => {
      if (calls + chain.length > MOST_CALLS) throw new RangeError(`${calls + chain.length} calls do not fit on the board`);
      for (const call of chain) this.#put(calls++, call, places);
      this.#ends[i] = calls;
    });
    this.#pages = this.#memory.buffer.byteLength / PAGE;
    Atomics.store(this.#words, PAGES, this.#pages);
    Atomics.store(this.#words, LEFT, chains.length);
  }

  #put(i: number, call: Call, places: ReadonlyMap<string, number>): void {
    let own = 0;
    for (let k = 1; k < call.length; k++) {
      const arg = call[k] as number | Own;
      if (typeof arg !== 'number') own |= 1 << (k - 1);
      this.#numbers[i * WIDTH + 1 + k] = typeof arg === 'number' ? arg : arg.own;
    }
    this.#numbers[i * WIDTH] = places.get(call[0]) as number;
    this.#numbers[i * WIDTH + 1] = own;
  }

  /** Takes chains until none is left; `own` is where the memory of the thread's own begins. */
  take(functions: Functions, own: number): void {
    const words = this.#words;
    if (Atomics.load(words, LEFT) <= 0) return;
    Atomics.add(words, ACTIVE, 1);
    try {
      for (let left = Atomics.sub(words, LEFT, 1); left > 0; left = Atomics.sub(words, LEFT, 1)) this.#follow(left - 1, functions, own);
    } catch (error) {
      Atomics.store(words, FAILED, 1);
      throw error;
    } finally {
      if (Atomics.sub(words, ACTIVE, 1) === 1) Atomics.notify(words, ACTIVE);
    }
  }

  /** What call i gave, counted over all chains; 0 if it gives nothing. */
  result(i: number): number {
    return this.#results[i] as number;
  }

  /** Waits until nobody is active; false if a thread failed, or if that does not happen within so many tenths of a second. */
  waitForAll(tenths: number): boolean {
    const words = this.#words;
    const isDone = (): boolean => Atomics.load(words, ACTIVE) === 0;
    for (let looks = 0; looks < LOOKS && !isDone(); looks++);
    for (let slept = 0; !isDone(); ) {
      const active = Atomics.load(words, ACTIVE);
      if (active > 0 && Atomics.wait(words, ACTIVE, active, 100) === 'timed-out' && ++slept === tenths) return false;
    }
    return Atomics.load(words, FAILED) === 0;
  }

  #follow(chain: number, functions: Functions, own: number): void {
    this.#seeGrowth();
    const end = this.#ends[chain] as number;
    for (let call = chain === 0 ? 0 : (this.#ends[chain - 1] as number); call < end; call++) this.#make(call, functions, own);
  }

  #make(call: number, functions: Functions, own: number): void {
    const numbers = this.#numbers;
    const at = call * WIDTH;
    const relative = numbers[at + 1] as number;
    const a = (k: number): number => (numbers[at + 2 + k] as number) + ((relative >> k) & 1 ? own : 0);
    const run = functions[numbers[at] as number] as Functions[number];
    this.#results[call] = run(a(0), a(1), a(2), a(3), a(4), a(5), a(6), a(7), a(8), a(9), a(10), a(11), a(12), a(13)) ?? 0;
  }

  /** A thread that got hold of a memory while it grew may see its old size for good, and trap; growing it by nothing tells V8 to look. */
  #seeGrowth(): void {
    const pages = Atomics.load(this.#words, PAGES);
    if (pages === this.#pages) return;
    this.#memory.grow(0);
    this.#pages = pages;
  }
}

/** Words that threads share: one changes when there may be something to do, one when there are orders, one counts who sleeps. */
export class Bell {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(shared = new SharedArrayBuffer(12)) {
    this.shared = shared;
    this.#words = new Int32Array(shared);
  }

  ring(hasOrders = false): void {
    if (hasOrders) Atomics.add(this.#words, 1, 1);
    Atomics.add(this.#words, 0, 1);
    if (Atomics.load(this.#words, 2) > 0) Atomics.notify(this.#words, 0);
  }

  get rings(): number {
    return Atomics.load(this.#words, 0);
  }

  get orders(): number {
    return Atomics.load(this.#words, 1);
  }

  /** Sleeps until it rings once more than so often. */
  sleep(rings: number): void {
    const words = this.#words;
    for (let looks = 0; looks < LOOKS; looks++) if (Atomics.load(words, 0) !== rings) return;
    // Who rings after this sees that somebody sleeps; who rang before it is seen by the wait.
    Atomics.add(words, 2, 1);
    Atomics.wait(words, 0, rings);
    Atomics.sub(words, 2, 1);
  }
}
