import { z } from 'zod';

const filters = z.array(z.object({ name: z.string(), extensions: z.array(z.string().regex(/^[a-z0-9]+$/i)) })).optional();
const chosen = z.object({ path: z.string().nullable() });

/** The menus of the application, in their order. */
const MENU_TITLES = ['File', 'Edit', 'Graph', 'Go', 'View', 'Help'] as const;
export type MenuTitle = (typeof MENU_TITLES)[number];

const CommandIdSchema = z.string().regex(/^[a-z]+\.[a-z-]+$/);
/** A command as a menu shows it: its name, its keys as `aria-keyshortcuts` has them, and whether it can be done now. */
const MenuItemSchema = z.strictObject({ id: CommandIdSchema, title: z.string().min(1).max(80), keys: z.array(z.string().regex(/^[A-Za-z0-9+,.?]{1,24}$/)).max(4), enabled: z.boolean() });
export const MenusSchema = z.array(z.strictObject({ title: z.enum(MENU_TITLES), items: z.array(MenuItemSchema).max(100) })).max(MENU_TITLES.length);
export type Menus = z.infer<typeof MenusSchema>;

/** What the shell says by itself: a command was chosen in its menu, by mouse or by the key that the menu shows. */
export const ChosenSchema = z.strictObject({ chosen: CommandIdSchema, byKey: z.boolean().optional() });
export type Chosen = z.infer<typeof ChosenSchema>;

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
  /** The commands of the window, from which the shell makes its menu; it lists none itself. */
  'shell.set-menus': { input: z.strictObject({ menus: MenusSchema }), output: z.object({}) },
  /** What a text field does by itself, for the field that has the focus. */
  'shell.edit-text': { input: z.strictObject({ action: z.enum(['undo', 'redo', 'selectAll']) }), output: z.object({}) },
} as const;

export type TextAction = z.infer<(typeof SHELL_COMMANDS)['shell.edit-text']['input']>['action'];

export type ShellCommandName = keyof typeof SHELL_COMMANDS;
