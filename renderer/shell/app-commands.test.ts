import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hostileNames } from '../../test/kit/hostile-names.ts';
import { AppState } from '../state/app-state.svelte.ts';
import { fakeWire } from '../state/fake-wire.ts';
import { SCREEN_NAMES } from '../state/screen-names.ts';
import { appCommands } from './app-commands.ts';
import type { Command } from './command.ts';
import { MenusSchema } from '../../electron/contract/shell.ts';
import { menusOf } from './menus.ts';
import { findEntries, paletteEntries } from './palette-entries.ts';

let app: AppState;
let commands: readonly Command[];

beforeAll(() => {
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => undefined }));
  app = new AppState(fakeWire().api, { kind: 'browser', pathOf: () => Promise.resolve(null) });
  commands = appCommands(app);
  return () => vi.unstubAllGlobals();
});

describe('the list of commands', () => {
  it('has every id and every shortcut once', () => {
    const ids = commands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = commands.flatMap((command) => command.keys.map((key) => key));
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(keys.length).toBeGreaterThan(30);
  });

  it('is in the palette whole, but for what moves the focus alone, and says of each why it cannot be done', () => {
    const found = new Map(paletteEntries(app, commands).map((entry) => [entry.id, entry]));
    for (const { id, quiet } of commands) if (!quiet && id !== 'help.palette') expect(found.has(id), id).toBe(true);
    expect(found.get('graph.undo')?.why()).toBe('Build a graph first.');
    expect(found.get('go.train')?.why()).toBe('Open a file first');
    expect(found.get('file.open')?.why()).toBeUndefined();
  });

  it('is what the desktop shows as menus, as the shell takes them', () => {
    const menus = MenusSchema.parse(menusOf(commands));
    expect(menus.map(({ title }) => title)).toEqual(['File', 'Edit', 'Graph', 'Go', 'View', 'Help']);
    expect(menus.flatMap(({ items }) => items.map(({ id }) => id)).sort()).toEqual(commands.filter(({ quiet }) => !quiet).map(({ id }) => id).sort());
    const enabled = (id: string) => menus.flatMap(({ items }) => items).find((item) => item.id === id)?.enabled;
    expect([enabled('file.open'), enabled('graph.delete'), enabled('graph.undo')]).toEqual([true, false, true]);
  });

  it('leads to every screen', () => {
    for (const { id } of SCREEN_NAMES) {
      commands.find((command) => command.id === `go.${id}`)?.run();
      expect(app.screen).toBe(id);
    }
  });
});

describe('the palette', () => {
  it('puts what begins with the search first', () => {
    const entries = paletteEntries(app, commands);
    expect(findEntries(entries, 'open').map(({ id }) => id).slice(0, 3)).toEqual(['file.open', 'file.open-project', 'file.sample']);
    expect(findEntries(entries, 'train')[0]?.id).toBe('go.train');
    expect(findEntries(entries, 'xyzzy')).toEqual([]);
  });

  it('finds a thousand hostile names, each as it is', () => {
    const names = hostileNames(1000);
    app.user.recents = names.map((name) => ({ kind: 'file', path: `/data/${name.replaceAll('/', '_')}`, missing: false }));
    const entries = paletteEntries(app, commands);
    const paths = app.user.recents.map(({ path }) => path);
    for (const path of paths) expect(findEntries(entries, path).some(({ id }) => id === `recent:file:${path}`), path).toBe(true);
    app.user.recents = [];
  });
});
