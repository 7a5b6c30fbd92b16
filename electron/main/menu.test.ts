import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { Menus } from '../contract/shell.ts';
import { menuTemplate } from './menu.ts';

const chosen: string[] = [];
const surroundings = { mac: false, packaged: true, choose: (id: string, byKey: boolean) => void chosen.push(byKey ? `${id} by key` : id) };
const items = (menu: MenuItemConstructorOptions | undefined) => menu?.submenu as MenuItemConstructorOptions[];
const MENUS: Menus = [
  { title: 'File', items: [{ id: 'file.open', title: 'Open a file', keys: ['Control+O'], enabled: true }] },
  { title: 'Graph', items: [{ id: 'graph.add', title: 'Add a node', keys: ['A', 'Insert'], enabled: false }, { id: 'graph.later', title: 'Later', keys: ['Alt+Shift+ArrowDown'], enabled: true }] },
  { title: 'Help', items: [{ id: 'help.topic', title: 'Help', keys: ['F1'], enabled: true }] },
];

describe('menuTemplate', () => {
  it('shows what the window told, and asks for it by its id', () => {
    const [file, graph, help] = menuTemplate(MENUS, surroundings);
    expect([file?.label, graph?.label, help?.role]).toEqual(['File', 'Graph', 'help']);
    const open = items(file)[0] as unknown as { click: (item: object, window: undefined, event: object) => void; accelerator: string };
    expect(open.accelerator).toBe('CommandOrControl+O');
    open.click({}, undefined, {});
    open.click({}, undefined, { triggeredByAccelerator: true });
    expect(chosen).toEqual(['file.open', 'file.open by key']);
    expect(items(graph).map(({ enabled }) => enabled)).toEqual([false, true]);
  });

  it('leaves the keys to the window: none is registered, and a bare letter is not even shown', () => {
    const told = menuTemplate(MENUS, surroundings).flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : [])).filter(({ click }) => click);
    expect(told.map(({ accelerator }) => accelerator)).toEqual(['CommandOrControl+O', undefined, 'Alt+Shift+Down', 'F1']);
    expect(told.filter(({ accelerator, registerAccelerator }) => accelerator !== undefined && registerAccelerator !== false)).toEqual([]);
  });

  it('has the system\'s own before the window has told, and tools to develop with in no package', () => {
    const roles = (packaged: boolean) => menuTemplate([], { ...surroundings, packaged }).flatMap((menu) => (Array.isArray(menu.submenu) ? menu.submenu : [])).map(({ role }) => role);
    expect(roles(true)).toEqual(expect.arrayContaining(['quit', 'copy', 'paste', 'togglefullscreen']));
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toContain('toggleDevTools');
  });
});
