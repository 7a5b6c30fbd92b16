import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { EngineChild } from './engine-child.ts';
import { serveLoopback } from './serve-loopback.ts';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const dist = join(import.meta.dirname, '..');
const engine = new EngineChild(join(dist, 'worker', 'main.mjs'));
const server = await serveLoopback({ connect: (send, gone) => engine.connect(send, gone), window: join(dist, 'renderer'), port: Number(values.port) });
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop());

async function stop(): Promise<void> {
  await server.close();
  await engine.close();
  process.exit(0);
}
