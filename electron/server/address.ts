import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Hosts under which this very server may be called: a page elsewhere that resolves to 127.0.0.1 has another. */
function ownHosts(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`];
}

export function hasOwnHost({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean {
  return headers.host !== undefined && ownHosts(port).includes(headers.host.toLowerCase());
}

/** Browsers send the origin with every socket and every upload; only our own page may have one. */
export function hasOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>, port: number): boolean {
  return headers.origin !== undefined && ownHosts(port).some((host) => headers.origin === `http://${host}`);
}

/** Compares in constant time. */
export function isToken(given: string | null | undefined, token: string): boolean {
  const [left, right] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return left.length === right.length && timingSafeEqual(left, right);
}
