import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron';

/** The longest that the engine may take to write and close what it has open. */
const PATIENCE = 5000;

/** The engine in a process of its own; it starts with the first window and again after a crash. */
export class EngineHost {
  readonly #program: string;
  readonly #env: Readonly<Record<string, string>>;
  #process: UtilityProcess | undefined;

  constructor(program: string, env: Readonly<Record<string, string>>) {
    this.#program = program;
    this.#env = env;
  }

  /** One end of a new wire to the engine. It closes by itself when the engine is gone. */
  connect(): MessagePortMain {
    this.#process ??= this.#start();
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage('connect', [port2]);
    return port1;
  }

  /** Lets the engine write and close what is open, and waits for its end. */
  async stop(): Promise<void> {
    const engine = this.#process;
    if (!engine) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => engine.kill() && resolve(), PATIENCE);
      engine.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      engine.postMessage('close');
    });
  }

  #start(): UtilityProcess {
    const started = utilityProcess.fork(this.#program, [], { serviceName: 'Millwright engine', stdio: 'inherit', env: { ...process.env, ...this.#env } });
    started.once('exit', () => {
      if (this.#process === started) this.#process = undefined;
    });
    return started;
  }
}
