import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Response } from '../contract/wire.ts';
import type { EngineWire } from './serve-loopback.ts';

/** The longest that the engine may take to write and close what it has open. */
const PATIENCE = 5000;

interface End {
  readonly send: (response: Response) => void;
  readonly gone: () => void;
}

/** The engine in a process of its own, as the desktop has it: it starts with the first window, and anew after a crash. */
export class EngineChild {
  readonly #program: string;
  #child: ChildProcess | undefined;
  #ends = new Map<number, End>();
  #last = 0;

  constructor(program: string) {
    this.#program = program;
  }

  /** A new end of a wire; `gone` is called when the engine's process has ended. */
  connect(send: End['send'], gone: End['gone']): EngineWire {
    const child = (this.#child ??= this.#start());
    const wire = (this.#last += 1);
    this.#ends.set(wire, { send, gone });
    return {
      receive: (message) => void (child.connected && child.send({ wire, message })),
      close: () => {
        this.#ends.delete(wire);
        if (child.connected) child.send({ wire, close: true });
      },
    };
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    await ended;
    clearTimeout(timer);
  }

  #start(): ChildProcess {
    const child = fork(this.#program, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
    child.on('message', (data) => {
      const { wire, message } = data as { wire: number; message: Response };
      this.#ends.get(wire)?.send(message);
    });
    const lose = (): void => {
      if (this.#child !== child) return;
      this.#child = undefined;
      const ends = [...this.#ends.values()];
      this.#ends.clear();
      for (const { gone } of ends) gone();
    };
    child.once('exit', lose);
    child.once('error', lose);
    return child;
  }
}
