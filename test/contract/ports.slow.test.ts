import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessage, writeMessage } from '../../electron/contract/wire.ts';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { servePort, type EnginePort } from '../../electron/worker/serve-port.ts';
import { createApi, type Api } from '../../renderer/api.ts';

/** The desktop's wire: a port whose messages are cloned, not written as JSON. What is absent and what is undefined differ on it. */
describe('the engine behind a port', () => {
  let folder: string;
  let engine: Engine;
  let api: Api;
  const { port1, port2 } = new MessageChannel();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millwright-port-'));
    engine = new Engine();
    servePort(engine, {
      on: (event: 'message' | 'close', listener: (event: { data: unknown }) => void) => void port1.on(event, (data: unknown) => listener({ data })),
      postMessage: (message) => port1.postMessage(message),
      start: () => port1.start(),
    } as EnginePort);
    api = createApi({
      send: (request) => port2.postMessage(writeMessage(request)),
      onMessage: (listener) => void port2.on('message', (data) => listener(readMessage(data))),
      onClose: (listener) => void port2.on('close', listener),
    });
  });

  afterAll(async () => {
    const closed = once(port1, 'close');
    port2.close();
    await closed;
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('makes a project of a CSV file, trains, scores and exports', async () => {
    const [data, project, out] = [join(folder, 'data.csv'), join(folder, 'project'), join(folder, 'exported')];
    await api.call('sample', { kind: 'telemetry', rows: 800, seed: 3, out: data });
    expect((await api.call('open', { path: data })).rows).toBe(800);
    await api.call('new', { project, data, target: 'failure', task: 'classification', models: ['decision-tree'] });
    expect((await api.call('train', { project, models: ['decision-tree'] })).chosen).toBe('decision-tree');
    expect((await api.call('predict', { project, data, out: join(folder, 'predictions.csv') })).rows).toBe(800);
    await api.call('export', { project, out });
    expect(await readdir(out)).toContain('pyproject.toml');
  });
});
