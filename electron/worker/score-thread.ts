import { parentPort } from 'node:worker_threads';
import { openSession, type OrtSession, type Output } from '../engine/ort/session.ts';
import type { ScoringAnswer, ScoringOrder } from '../engine/train/scoring-threads.ts';

if (!parentPort) throw new Error('This program is a thread of another.');
const port = parentPort;
const sessions = new Map<number, Promise<OrtSession>>();

let turn: Promise<void> = Promise.resolve();

// A model is not closed, nor the thread ended, in the midst of a batch.
port.on('message', (order: ScoringOrder) => {
  turn = turn.then(() => follow(order));
});

async function follow(order: ScoringOrder): Promise<void> {
  if (order.order === 'end') return port.close();
  if (order.order === 'open') {
    const opening = openSession(order.onnx);
    // The batch that needs it says what is wrong.
    opening.catch(() => undefined);
    sessions.set(order.model, opening);
    return;
  }
  const session = sessions.get(order.model);
  if (order.order === 'close') {
    sessions.delete(order.model);
    await session?.then((open) => open.release(), () => undefined);
    port.postMessage({ closed: order.model } satisfies ScoringAnswer);
    return;
  }
  try {
    if (!session) throw new Error('The model is not open');
    const found = await (await session).run(order.rows, undefined, order.outputs);
    const outputs: Record<string, Output> = {};
    // What the runtime holds cannot be handed over: copies can.
    for (const [name, { values, width }] of Object.entries(found)) outputs[name] = { values: values.slice(), width };
    const buffers = Object.values(outputs).flatMap(({ values }) => (Array.isArray(values) ? [] : [values.buffer as ArrayBuffer]));
    port.postMessage({ batch: order.batch, outputs } satisfies ScoringAnswer, buffers);
  } catch (error) {
    port.postMessage({ batch: order.batch, error } satisfies ScoringAnswer);
  }
}
