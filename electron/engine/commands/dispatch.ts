import { COMMANDS, type CommandInput, type CommandName, type CommandOutput } from '../../contract/commands.ts';
import { RequestSchema, type Reply, type Response } from '../../contract/wire.ts';
import { AppError, toAppErrorData } from '../base/app-error.ts';
import { issueText } from '../graph/issue-text.ts';
import type { CallContext, Engine } from './engine.ts';
import { HANDLERS } from './handlers.ts';

/** Runs one command in this process. Input is checked; every failure comes back as an error reply. */
export async function call<C extends CommandName>(engine: Engine, command: C, input: CommandInput<C>, context: CallContext): Promise<Reply<CommandOutput<C>>> {
  try {
    const parsed = COMMANDS[command].input.safeParse(input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new AppError({
        code: 'BAD_INPUT',
        kind: 'usage',
        message: `The command "${command}" was given something it cannot use: ${issue ? issueText(issue) : 'unknown'}.`,
        place: { field: issue?.path.join('.') ?? '' },
        next: 'Correct this value and call it again.',
      });
    }
    const handler = HANDLERS[command] as (engine: Engine, input: unknown, context: CallContext) => Promise<CommandOutput<C>>;
    return { ok: true, value: await handler(engine, parsed.data, context) };
  } catch (error) {
    return { ok: false, error: toAppErrorData(error) };
  }
}

/**
 * One end of a wire: takes the messages of a window and sends progress and replies back.
 * `close` stops all that runs and gives the window's projects back, for when it goes away.
 */
export function serveWire(engine: Engine, send: (response: Response) => void): { receive(message: unknown): void; close(): void } {
  const running = new Map<number, AbortController>();
  const holder = {};
  return {
    receive(message) {
      const request = RequestSchema.safeParse(message);
      if (!request.success) return;
      const { id } = request.data;
      if ('cancel' in request.data) {
        running.get(id)?.abort();
        return;
      }
      const { command, input } = request.data;
      if (!(command in COMMANDS)) {
        const error = new AppError({ code: 'UNKNOWN_COMMAND', kind: 'usage', message: `There is no command "${command}".`, next: 'Update the window and the engine together.' });
        send({ id, reply: { ok: false, error: error.data } });
        return;
      }
      const controller = new AbortController();
      running.set(id, controller);
      const context: CallContext = { signal: controller.signal, onProgress: (progress) => send({ id, progress }), holder };
      void call(engine, command as CommandName, input as never, context).then((reply) => {
        running.delete(id);
        send({ id, reply });
      });
    },
    close() {
      for (const controller of running.values()) controller.abort();
      void engine.leave(holder);
    },
  };
}
