import { createApi, type Api, type Wire } from '../api.ts';
import type { AppErrorData } from '../../electron/contract/app-error.ts';
import type { Request } from '../../electron/contract/wire.ts';

/** For tests alone: a wire whose other end is the test. */
export interface FakeWire {
  readonly api: Api;
  readonly sent: Request[];
  /** The last call of a command. */
  call(command: string): { id: number; input: unknown };
  answer(id: number, value: unknown): Promise<void>;
  fail(id: number, error: Pick<AppErrorData, 'code' | 'kind' | 'message'> & Partial<AppErrorData>): Promise<void>;
  progress(id: number, stage: string, fraction: number | null): Promise<void>;
  /** Anything else that the other end says. */
  say(message: unknown): Promise<void>;
  close(): void;
}

export function fakeWire(): FakeWire {
  const sent: Request[] = [];
  let receive: (message: unknown) => void = () => undefined;
  let closed: () => void = () => undefined;
  const wire: Wire = { send: (request) => void sent.push(request), onMessage: (listener) => (receive = listener), onClose: (listener) => (closed = listener) };
  const give = async (message: unknown) => {
    receive(message);
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return {
    api: createApi(wire),
    sent,
    call(command) {
      const found = sent.findLast((request) => 'command' in request && request.command === command);
      if (!found || !('command' in found)) throw new Error(`"${command}" was not called`);
      return found;
    },
    answer: (id, value) => give({ id, reply: { ok: true, value } }),
    fail: (id, error) => give({ id, reply: { ok: false, error: { place: {}, next: 'Try again.', ...error } } }),
    progress: (id, stage, fraction) => give({ id, progress: { stage, fraction } }),
    say: give,
    close: () => closed(),
  };
}
