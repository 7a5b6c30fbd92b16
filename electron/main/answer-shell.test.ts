import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import { answerShell, type ShellParts } from './answer-shell.ts';

const window = {} as BrowserWindow;
const asked: unknown[] = [];
const parts: ShellParts = {
  async showOpenDialog(_window, options) {
    asked.push(options);
    return options.properties?.includes('openDirectory') === true ? { canceled: true, filePaths: [] } : { canceled: false, filePaths: ['/data/a.csv'] };
  },
  async showSaveDialog(_window, options) {
    asked.push(options);
    return { canceled: false, filePath: '/data/b.parquet' };
  },
  showItemInFolder: (path) => void asked.push(path),
  setMenus: (menus) => void asked.push(menus),
  editText: (_window, action) => void asked.push(action),
};

describe('answerShell', () => {
  it('leaves the engine its own messages, cancels and rubbish', async () => {
    for (const message of [{ id: 1, command: 'open', input: {} }, { id: 1, cancel: true }, { id: 1, command: 'toString', input: {} }, 'x', null])
      expect(await answerShell(window, parts, message)).toBeUndefined();
  });

  it('gives the chosen path, or null', async () => {
    const filters = [{ name: 'Tables', extensions: ['csv', 'parquet'] }];
    expect(await answerShell(window, parts, { id: 7, command: 'shell.open-file', input: { title: 'Open', filters } })).toEqual({ id: 7, reply: { ok: true, value: { path: '/data/a.csv' } } });
    expect(asked.at(-1)).toEqual({ properties: ['openFile'], title: 'Open', filters });
    expect(await answerShell(window, parts, { id: 8, command: 'shell.open-folder', input: {} })).toEqual({ id: 8, reply: { ok: true, value: { path: null } } });
    expect(await answerShell(window, parts, { id: 9, command: 'shell.save-file', input: { name: 'b.parquet' } })).toEqual({ id: 9, reply: { ok: true, value: { path: '/data/b.parquet' } } });
    expect(asked.at(-1)).toEqual({ defaultPath: 'b.parquet' });
  });

  it('shows a folder, and nothing without a path', async () => {
    expect(await answerShell(window, parts, { id: 3, command: 'shell.show-folder', input: { path: '/data/out' } })).toEqual({ id: 3, reply: { ok: true, value: { path: '/data/out' } } });
    expect(asked.at(-1)).toBe('/data/out');
    expect(await answerShell(window, parts, { id: 4, command: 'shell.show-folder', input: {} })).toMatchObject({ reply: { ok: false } });
  });

  it('takes the menus of the window: names, keys and ids, and nothing besides', async () => {
    const item = { id: 'graph.undo', title: 'Undo', keys: ['Control+Z'], enabled: true };
    const set = (items: unknown[]) => answerShell(window, parts, { id: 5, command: 'shell.set-menus', input: { menus: [{ title: 'Edit', items }] } });
    expect(await set([item])).toEqual({ id: 5, reply: { ok: true, value: {} } });
    expect(asked.at(-1)).toEqual([{ title: 'Edit', items: [item] }]);
    for (const wrong of [{ ...item, role: 'quit' }, { ...item, id: '../x' }, { ...item, keys: ['Control+Z; x'] }, { ...item, click: 'x' }, { ...item, title: '' }]) expect(await set([wrong]), JSON.stringify(wrong)).toMatchObject({ reply: { ok: false } });
    expect(asked.at(-1)).toEqual([{ title: 'Edit', items: [item] }]);
  });

  it('does what a text field does by itself, and nothing besides', async () => {
    expect(await answerShell(window, parts, { id: 6, command: 'shell.edit-text', input: { action: 'undo' } })).toEqual({ id: 6, reply: { ok: true, value: {} } });
    expect(asked.at(-1)).toBe('undo');
    expect(await answerShell(window, parts, { id: 6, command: 'shell.edit-text', input: { action: 'close' } })).toMatchObject({ reply: { ok: false } });
    expect(asked.at(-1)).toBe('undo');
  });

  it('refuses filters that are not plain extensions', async () => {
    const reply = await answerShell(window, parts, { id: 2, command: 'shell.open-file', input: { filters: [{ name: 'x', extensions: ['../x'] }] } });
    expect(reply).toMatchObject({ id: 2, reply: { ok: false, error: { code: 'DIALOG_FAILED' } } });
  });
});
