import { Engine } from '../engine/commands/engine.ts';
import { readSettings } from '../engine/project/user-data.ts';
import { serveChannel } from './serve-channel.ts';
import { servePort, type EnginePort } from './serve-port.ts';

/** What Electron adds to `process` in a utility process; this file must not know Electron itself. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown; ports: EnginePort[] }) => void): void;
}

/** The longest that open files may take to close; what is left of them is scratch. */
const PATIENCE = 4000;
const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
const engine = new Engine();
engine.prefer(await readSettings());

if (parentPort) {
  parentPort.on('message', ({ data, ports }) => {
    if (data === 'close') void stop();
    for (const port of ports) servePort(engine, port);
  });
} else if (process.send) {
  serveChannel(engine, process);
  process.once('disconnect', () => void stop());
} else throw new Error('The engine process is started by the desktop shell or the loopback server; use "npm start" or "npx millwright".');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());

/** Projects are written and given back, files closed, scratch removed. */
async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), PATIENCE).unref();
  await engine.close();
  process.exit(0);
}
