import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { readMessage, writeMessage, type Response } from '../contract/wire.ts';
import { windowFile, windowHeaders } from '../main/window-files.ts';
import { hasOwnHost, hasOwnOrigin, isToken } from './address.ts';
import { Uploads } from './uploads.ts';

export interface LoopbackServer {
  /** The page's address with the token in its fragment: fragments are sent to nobody. */
  readonly url: string;
  close(): Promise<void>;
}

export interface EngineWire {
  receive(message: unknown): void;
  close(): void;
}

export interface LoopbackOptions {
  /** A new end of a wire to the engine; `gone` is called when the engine has ended. */
  readonly connect: (send: (response: Response) => void, gone: () => void) => EngineWire;
  /** The folder of the built window. */
  readonly window: string;
  /** 0 for any free one. */
  readonly port?: number;
}

const LARGEST_MESSAGE = 16 * 2 ** 20;

/** The same window and wire as the desktop's, for a browser of this machine: every message needs the token. */
export async function serveLoopback({ connect, window, port = 0 }: LoopbackOptions): Promise<LoopbackServer> {
  const token = randomBytes(32).toString('base64url');
  const uploads = await Uploads.open();
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, perMessageDeflate: false });
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else end(response, 500);
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!hasOwnHost(request, portOf(server))) return end(response, 403);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    if (request.method === 'POST' && pathname === '/upload') {
      if (!hasOwnOrigin(request, portOf(server)) || !isToken(request.headers.authorization?.replace(/^Bearer /, ''), token)) return end(response, 403);
      const path = await uploads.keep(request, searchParams.get('name') ?? '');
      response.writeHead(200, windowHeaders('.json')).end(JSON.stringify({ path }));
      return;
    }
    if (request.method !== 'GET') return end(response, 405);
    const file = windowFile(window, pathname);
    const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
    if (file === undefined || content === undefined) return end(response, 404);
    response.writeHead(200, windowHeaders(file)).end(content);
  }

  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://loopback');
    const allowed = pathname === '/wire' && hasOwnHost(request, portOf(server)) && hasOwnOrigin(request, portOf(server)) && isToken(searchParams.get('token'), token);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => serveSocket(connect, peer));
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${portOf(server)}/#token=${token}`,
    async close() {
      for (const peer of sockets.clients) peer.terminate();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await uploads.close();
    },
  };
}

function serveSocket(connect: LoopbackOptions['connect'], peer: WebSocket): void {
  const wire = connect(
    (response) => {
      if (peer.readyState === peer.OPEN) peer.send(writeMessage(response));
    },
    () => peer.close(1011, 'the engine has ended'),
  );
  peer.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : readMessage(String(data));
    if (message === undefined) peer.close(1003, 'messages are JSON');
    else wire.receive(message);
  });
  peer.on('close', () => wire.close());
  peer.on('error', () => peer.terminate());
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}
