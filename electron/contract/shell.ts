import { z } from 'zod';

const filters = z.array(z.object({ name: z.string(), extensions: z.array(z.string().regex(/^[a-z0-9]+$/i)) })).optional();
const chosen = z.object({ path: z.string().nullable() });

/**
 * What the window asks of the desktop shell around it, in the same messages as the engine's commands. The browser has
 * no shell: there the user types a path, or uploads the file (`POST upload?name=…`).
 */
export const SHELL_COMMANDS = {
  /** The system's dialog for a file that exists; null when the user closes it. */
  'shell.open-file': { input: z.object({ title: z.string().optional(), filters }), output: chosen },
  'shell.open-folder': { input: z.object({ title: z.string().optional() }), output: chosen },
  'shell.save-file': { input: z.object({ title: z.string().optional(), name: z.string().optional(), filters }), output: chosen },
  /** Shows a file or folder in the system's file manager; opens and runs nothing. */
  'shell.show-folder': { input: z.object({ path: z.string().min(1) }), output: chosen },
} as const;

export type ShellCommandName = keyof typeof SHELL_COMMANDS;
