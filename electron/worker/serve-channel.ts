import { serveWire } from '../engine/commands/dispatch.ts';
import type { Engine } from '../engine/commands/engine.ts';

/** What the loopback server sends to the engine's process: a window's message, or that the window is gone. */
type ToEngine = { readonly wire: number; readonly message: unknown } | { readonly wire: number; readonly close: true };

/** Serves many windows over the one channel of a forked process, each under a number of the parent's choice. */
export function serveChannel(engine: Engine, channel: Pick<NodeJS.Process, 'on' | 'send'>): void {
  const wires = new Map<number, ReturnType<typeof serveWire>>();
  channel.on('message', (data: unknown) => {
    const sent = data as ToEngine;
    const known = wires.get(sent.wire);
    if ('close' in sent) {
      wires.delete(sent.wire);
      known?.close();
      return;
    }
    const wire = known ?? serveWire(engine, (message) => channel.send?.({ wire: sent.wire, message }));
    if (!known) wires.set(sent.wire, wire);
    wire.receive(sent.message);
  });
}
