import type { BrowserWindow, OpenDialogOptions } from 'electron';
import { SHELL_COMMANDS, type Menus, type ShellCommandName, type TextAction } from '../contract/shell.ts';
import { RequestSchema, type Response } from '../contract/wire.ts';

/** What a command may open or set; Electron's own in the app. */
export interface ShellParts {
  showOpenDialog(window: BrowserWindow, options: OpenDialogOptions): Promise<{ canceled: boolean; filePaths: string[] }>;
  showSaveDialog(window: BrowserWindow, options: { title?: string; defaultPath?: string; filters?: OpenDialogOptions['filters'] }): Promise<{ canceled: boolean; filePath: string }>;
  showItemInFolder(path: string): void;
  setMenus(menus: Menus): void;
  editText(window: BrowserWindow, action: TextAction): void;
}

/** The answer to a message that is meant for the shell; undefined for one that is meant for the engine. */
export async function answerShell(window: BrowserWindow, parts: ShellParts, message: unknown): Promise<Response | undefined> {
  const request = RequestSchema.safeParse(message);
  if (!request.success || !('command' in request.data) || !isShellCommand(request.data.command)) return undefined;
  const { id, command, input } = request.data;
  try {
    return { id, reply: { ok: true, value: await act(window, parts, command, input) } };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      id,
      reply: { ok: false, error: { code: 'DIALOG_FAILED', kind: 'internal', message: `The desktop shell could not do this: ${text}`, place: {}, next: 'Type the path instead, or use the search (Ctrl-K).' } },
    };
  }
}

function isShellCommand(command: string): command is ShellCommandName {
  return Object.hasOwn(SHELL_COMMANDS, command);
}

async function act(window: BrowserWindow, parts: ShellParts, command: ShellCommandName, input: unknown): Promise<object> {
  if (command === 'shell.edit-text') {
    parts.editText(window, SHELL_COMMANDS[command].input.parse(input).action);
    return {};
  }
  if (command !== 'shell.set-menus') return { path: await choose(window, parts, command, input) };
  parts.setMenus(SHELL_COMMANDS[command].input.parse(input).menus);
  return {};
}

async function choose(window: BrowserWindow, parts: ShellParts, command: Exclude<ShellCommandName, 'shell.set-menus' | 'shell.edit-text'>, input: unknown): Promise<string | null> {
  if (command === 'shell.show-folder') {
    const { path } = SHELL_COMMANDS[command].input.parse(input);
    parts.showItemInFolder(path);
    return path;
  }
  if (command === 'shell.save-file') {
    const { title, name, filters } = SHELL_COMMANDS[command].input.parse(input);
    const { canceled, filePath } = await parts.showSaveDialog(window, { ...(title !== undefined && { title }), ...(name !== undefined && { defaultPath: name }), ...(filters && { filters }) });
    return canceled || filePath === '' ? null : filePath;
  }
  const { title, filters } = SHELL_COMMANDS['shell.open-file'].input.parse(input);
  const properties: OpenDialogOptions['properties'] = command === 'shell.open-folder' ? ['openDirectory', 'createDirectory'] : ['openFile'];
  const { canceled, filePaths } = await parts.showOpenDialog(window, { properties, ...(title !== undefined && { title }), ...(filters && { filters }) });
  return canceled ? null : (filePaths[0] ?? null);
}
