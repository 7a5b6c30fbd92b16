import { Worker } from 'node:worker_threads';
import { throwIfCancelled } from '../base/app-error.ts';
import { BATCH_ROWS, openSession, silenceTelemetry, type Output, type Rows } from '../ort/session.ts';
import { threadLost, threadProgram } from './thread-program.ts';

/** What a scoring thread is told. A model is opened once, then asked about batches of rows. */
export type ScoringOrder =
  | { readonly order: 'open'; readonly model: number; readonly onnx: Uint8Array }
  | { readonly order: 'score'; readonly model: number; readonly batch: number; readonly rows: Rows; readonly outputs: readonly string[] }
  | { readonly order: 'close'; readonly model: number }
  | { readonly order: 'end' };

/** What it answers to a batch, and that a model is closed. */
export type ScoringAnswer = { readonly closed: number } | ({ readonly batch: number } & ({ readonly outputs: Record<string, Output> } | { readonly error: unknown }));

/** What says what rows are worth: one session, or one in each of several threads. */
export interface Scorer {
  /** Batches that may be asked for at the same time. */
  readonly lanes: number;
  run(rows: Rows, outputs: readonly string[], signal?: AbortSignal): Promise<Record<string, Output>>;
  release(): Promise<void>;
}

/** More threads would read rows slower than they score them. */
const MOST_THREADS = 16;
/** Batches that a thread has at hand: one that it scores and the next. */
const AHEAD = 2;
/** Below so many rows a thread starts slower than the rows are scored. */
const FEWEST_ROWS = 4 * BATCH_ROWS;

interface Waiting {
  readonly resolve: (outputs: Record<string, Output>) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread with sessions of its own, and what is asked of it. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  /** What hears that a model is closed. */
  readonly closing: Map<number, () => void>;
  readonly ended: Promise<void>;
}

const threads: Thread[] = [];
let nextModel = 1;
let nextBatch = 1;

/** Opens a model to score so many rows. What it says does not depend on the number of threads: each has one session with one thread. */
export async function openScorer(onnx: Uint8Array, wanted: number, rows: number): Promise<Scorer> {
  const count = Math.min(MOST_THREADS, Math.floor(wanted));
  if (count < 2 || rows < FEWEST_ROWS) {
    const session = await openSession(onnx);
    return { lanes: 1, run: (batch, outputs, signal) => session.run(batch, signal, outputs), release: () => session.release() };
  }
  silenceTelemetry();
  while (threads.length < count) threads.push(start());
  return new ThreadedScorer(threads.slice(0, count), onnx);
}

/** Ends the threads; those that are asked for later are new. None is killed: the runtime takes the process with it when that happens in the midst of its work. */
export async function stopScoring(): Promise<void> {
  const all = threads.splice(0);
  for (const { worker } of all) worker.postMessage({ order: 'end' } satisfies ScoringOrder);
  await Promise.all(all.map(({ ended }) => ended));
}

class ThreadedScorer implements Scorer {
  readonly lanes: number;
  readonly #threads: readonly Thread[];
  readonly #model = nextModel++;

  constructor(those: readonly Thread[], onnx: Uint8Array) {
    this.#threads = those;
    this.lanes = AHEAD * those.length;
    for (const { worker } of those) worker.postMessage({ order: 'open', model: this.#model, onnx } satisfies ScoringOrder);
  }

  async run(rows: Rows, outputs: readonly string[], signal?: AbortSignal): Promise<Record<string, Output>> {
    throwIfCancelled(signal);
    const thread = this.#threads.reduce((least, one) => (one.waiting.size < least.waiting.size ? one : least));
    if (!threads.includes(thread)) throw threadLost();
    const batch = nextBatch++;
    const result = new Promise<Record<string, Output>>((resolve, reject) => thread.waiting.set(batch, { resolve, reject }));
    // A thread that is asked something keeps the process alive.
    thread.worker.ref();
    thread.worker.postMessage({ order: 'score', model: this.#model, batch, rows, outputs } satisfies ScoringOrder, rows.numeric ? [rows.numeric.buffer as ArrayBuffer] : []);
    return result;
  }

  /** Returns when no thread is at work on the model: the process may end then. */
  async release(): Promise<void> {
    await Promise.all(
      this.#threads.map(async ({ worker, closing, ended }) => {
        const closed = new Promise<void>((resolve) => closing.set(this.#model, resolve));
        worker.ref();
        worker.postMessage({ order: 'close', model: this.#model } satisfies ScoringOrder);
        await Promise.race([closed, ended]);
      }),
    );
  }
}

function start(): Thread {
  const worker = new Worker(threadProgram('score-thread'));
  const waiting: Thread['waiting'] = new Map();
  const closing: Thread['closing'] = new Map();
  let cause: unknown;
  worker.on('message', (answer: ScoringAnswer) => {
    if ('closed' in answer) {
      closing.get(answer.closed)?.();
      closing.delete(answer.closed);
    } else {
      const asked = waiting.get(answer.batch);
      waiting.delete(answer.batch);
      if ('error' in answer) asked?.reject(answer.error);
      else asked?.resolve(answer.outputs);
    }
    if (waiting.size + closing.size === 0) worker.unref();
  });
  worker.on('error', (error) => (cause = error));
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      const place = threads.indexOf(thread);
      if (place >= 0) threads.splice(place, 1);
      for (const { reject } of waiting.values()) reject(threadLost(cause));
      waiting.clear();
      resolve();
    });
  });
  const thread: Thread = { worker, waiting, closing, ended };
  worker.unref();
  return thread;
}
