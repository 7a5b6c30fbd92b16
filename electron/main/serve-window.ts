import { readFile } from 'node:fs/promises';
import type { Session } from 'electron';
import { APP_SCHEME, isWindowAddress } from './app-origin.ts';
import { windowFile, windowHeaders } from './window-files.ts';

/** Answers the app's own scheme from the folder of the built window, and from nowhere else. */
export function serveWindow(session: Session, root: string): void {
  session.protocol.handle(APP_SCHEME, async (request) => {
    const file = isWindowAddress(request.url) && request.method === 'GET' ? windowFile(root, new URL(request.url).pathname) : undefined;
    if (file === undefined) return new Response(null, { status: 403 });
    try {
      return new Response(await readFile(file), { headers: windowHeaders(file) });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
}
