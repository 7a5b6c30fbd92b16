import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { AppError } from '../base/app-error.ts';
import type { PartRun } from '../models/kernel.ts';
import type { ThreadTask } from '../models/thread-tasks.ts';
import { Bell, CallBoard, functionNames, functionsOf, MOST_CALLS, type Call, type Chain, type Functions } from './call-board.ts';
import { errorOf, partTools, takeParts, Turns, type PartAnswer, type PartOrder } from './thread-parts.ts';
import { threadLost, threadProgram } from './thread-program.ts';

/** What a thread starts from. */
export interface ThreadStart {
  readonly bell: SharedArrayBuffer;
  readonly orders: MessagePort;
  readonly module: WebAssembly.Module;
}

/** What a thread is told: to take part in the calls of a team, or no longer to, or in a task. */
export type ThreadOrder =
  | PartOrder
  | { readonly order: 'join'; readonly team: number; readonly memory: WebAssembly.Memory; readonly board: SharedArrayBuffer; readonly own: number }
  | { readonly order: 'leave'; readonly team: number };

interface Thread {
  readonly worker: Worker;
  readonly orders: MessagePort;
  /** Tasks that it is at: who hears its answers, and that it is gone. */
  readonly tasks: Map<number, { readonly hear: (answer: PartAnswer) => void; readonly lose: (error: AppError) => void }>;
}

/** More threads than these would wait for memory. */
const MOST_THREADS = 64;
/** Tenths of a second after which a thread that does not end its call counts as lost: a call takes some 50 ms. */
const PATIENCE = 300;
/** Pages that a memory of WebAssembly can have. */
const MOST_PAGES = 65536;
/** Milliseconds for which the memory of a team that is done waits for the next one. */
const SPARED = 30_000;

