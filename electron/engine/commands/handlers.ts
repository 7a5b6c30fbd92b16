import type { z } from 'zod';
import type { COMMANDS, CommandName, CommandOutput } from '../../contract/commands.ts';
import { check } from './check.ts';
import { convert } from './convert.ts';
import type { CallContext } from './dispatch.ts';
import type { Engine } from './engine.ts';
import { exportCommand } from './export.ts';
import { models } from './models.ts';
import { newProject } from './new-project.ts';
import { nodes } from './nodes.ts';
import { open } from './open.ts';
import { page } from './page.ts';
import { predict } from './predict.ts';
import { profile } from './profile.ts';
import { project } from './project.ts';
import { run } from './run.ts';
import { sample } from './sample.ts';
import { train } from './train.ts';

/** Input after the check, with defaults. */
export type Checked<C extends CommandName> = z.output<(typeof COMMANDS)[C]['input']>;
export type Handler<C extends CommandName> = (engine: Engine, input: Checked<C>, context: CallContext) => Promise<CommandOutput<C>>;

/** The handler of every command: leaving one out does not compile. */
export const HANDLERS: { readonly [C in CommandName]: Handler<C> } = {
  sample, open, page, profile, convert, new: newProject, project, check, nodes, models, run, train, predict, export: exportCommand,
};
