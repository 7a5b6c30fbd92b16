import type { MenuItemConstructorOptions } from 'electron';
import type { MenuTitle, Menus } from '../contract/shell.ts';

export interface MenuSurroundings {
  readonly mac: boolean;
  readonly packaged: boolean;
  /** Told the id of the command that is chosen, and whether by its key. */
  readonly choose: (command: string, byKey: boolean) => void;
}

/** What the system itself does, behind the window's commands of the same menu. */
function ofSystem(title: MenuTitle, { mac, packaged }: MenuSurroundings): MenuItemConstructorOptions[] {
  if (title === 'File') return [{ role: mac ? 'close' : 'quit' }];
  if (title === 'Edit') return [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }];
  if (title !== 'View') return [];
  return [...(packaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }] as const), { role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }];
}

/** The application's menu from the commands that the window has told; it has none of its own but the system's. */
export function menuTemplate(menus: Menus, surroundings: MenuSurroundings): MenuItemConstructorOptions[] {
  const told = new Map(menus.map(({ title, items }) => [title, items]));
  const titles: readonly MenuTitle[] = menus.length > 0 ? menus.map(({ title }) => title) : ['File', 'Edit', 'View'];
  const own = titles.map((title): MenuItemConstructorOptions => {
    const commands = (told.get(title) ?? []).map(({ id, title: label, keys, enabled }): MenuItemConstructorOptions => ({ label, enabled, click: (_item, _window, event) => surroundings.choose(id, event.triggeredByAccelerator === true), ...shortcut(keys) }));
    const system = ofSystem(title, surroundings);
    return { label: title, submenu: [...commands, ...(commands.length > 0 && system.length > 0 ? [{ type: 'separator' } as const] : []), ...system], ...(title === 'Help' ? { role: 'help' } : {}) };
  });
  return [...(surroundings.mac ? [{ role: 'appMenu' } as const] : []), ...own, { role: 'windowMenu' }];
}

/** Keys are shown, and left to the window, which knows what has the focus: a bare letter would be lost to its fields. macOS takes them all the same where the window did not; it then says so. */
function shortcut(keys: readonly string[]): MenuItemConstructorOptions {
  const key = keys.find((one) => /^(Control|Alt)\+|^F\d+$/.test(one));
  return key === undefined ? {} : { accelerator: key.replace('Control', 'CommandOrControl').replace('Arrow', ''), registerAccelerator: false };
}
