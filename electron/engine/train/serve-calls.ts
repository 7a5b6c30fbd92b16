import { receiveMessageOnPort } from 'node:worker_threads';
import { Bell, CallBoard, functionsOf, type Functions } from './call-board.ts';
import type { ThreadOrder, ThreadStart } from './kernel-threads.ts';
import type { PartOrder } from './thread-parts.ts';

interface Joined {
  readonly board: CallBoard;
  readonly functions: Functions;
  readonly own: number;
}

/** What a thread beside the training one does until it is ended: it takes calls from the boards of its teams, and parts of tasks. */
export async function serveCalls({ bell: shared, orders, module }: ThreadStart): Promise<never> {
  const bell = new Bell(shared);
  const teams = new Map<number, Joined>();
  const tasks: PartOrder[] = [];
  let heard = -1;
  for (;;) {
    const rings = bell.rings;
    if (bell.orders !== heard) {
      heard = bell.orders;
      for (let next = receiveMessageOnPort(orders); next; next = receiveMessageOnPort(orders)) follow(next.message as ThreadOrder);
    }
    for (const { board, functions, own } of teams.values()) board.take(functions, own);
    for (let task = tasks.shift(); task; task = tasks.shift()) await runParts(task);
    bell.sleep(rings);
  }

  function follow(order: ThreadOrder): void {
    if (order.order === 'parts') tasks.push(order);
    else if (order.order === 'leave') teams.delete(order.team);
    else teams.set(order.team, { board: new CallBoard(order.memory, order.board), functions: functionsOf(module, instance(order.memory)), own: order.own });
  }

  async function runParts(order: PartOrder): Promise<void> {
    // Models are read by a thread that needs them.
    const { answerParts, partTools } = await import('./thread-parts.ts');
    await answerParts(partTools(module, order.thread), order, (answer) => orders.postMessage(answer));
  }

  function instance(memory: WebAssembly.Memory): WebAssembly.Instance {
    return new WebAssembly.Instance(module, { env: { memory } });
  }
}
