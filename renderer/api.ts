import { COMMANDS, type CommandInput, type CommandName, type CommandOutput } from '../electron/contract/commands.ts';
import type { AppErrorData } from '../electron/contract/app-error.ts';
import { PORT_MESSAGE } from '../electron/contract/port-message.ts';
import { SHELL_COMMANDS, type ShellCommandName } from '../electron/contract/shell.ts';
import { ResponseSchema, type Progress, type Request } from '../electron/contract/wire.ts';
import { z } from 'zod';

/** A command that did not give its value: the engine's own words, place and next step. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly data: AppErrorData;

  constructor(data: AppErrorData) {
    super(data.message);
    this.data = data;
  }

  get cancelled(): boolean {
    return this.data.kind === 'cancelled';
  }
}

/** Any thrown value as an {@link ApiError}; what is not one is a fault of the window and says so. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new ApiError({
    code: 'WINDOW_FAULT',
    kind: 'internal',
    message: `The window has a fault: ${text}`,
    place: {},
    next: 'Your files are unchanged. Reload the window; if it happens again, report this text.',
  });
}

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

type ShellInput<C extends ShellCommandName> = z.input<(typeof SHELL_COMMANDS)[C]['input']>;
type ShellOutput<C extends ShellCommandName> = z.output<(typeof SHELL_COMMANDS)[C]['output']>;

/** The engine, and the shell around the window, as the window sees them. */
export interface Api {
  call<C extends CommandName>(command: C, input: CommandInput<C>, options?: CallOptions): Promise<CommandOutput<C>>;
  /** Asks the desktop shell; only where {@link Host.kind} is `desktop`. */
  shell<C extends ShellCommandName>(command: C, input: ShellInput<C>): Promise<ShellOutput<C>>;
  /** Settles when the engine is gone. */
  readonly lost: Promise<ApiError>;
}

/** One end of a wire, whatever carries it. */
export interface Wire {
  send(request: Request): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
}

const engineLost = (): ApiError =>
  new ApiError({
    code: 'ENGINE_LOST',
    kind: 'internal',
    message: 'The engine has stopped.',
    place: {},
    next: 'Your files are unchanged. Start Millwright again.',
  });

interface Pending {
  readonly settle: (reply: { ok: true; value: unknown } | { ok: false; error: AppErrorData }) => void;
  readonly progress: (progress: Progress) => void;
}

/** Numbers the calls, matches the answers, checks them, and passes a cancel on. */
export function createApi(wire: Wire): Api {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  let gone: ApiError | undefined;
  let sayLost: (error: ApiError) => void;
  const lost = new Promise<ApiError>((resolve) => (sayLost = resolve));

  wire.onMessage((message) => {
    const parsed = ResponseSchema.safeParse(message);
    if (!parsed.success) return;
    const waiting = pending.get(parsed.data.id);
    if (!waiting) return;
    if ('progress' in parsed.data) {
      waiting.progress(parsed.data.progress);
      return;
    }
    pending.delete(parsed.data.id);
    waiting.settle(parsed.data.reply);
  });
  wire.onClose(() => {
    gone = engineLost();
    for (const { settle } of pending.values()) settle({ ok: false, error: gone.data });
    pending.clear();
    sayLost(gone);
  });

  function ask(command: string, input: unknown, output: z.ZodType, { onProgress, signal }: CallOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (gone) {
        reject(gone);
        return;
      }
      const id = (lastId += 1);
      const cancel = () => wire.send({ id, cancel: true });
      pending.set(id, {
        progress: (progress) => onProgress?.(progress),
        settle(reply) {
          signal?.removeEventListener('abort', cancel);
          if (!reply.ok) {
            reject(new ApiError(reply.error));
            return;
          }
          const value = output.safeParse(reply.value);
          if (value.success) resolve(value.data);
          else reject(toApiError(new Error(`the answer to "${command}" has an unknown shape (${value.error.issues[0]?.path.join('.') ?? ''})`)));
        },
      });
      wire.send({ id, command, input });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  return {
    lost,
    call: (command, input, options = {}) => ask(command, input, COMMANDS[command].output, options) as Promise<CommandOutput<typeof command>>,
    shell: (command, input) => ask(command, input, SHELL_COMMANDS[command].output, {}) as Promise<ShellOutput<typeof command>>,
  };
}

/** Where the window runs, and what it can do there with files. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** The path under which the engine finds a file that was dropped on the window; null where there is none. */
  pathOf(file: File): Promise<string | null>;
}

/** Connects to the engine: by the port of the preload script, or by the loopback socket that the page's address names. */
export function connect(): Promise<{ api: Api; host: Host }> {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  return token === null ? connectPort() : connectSocket(token);
}

function connectPort(): Promise<{ api: Api; host: Host }> {
  return new Promise((resolve) => {
    window.addEventListener('message', function receive(event: MessageEvent<unknown>) {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', receive);
      const api = createApi({
        send: (request) => port.postMessage(request),
        onMessage: (listener) => port.addEventListener('message', ({ data }) => listener(data)),
        onClose: (listener) => port.addEventListener('close', listener),
      });
      port.start();
      resolve({ api, host: { kind: 'desktop', pathOf: () => Promise.resolve(null) } });
    });
  });
}

function connectSocket(token: string): Promise<{ api: Api; host: Host }> {
  const socket = new WebSocket(new URL(`wire?token=${encodeURIComponent(token)}`, location.href.replace(/^http/, 'ws').replace(/#.*$/, '')));
  const api = createApi({
    send: (request) => socket.send(JSON.stringify(request)),
    onMessage: (listener) => socket.addEventListener('message', ({ data }) => listener(JSON.parse(String(data)))),
    onClose: (listener) => socket.addEventListener('close', listener),
  });
  const host: Host = {
    kind: 'browser',
    async pathOf(file) {
      const address = new URL(`upload?name=${encodeURIComponent(file.name)}`, location.href.replace(/#.*$/, ''));
      const reply = await fetch(address, { method: 'POST', body: file, headers: { authorization: `Bearer ${token}` } });
      if (reply.ok) return z.object({ path: z.string() }).parse(await reply.json()).path;
      throw new ApiError({
        code: 'UPLOAD_FAILED',
        kind: 'input',
        message: `The engine could not take the file (status ${reply.status}).`,
        place: { file: file.name },
        next: 'Type the path of the file instead, and see that the disk has room.',
      });
    },
  };
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve({ api, host }), { once: true });
    socket.addEventListener('close', () => reject(engineLost()), { once: true });
  });
}
