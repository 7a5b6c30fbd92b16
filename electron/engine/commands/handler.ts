import type { z } from 'zod';
import type { COMMANDS, CommandName, CommandOutput } from '../../contract/commands.ts';
import type { CallContext, Engine } from './engine.ts';

/** Input after the check, with defaults. */
export type Checked<C extends CommandName> = z.output<(typeof COMMANDS)[C]['input']>;
export type Handler<C extends CommandName> = (engine: Engine, input: Checked<C>, context: CallContext) => Promise<CommandOutput<C>>;
