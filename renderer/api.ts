import { COMMANDS, type CommandInput, type CommandName, type CommandOutput } from '../electron/contract/commands.ts';
import type { AppErrorData } from '../electron/contract/app-error.ts';
import { PORT_MESSAGE, PORT_WANTED } from '../electron/contract/port-message.ts';
import { ChosenSchema, SHELL_COMMANDS, type Chosen, type ShellCommandName } from '../electron/contract/shell.ts';
import { readMessage, ResponseSchema, writeMessage, type Progress, type Request } from '../electron/contract/wire.ts';
import { z } from 'zod';
import { parseInParts } from './parse-in-parts.ts';

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
  /** Tells when the engine has ended, when another one answers, and when none does for long. */
  onEngine(listener: (engine: EngineStatus) => void): void;
  /** Tells which command was chosen in the shell's menu; gives what ends that. */
  onChosen(listener: (choice: Chosen) => void): () => void;
}

export type EngineStatus = 'there' | 'starting' | 'gone';

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
    message: 'The engine ended without warning.',
    place: {},
    next: 'Your files and your project are unchanged. It is started again by itself: then do this once more.',
  });

interface Pending {
  readonly settle: (reply: { ok: true; value: unknown } | { ok: false; error: AppErrorData }) => void;
  readonly progress: (progress: Progress) => void;
}

/** How long to wait before each attempt to reach another engine; the last one is repeated. */
const ATTEMPTS_MS = [100, 300, 1000, 2000, 4000];
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Numbers the calls, matches the answers, checks them, and passes a cancel on. If the engine ends, another one is reached by `again`. */
export function createApi(first: Wire, again?: () => Promise<Wire>): Api {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(engine: EngineStatus) => void>();
  const choosers = new Set<(choice: Chosen) => void>();
  let lastId = 0;
  let gone: ApiError | undefined;
  let wire = first;
  attach();

  function attach(): void {
    const mine = wire;
    mine.onMessage((message) => {
      const choice = ChosenSchema.safeParse(message);
      if (choice.success) for (const listener of choosers) listener(choice.data);
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
    mine.onClose(() => {
      if (mine === wire && !gone) void lose();
    });
  }

  async function lose(): Promise<void> {
    gone = engineLost();
    const waiting = [...pending.values()];
    pending.clear();
    tell(again ? 'starting' : 'gone');
    for (const { settle } of waiting) settle({ ok: false, error: gone.data });
    for (let attempt = 0; again; attempt += 1) {
      await wait(ATTEMPTS_MS[Math.min(attempt, ATTEMPTS_MS.length - 1)] ?? 0);
      const next = await again().catch(() => undefined);
      if (next) {
        wire = next;
        gone = undefined;
        attach();
        tell('there');
        return;
      }
      if (attempt === ATTEMPTS_MS.length - 1) tell('gone');
    }
  }

  const tell = (engine: EngineStatus): void => listeners.forEach((listener) => listener(engine));

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
          parseInParts(output, reply.value).then(resolve, (error: unknown) => {
            const place = error instanceof z.ZodError ? (error.issues[0]?.path.join('.') ?? '') : String(error);
            reject(toApiError(new Error(`the answer to "${command}" has an unknown shape (${place})`)));
          });
        },
      });
      wire.send({ id, command, input });
      if (signal?.aborted) cancel();
      else signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  return {
    onEngine: (listener) => void listeners.add(listener),
    onChosen: (listener) => {
      choosers.add(listener);
      return () => void choosers.delete(listener);
    },
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

async function connectPort(): Promise<{ api: Api; host: Host }> {
  const again = (): Promise<Wire> => {
    const wire = nextPort();
    window.postMessage(PORT_WANTED, window.origin);
    return wire;
  };
  return { api: createApi(await nextPort(), again), host: { kind: 'desktop', pathOf: () => Promise.resolve(null) } };
}

/** The next port that the preload script hands over. */
function nextPort(): Promise<Wire> {
  return new Promise((resolve) => {
    window.addEventListener('message', function receive(event: MessageEvent<unknown>) {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', receive);
      resolve({
        send: (request) => port.postMessage(writeMessage(request)),
        onMessage: (listener) => {
          port.addEventListener('message', ({ data }) => listener(readMessage(data)));
          port.start();
        },
        onClose: (listener) => port.addEventListener('close', listener),
      });
    });
  });
}

async function connectSocket(token: string): Promise<{ api: Api; host: Host }> {
  const api = createApi(await openSocket(token), () => openSocket(token));
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
  return { api, host };
}

function openSocket(token: string): Promise<Wire> {
  const socket = new WebSocket(new URL(`wire?token=${encodeURIComponent(token)}`, location.href.replace(/^http/, 'ws').replace(/#.*$/, '')));
  return new Promise((resolve, reject) => {
    const wire: Wire = {
      send: (request) => socket.send(writeMessage(request)),
      onMessage: (listener) => socket.addEventListener('message', ({ data }) => listener(readMessage(data))),
      onClose: (listener) => socket.addEventListener('close', listener),
    };
    socket.addEventListener('open', () => resolve(wire), { once: true });
    socket.addEventListener('close', () => reject(engineLost()), { once: true });
  });
}
