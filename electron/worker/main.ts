import { Engine } from '../engine/commands/engine.ts';
import { servePort, type EnginePort } from './serve-port.ts';

/** What Electron adds to `process` in a utility process; this file must not know Electron itself. */
interface ParentPort {
  on(event: 'message', listener: (event: { ports: EnginePort[] }) => void): void;
}

const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
if (parentPort === undefined) throw new Error('The engine process is started by the desktop shell alone; use "npm start" or "npx millwright".');

const engine = new Engine();
parentPort.on('message', ({ ports }) => {
  for (const port of ports) servePort(engine, port);
});
