import { AppError, throwIfCancelled, toAppErrorData } from '../base/app-error.ts';
import type { AppErrorData } from '../../contract/app-error.ts';
import type { Pause } from '../models/kernel.ts';
import type { PartTools } from '../models/node-tables.ts';
import { THREAD_TASKS, type ThreadTask } from '../models/thread-tasks.ts';
import { WasmNodeTable, type NodeLayout } from './wasm-node-table.ts';
import { WasmValueTable, type ValueLayout } from './wasm-value-table.ts';

/** A task whose parts threads take one after the other. */
export interface PartOrder {
  readonly order: 'parts';
  readonly id: number;
  readonly task: ThreadTask;
  readonly input: unknown;
  readonly count: number;
  /** Which of the threads it is: the one that trains is 0. */
  readonly thread: number;
  readonly turns: SharedArrayBuffer;
}

/** What a thread answers: a part, an error, or that it is at an end. */
export type PartAnswer = { readonly id: number } & ({ readonly part: number; readonly result: unknown } | { readonly error: AppErrorData } | { readonly end: true });

/** Whose turn it is: the next part, and whether to stop. Shared by the threads of a task. */
export class Turns {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(shared = new SharedArrayBuffer(8)) {
    this.shared = shared;
    this.#words = new Int32Array(shared);
  }

  next(): number {
    return Atomics.add(this.#words, 0, 1);
  }

  stop(): void {
    Atomics.store(this.#words, 1, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, 1) === 1;
  }
}

/** What a thread gives to its tasks: tables in the memory of a team, as this thread sees it. */
export function partTools(module: WebAssembly.Module, thread: number): PartTools {
  const instance = ({ memory }: { readonly memory: WebAssembly.Memory }): WebAssembly.Instance => new WebAssembly.Instance(module, { env: { memory } });
  return {
    nodes: (layout) => new WasmNodeTable(instance(layout as NodeLayout), layout as NodeLayout, thread),
    values: (layout, x) => new WasmValueTable(instance(layout as ValueLayout), layout as ValueLayout, x, thread),
  };
}

/** Takes parts until none is left, or until told to stop. */
export async function takeParts(tools: PartTools, { task, input, count }: Pick<PartOrder, 'task' | 'input' | 'count'>, turns: Turns, pause: Pause, done: (part: number, result: unknown) => void): Promise<void> {
  const grow = THREAD_TASKS[task](tools, input as never);
  for (let part = turns.next(); part < count && !turns.isStopped; part = turns.next()) done(part, await grow(part, pause));
}

/** What a thread beside the training one does with a task. */
export async function answerParts(tools: PartTools, order: PartOrder, answer: (answer: PartAnswer) => void): Promise<void> {
  const turns = new Turns(order.turns);
  const stop = new AbortController();
  const pause = async (): Promise<void> => {
    if (turns.isStopped) stop.abort();
    throwIfCancelled(stop.signal);
  };
  try {
    await takeParts(tools, order, turns, pause, (part, result) => answer({ id: order.id, part, result }));
  } catch (error) {
    if (!turns.isStopped) answer({ id: order.id, error: toAppErrorData(error) });
  }
  answer({ id: order.id, end: true });
}

export function errorOf({ code, message, next, place, kind }: AppErrorData): AppError {
  return new AppError({ code, message, next, place, kind });
}
