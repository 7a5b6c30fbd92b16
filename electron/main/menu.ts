import { Menu, type MenuItemConstructorOptions } from 'electron';

/** The system's own menu items; the window has its commands on its own surface. */
export function buildMenu(options: { mac: boolean; packaged: boolean }): Menu {
  const view: MenuItemConstructorOptions[] = [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { type: 'separator' }, { role: 'togglefullscreen' }];
  const developing: MenuItemConstructorOptions[] = options.packaged ? [] : [{ role: 'reload' }, { role: 'toggleDevTools' }, { type: 'separator' }];
  return Menu.buildFromTemplate([
    ...(options.mac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [options.mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    { label: 'View', submenu: [...developing, ...view] },
    { role: 'windowMenu' },
  ]);
}
