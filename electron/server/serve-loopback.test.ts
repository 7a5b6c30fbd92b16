import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RequestSchema, ResponseSchema, type Response as WireResponse } from '../contract/wire.ts';
import { serveLoopback, type EngineWire, type LoopbackServer } from './serve-loopback.ts';

let folder: string;
let server: LoopbackServer;
let url: URL;
let token: string;
let closed = 0;

/** Stands for the engine: says its input back. */
function echo(send: (response: WireResponse) => void): EngineWire {
  return {
    receive(message) {
      const request = RequestSchema.parse(message);
      send({ id: request.id, reply: { ok: true, value: request } });
    },
    close() {
      closed += 1;
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-test-'));
  await writeFile(join(folder, 'index.html'), '<p>window</p>');
  server = await serveLoopback({ connect: echo, window: folder });
  url = new URL(server.url);
  token = url.hash.replace('#token=', '');
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function connect(options: { token?: string; origin?: string; host?: string; path?: string } = {}): Promise<WebSocket> {
  const given = options.token ?? token;
  const socket = new WebSocket(`ws://${url.host}${options.path ?? '/wire'}?token=${given}`, { origin: options.origin ?? url.origin, headers: options.host === undefined ? {} : { host: options.host } });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

function status(path: string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: url.hostname, port: url.port, path, method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

const replyTo = (socket: WebSocket, message: unknown): Promise<WireResponse> =>
  new Promise((resolve) => {
    socket.once('message', (data) => resolve(ResponseSchema.parse(JSON.parse(String(data)))));
    socket.send(JSON.stringify(message));
  });

describe('the loopback wire', () => {
  it('listens on loopback alone and shows its token to nobody but its starter', () => {
    expect(url.hostname).toBe('127.0.0.1');
    expect(token).toMatch(/^[\w-]{43}$/);
  });

  it('carries messages both ways, and says when the window is gone', async () => {
    const socket = await connect();
    const request = { id: 4, command: 'open', input: { path: 'Größe.csv' } };
    expect(await replyTo(socket, request)).toEqual({ id: 4, reply: { ok: true, value: request } });
    const before = closed;
    socket.close();
    await expect.poll(() => closed).toBe(before + 1);
  });

  it('hangs up on what is not a message', async () => {
    const socket = await connect();
    const code = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.send('{');
    expect(await code).toBe(1003);
  });

  it.each([
    ['a wrong token', { token: 'x' }],
    ['another page', { origin: 'https://example.com' }],
    ['another name for this machine', { host: 'example.com' }],
    ['another path', { path: '/' }],
  ])('refuses %s', async (_what, options) => {
    await expect(connect(options)).rejects.toThrow('403');
  });
});

describe('the page', () => {
  it('comes with the content policy', async () => {
    const response = await fetch(new URL('/', url));
    expect(await response.text()).toBe('<p>window</p>');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is all that can be had', async () => {
    expect(await status('/missing.js', { host: url.host })).toBe(404);
    expect(await status('/..%2fsecret', { host: url.host })).toBe(404);
    expect(await status('/', { host: 'example.com' })).toBe(403);
    expect(await status('/', { host: url.host }, 'DELETE')).toBe(405);
  });
});

describe('an upload', () => {
  const headers = () => ({ origin: url.origin, authorization: `Bearer ${token}` });

  it('gives the engine a path, under the name of the file', async () => {
    const response = await fetch(new URL('/upload?name=..%2Fpumps.csv', url), { method: 'POST', headers: headers(), body: 'a,b\n1,2\n' });
    const { path } = (await response.json()) as { path: string };
    expect(basename(path)).toBe('pumps.csv');
    expect(await readFile(path, 'utf8')).toBe('a,b\n1,2\n');
  });

  it('needs token and origin', async () => {
    expect(await status('/upload?name=a', { host: url.host, ...headers(), authorization: 'Bearer x' }, 'POST')).toBe(403);
    expect(await status('/upload?name=a', { host: url.host, authorization: `Bearer ${token}` }, 'POST')).toBe(403);
  });
});
