import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serveWire } from '../engine/commands/dispatch.ts';
import { Engine } from '../engine/commands/engine.ts';
import { serveLoopback } from './serve-loopback.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const engine = new Engine();
const server = await serveLoopback({ connect: (send) => serveWire(engine, send), window: join(import.meta.dirname, '..', 'renderer'), port: Number(values.port) });
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop());

/** The longest that open files may take to close; what is left of them is scratch. */
const PATIENCE = 5000;

async function stop(): Promise<void> {
  setTimeout(() => process.exit(0), PATIENCE).unref();
  await server.close();
  await engine.close();
  process.exit(0);
}
