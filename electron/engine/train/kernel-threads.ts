import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { AppError } from '../base/app-error.ts';
import { Bell, CallBoard, functionNames, functionsOf, type Call, type Functions } from './call-board.ts';
import { threadLost, threadProgram } from './thread-program.ts';

/** What a thread starts from. */
export interface ThreadStart {
  readonly bell: SharedArrayBuffer;
  readonly orders: MessagePort;
  readonly module: WebAssembly.Module;
}

/** What a thread is told: to take part in the calls of a team, or no longer to. */
export type ThreadOrder =
  | { readonly order: 'join'; readonly team: number; readonly memory: WebAssembly.Memory; readonly board: SharedArrayBuffer; readonly own: number }
  | { readonly order: 'leave'; readonly team: number };

interface Thread {
  readonly worker: Worker;
  readonly orders: MessagePort;
}

/** More threads than these would wait for memory. */
const MOST_THREADS = 64;
/** Tenths of a second after which a thread that does not end its call counts as lost: a call takes some 50 ms. */
const PATIENCE = 300;
/** Pages that a memory of WebAssembly can have. */
const MOST_PAGES = 65536;

/**
 * The threads beside the calling one that make calls of kernel functions. They are started when first asked for, serve
 * one team after the other, sleep in between and do not keep the process alive.
 */
export class KernelThreads {
  readonly module: WebAssembly.Module;
  readonly places: ReadonlyMap<string, number>;
  readonly #bell = new Bell();
  readonly #threads: Thread[] = [];
  readonly #teams = new Map<number, Team>();
  #nextTeam = 1;

  constructor(module: WebAssembly.Module) {
    this.module = module;
    this.places = new Map(functionNames(module).map((name, place) => [name, place]));
  }

  /** So many threads, the calling one included, over a memory of their own. */
  team(threads: number): Team {
    const wanted = Math.max(1, Math.min(MOST_THREADS, Math.floor(threads)));
    while (this.#threads.length < wanted - 1) this.#threads.push(this.#start());
    const id = this.#nextTeam++;
    const team = new Team(this, id, wanted);
    if (wanted > 1) this.#teams.set(id, team);
    return team;
  }

  /** Lets the threads of a team take calls from its board. */
  join(team: Team, ownOf: (thread: number) => number): void {
    this.#threads.slice(0, team.threads - 1).forEach(({ orders }, i) => {
      orders.postMessage({ order: 'join', team: team.id, memory: team.memory, board: team.board.shared, own: ownOf(i + 1) } satisfies ThreadOrder);
    });
    this.#bell.ring(true);
  }

  leave(team: Team): void {
    if (!this.#teams.delete(team.id)) return;
    for (const { orders } of this.#threads) orders.postMessage({ order: 'leave', team: team.id } satisfies ThreadOrder);
    this.#bell.ring(true);
  }

  ring(): void {
    this.#bell.ring();
  }

  /** Ends the threads; those that are asked for later are new. */
  async stop(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(): Thread {
    const { port1, port2 } = new MessageChannel();
    const start: ThreadStart = { bell: this.#bell.shared, orders: port2, module: this.module };
    const worker = new Worker(threadProgram('kernel-thread'), { workerData: start, transferList: [port2] });
    const thread: Thread = { worker, orders: port1 };
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      const place = this.#threads.indexOf(thread);
      if (place >= 0) this.#threads.splice(place, 1);
      for (const team of this.#teams.values()) if (place < team.threads - 1) team.lose(threadLost(cause));
    });
    worker.unref();
    port1.unref();
    return thread;
  }
}

/** Threads over one memory. */
export class Team {
  readonly id: number;
  readonly threads: number;
  readonly memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
  readonly board = new CallBoard();
  readonly instance: WebAssembly.Instance;
  readonly #all: KernelThreads;
  readonly #functions: Functions;
  #own = 0;
  #lost: AppError | null = null;

  constructor(all: KernelThreads, id: number, threads: number) {
    this.#all = all;
    this.id = id;
    this.threads = threads;
    this.instance = new WebAssembly.Instance(all.module, { env: { memory: this.memory } });
    this.#functions = functionsOf(all.module, this.instance);
  }

  /** Says where the memory that each thread has for itself begins; calls may be made from now on. */
  begin(own: number, bytes: number): void {
    this.#own = own;
    if (this.threads > 1) this.#all.join(this, (thread) => own + thread * bytes);
  }

  /** Makes calls, in any order and by any thread, and returns when all are done. An AppError if a thread is lost. */
  run(calls: readonly Call[]): void {
    if (this.#lost) throw this.#lost;
    this.board.write(calls, this.#all.places);
    if (this.threads > 1 && calls.length > 1) this.#all.ring();
    this.board.take(this.#functions, this.#own);
    if (this.threads > 1 && !this.board.waitForAll(PATIENCE)) {
      this.lose(threadLost());
      throw this.#lost ?? threadLost();
    }
  }

  lose(error: AppError): void {
    this.#lost ??= error;
  }

  close(): void {
    this.#all.leave(this);
  }
}
