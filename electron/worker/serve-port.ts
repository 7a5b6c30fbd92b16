import { readMessage, writeMessage } from '../contract/wire.ts';
import { serveWire } from '../engine/commands/dispatch.ts';
import type { Engine } from '../engine/commands/engine.ts';

/** A port as Electron gives it to a utility process. */
export interface EnginePort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  postMessage(message: string): void;
  start(): void;
}

/** Serves a window over a port; a window that goes away stops what it had started. */
export function servePort(engine: Engine, port: EnginePort): void {
  const wire = serveWire(engine, (response) => port.postMessage(writeMessage(response)));
  port.on('message', ({ data }) => wire.receive(readMessage(data)));
  port.on('close', () => wire.close());
  port.start();
}
