import { receiveMessageOnPort } from 'node:worker_threads';
import { Bell, CallBoard, functionsOf, type Functions } from './call-board.ts';
import type { ThreadOrder, ThreadStart } from './kernel-threads.ts';

interface Joined {
  readonly board: CallBoard;
  readonly functions: Functions;
  readonly own: number;
}

/** What a thread beside the training one does until it is ended: it takes calls from the boards of its teams. */
export function serveCalls({ bell: shared, orders, module }: ThreadStart): never {
  const bell = new Bell(shared);
  const teams = new Map<number, Joined>();
  let heard = -1;
  for (;;) {
    const rings = bell.rings;
    if (bell.orders !== heard) {
      heard = bell.orders;
      for (let next = receiveMessageOnPort(orders); next; next = receiveMessageOnPort(orders)) follow(next.message as ThreadOrder);
    }
    for (const { board, functions, own } of teams.values()) board.take(functions, own);
    bell.sleep(rings);
  }

  function follow(order: ThreadOrder): void {
    if (order.order === 'leave') return void teams.delete(order.team);
    const instance = new WebAssembly.Instance(module, { env: { memory: order.memory } });
    teams.set(order.team, { board: new CallBoard(order.board), functions: functionsOf(module, instance), own: order.own });
  }
}