/** A memory that a team may take over: what lies in its first bytes is of another. */
interface Spare {
  readonly memory: WebAssembly.Memory;
  readonly used: number;
}

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
  #nextTask = 1;
  #spare: Spare | undefined;
  #spareTimer: NodeJS.Timeout | undefined;

  /** Work is cut into pieces this many times smaller than what is worth a call: a test of threads needs few rows then. */
  readonly grain: number;

  constructor(module: WebAssembly.Module, grain = 1) {
    this.module = module;
    this.grain = grain;
    this.places = new Map(functionNames(module).map((name, place) => [name, place]));
  }

  /** So many threads, the calling one included, over a memory of their own: of an earlier team, or a small one. */
  team(threads: number, mayTakeOver = true): Team {
    const wanted = this.#atLeast(threads);
    const id = this.#nextTeam++;
    const team = new Team(this, id, wanted, mayTakeOver ? this.#spare : undefined);
    if (mayTakeOver) this.#keepSpare(undefined);
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

  /** Ends a team. The next one works in its memory: each thread would keep an old one until it happens to tidy up. */
  leave(team: Team, used?: number): void {
    if (used !== undefined) this.#keepSpare({ memory: team.memory, used });
    if (!this.#teams.delete(team.id)) return;
    for (const { orders } of this.#threads) orders.postMessage({ order: 'leave', team: team.id } satisfies ThreadOrder);
    this.#bell.ring(true);
  }

  /** Runs the parts of a task in several threads, this one among them. */
  async inParts(task: ThreadTask, input: unknown, count: number, { threads, pause, onDone }: PartRun): Promise<unknown[]> {
    const wanted = Math.min(this.#atLeast(threads), count);
    const turns = new Turns();
    const results = new Array<unknown>(count);
    let done = 0;
    const keep = (part: number, result: unknown): void => {
      results[part] = result;
      onDone?.(++done, result);
    };
    const id = this.#nextTask++;
    const others = this.#threads.slice(0, wanted - 1).map((thread, i) => this.#giveParts(thread, { order: 'parts', id, task, input, count, thread: i + 1, turns: turns.shared }, keep));
    this.#bell.ring(true);
    let isOver = false;
    const all = Promise.all(others).finally(() => (isOver = true));
    try {
      const here = takeParts(partTools(this.module, 0), { task, input, count }, turns, pause, keep);
      await Promise.race([here, all.then(() => here)]);
      // While others are at their last parts this thread hears an abort.
      while (!isOver) await Promise.race([all, new Promise((resume) => setTimeout(resume, 20)).then(pause)]);
      await all;
      return results;
    } finally {
      turns.stop();
      await Promise.allSettled(others);
    }
  }

  #keepSpare(spare: Spare | undefined): void {
    clearTimeout(this.#spareTimer);
    this.#spare = spare;
    if (spare) this.#spareTimer = setTimeout(() => (this.#spare = undefined), SPARED).unref();
  }

  #giveParts(thread: Thread, order: PartOrder, keep: (part: number, result: unknown) => void): Promise<void> {
    thread.orders.postMessage(order satisfies ThreadOrder);
    thread.worker.ref();
    return new Promise<void>((resolve, reject) => {
      const end = (): void => {
        thread.tasks.delete(order.id);
        if (thread.tasks.size === 0) thread.worker.unref();
      };
      thread.tasks.set(order.id, {
        hear(answer) {
          try {
            if ('part' in answer) return keep(answer.part, answer.result);
          } catch (error) {
            return reject(error);
          }
          if ('error' in answer) return reject(errorOf(answer.error));
          end();
          resolve();
        },
        lose(error) {
          end();
          reject(error);
        },
      });
    });
  }

  #atLeast(threads: number): number {
    const wanted = Math.max(1, Math.min(MOST_THREADS, Math.floor(threads)));
    while (this.#threads.length < wanted - 1) this.#threads.push(this.#start());
    return wanted;
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
    const thread: Thread = { worker, orders: port1, tasks: new Map() };
    let cause: unknown;
    worker.on('error', (error) => (cause = error));
    worker.on('exit', () => {
      const place = this.#threads.indexOf(thread);
      if (place >= 0) this.#threads.splice(place, 1);
      for (const team of this.#teams.values()) if (place < team.threads - 1) team.lose(threadLost(cause));
      for (const { lose } of [...thread.tasks.values()]) lose(threadLost(cause));
    });
    port1.on('message', (answer: PartAnswer) => thread.tasks.get(answer.id)?.hear(answer));
    worker.unref();
    port1.unref();
    return thread;
  }
}

/** Threads over one memory. */
export class Team {
  readonly id: number;
  readonly threads: number;
  readonly grain: number;
  readonly memory: WebAssembly.Memory;
  readonly board: CallBoard;
  readonly instance: WebAssembly.Instance;
  readonly #all: KernelThreads;
  readonly #functions: Functions;
  /** Bytes that are of an earlier team, unless this one has cleared them. */
  #used: number;
  #cleared = 0;
  #own = 0;
  #lost: AppError | null = null;
  #isClosed = false;

  constructor(all: KernelThreads, id: number, threads: number, spare?: Spare) {
    this.memory = spare?.memory ?? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
    this.board = new CallBoard(this.memory);
    this.#used = spare?.used ?? 0;
    this.#all = all;
    this.id = id;
    this.threads = threads;
    this.grain = all.grain;
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
    this.runChains(calls.map((call) => [call]));
  }

  /** The same with chains of calls, each made by one thread; those that the board does not hold at once are made in several goes, of which it has the results of the last. */
  runChains(chains: readonly Chain[]): void {
    for (let from = 0, to = 0; from < chains.length; from = to) {
      for (let calls = 0; to < chains.length; to++) {
        calls += (chains[to] as Chain).length;
        if (calls > MOST_CALLS && to > from) break;
      }
      this.#write(to - from < chains.length ? chains.slice(from, to) : chains, to - from > 1);
      this.#end();
    }
  }

  /** The same; `meanwhile` is done by this thread before it takes calls too, and must not touch what they do. */
  runBeside(calls: readonly Call[], meanwhile: () => void): void {
    this.#write(calls.map((call) => [call]), true);
    try {
      meanwhile();
    } finally {
      this.#end();
    }
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  #write(chains: readonly Chain[], mayShare: boolean): void {
    if (this.#lost) throw this.#lost;
    this.board.write(chains, this.#all.places);
    if (this.threads > 1 && mayShare) this.#all.ring();
  }

  #end(): void {
    this.board.take(this.#functions, this.#own);
    if (this.threads > 1 && !this.board.waitForAll(PATIENCE)) {
      this.lose(threadLost());
      throw this.#lost ?? threadLost();
    }
  }

  /** Lets this team use bytes of its memory: they are 0 when it does so first. */
  clear(from: number, to: number): void {
    const [start, end] = [Math.max(from, this.#cleared), Math.min(to, this.#used)];
    if (start < end) new Uint8Array(this.memory.buffer, start, end - start).fill(0);
    this.#cleared = Math.max(this.#cleared, to);
  }

  lose(error: AppError): void {
    this.#lost ??= error;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // A thread that was lost may still be at work in the memory.
    if (this.#lost) this.#all.leave(this);
    else this.#all.leave(this, Math.max(this.#used, this.#cleared));
  }
}
