import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from 'electron';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveWindow } from './serve-window.ts';
import { CONTENT_POLICY } from './window-files.ts';

let folder: string;
let answer: (request: { url: string; method: string }) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millwright-window-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<p>window</p>');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const session = { protocol: { handle: (_scheme: string, handler: typeof answer) => void (answer = handler) } };
  serveWindow(session as unknown as Session, join(folder, 'renderer'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ask = (url: string, method = 'GET') => answer({ url, method });

describe('serveWindow', () => {
  it('answers with the window and its content policy', async () => {
    const reply = await ask('millwright://app/');
    expect([reply.status, await reply.text(), reply.headers.get('content-security-policy')]).toEqual([200, '<p>window</p>', CONTENT_POLICY]);
  });

  it.each(['millwright://app/..%2fsecret.txt', 'millwright://app/%2e%2e%2fsecret.txt', 'millwright://app/..%5csecret.txt', 'millwright://app//../secret.txt', 'millwright://app/a/..%2f..%2fsecret.txt', 'millwright://other/', 'https://app/', 'millwright://app@evil/'])(
    'gives nothing for %s',
    async (url) => {
      const reply = await ask(url);
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(await reply.text()).toBe('');
    },
  );

  it('takes no other method', async () => {
    expect((await ask('millwright://app/', 'POST')).status).toBe(403);
  });
});
