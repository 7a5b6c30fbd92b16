import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_POLICY } from '../../electron/main/window-files.ts';
import { openSession, type WatchedPage, type WindowSession } from './window-session.ts';

let session: WindowSession;

beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

/** What a page tries that must not have it, each a function in the page that tells whether it came through. */
const ATTEMPTS: readonly (readonly [name: string, directive: string, attempt: (page: Page) => Promise<boolean>])[] = [
  // In a turn of its own: what the debugger calls itself may make code of text.
  ['eval', 'script-src', (page) => page.evaluate(() => new Promise<boolean>((resolve) => setTimeout(() => {
    try {
      resolve((Reflect.get(window, 'eval') as (text: string) => unknown)('1') === 1);
    } catch {
      resolve(false);
    }
  })))],
  ['new Function', 'script-src', (page) => page.evaluate(() => new Promise<boolean>((resolve) => setTimeout(() => {
    try {
      resolve((Reflect.construct(Function, ['return 1']) as () => unknown)() === 1);
    } catch {
      resolve(false);
    }
  })))],
  ['an inline script', 'script-src-elem', (page) => page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
    return 'ran' in window;
  })],
  ['a handler as text', 'script-src-attr', (page) => page.evaluate(() => {
    const button = document.createElement('button');
    button.setAttribute('onclick', 'window.ranByHandler = true');
    button.click();
    return 'ranByHandler' in window;
  })],
  ['a script from elsewhere', 'script-src-elem', (page) => page.evaluate(() => new Promise<boolean>((resolve) => {
    const script = Object.assign(document.createElement('script'), { src: 'https://example.com/a.js', onload: () => resolve(true), onerror: () => resolve(false) });
    document.body.append(script);
  }))],
  ['a request to elsewhere', 'connect-src', (page) => page.evaluate(() => fetch('https://example.com/').then(() => true, () => false))],
  ['a beacon of an image', 'img-src', (page) => page.evaluate(() => new Promise<boolean>((resolve) => {
    Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false), src: 'https://example.com/a.png' });
  }))],
  ['a frame', 'frame-src', (page) => page.evaluate(() => new Promise<boolean>((resolve) => {
    const frame = document.createElement('iframe');
    document.addEventListener('securitypolicyviolation', () => resolve(false), { once: true });
    frame.src = 'https://example.com/';
    frame.onload = () => resolve(frame.contentDocument !== null);
    document.body.append(frame);
  }))],
  ['a worker from text', 'worker-src', (page) => page.evaluate(() => new Promise<boolean>((resolve) => {
    try {
      const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
      worker.onmessage = () => resolve(true);
      worker.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  }))],
];

async function openWatched(): Promise<WatchedPage> {
  const watched = await session.open();
  await watched.page.getByRole('button', { name: 'Open a file' }).waitFor();
  await watched.page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => document.documentElement.setAttribute('data-refused', effectiveDirective));
  });
  return watched;
}

describe('the content policy', () => {
  it('is the shell\'s own text on the loopback wire, and the page has no second one', async () => {
    const reply = await fetch(session.url);
    expect(reply.headers.get('content-security-policy')).toBe(CONTENT_POLICY);
    expect(await reply.text()).not.toMatch(/http-equiv/i);
  });

  it.each(ATTEMPTS)('refuses %s, and the refusal is seen', async (_name, directive, attempt) => {
    const { page, complaints } = await openWatched();
    expect(complaints).toEqual([]);
    expect(await attempt(page)).toBe(false);
    await expect.poll(() => page.locator('html').getAttribute('data-refused')).toBe(directive);
    await expect.poll(() => complaints.join('\n')).toMatch(/Content Security Policy|a request to https:/);
  });
});
