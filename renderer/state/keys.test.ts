import { describe, expect, it } from 'vitest';
import { BUILD_COMMANDS } from './build-commands.ts';
import { ariaKeys, commandOfKey, keyName, keyWords, type KeyPlace } from './keys.ts';

const press = (keys: string, place: KeyPlace = 'canvas') => {
  const parts = keys.split('+');
  return commandOfKey(BUILD_COMMANDS, { key: parts.at(-1) ?? '', ctrlKey: parts.includes('Control'), metaKey: false, altKey: parts.includes('Alt'), shiftKey: parts.includes('Shift') }, place)?.id;
};

describe('keys of the canvas', () => {
  it('walk, move, choose several, and move along the chain', () => {
    expect(press('ArrowUp')).toBe('graph.walk-up');
    expect(press('Alt+ArrowLeft')).toBe('graph.nudge-left');
    expect(press('Shift+ArrowDown')).toBe('graph.extend-down');
    expect(press('Alt+Shift+ArrowUp')).toBe('graph.earlier');
  });

  it('undo and redo, among the settings of a node too; any other field has its own', () => {
    expect(press('Control+z', 'setting')).toBe('graph.undo');
    for (const keys of ['Control+z', 'Control+Shift+Z', 'Control+y']) expect(press(keys, 'field')).toBeUndefined();
    expect(press('Control+Shift+Z')).toBe('graph.redo');
    expect(press('Control+y')).toBe('graph.redo');
  });

  it('leave a field its letters and its Delete', () => {
    for (const key of ['a', 'b', 'c', 'Delete', 'ArrowUp', 'Enter', 'Control+d', 'Control+a']) for (const place of ['setting', 'field'] as const) expect(press(key, place)).toBeUndefined();
  });

  it('open the palette from anywhere, and change nothing from elsewhere', () => {
    expect(press('a', 'screen')).toBe('graph.add');
    expect(press('Insert')).toBe('graph.add');
    expect(press('Shift+A')).toBe('graph.add-before');
    for (const key of ['Delete', 'Enter', 'b', 'ArrowUp']) expect(press(key, 'screen')).toBeUndefined();
  });

  it('knows plus and minus on every keyboard', () => {
    expect(commandOfKey(BUILD_COMMANDS, { key: '+', ctrlKey: false, metaKey: false, altKey: false, shiftKey: true }, 'canvas')?.id).toBe('graph.closer');
    expect(commandOfKey(BUILD_COMMANDS, { key: '-', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }, 'canvas')?.id).toBe('graph.wider');
  });

  it('mean one command each', () => {
    const keys = BUILD_COMMANDS.flatMap((command) => command.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(BUILD_COMMANDS.map(({ id }) => id)).size).toBe(BUILD_COMMANDS.length);
  });
});

describe('names of keys', () => {
  it('reads keys as people press them', () => {
    const press = (key: string, more: object = {}) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
    expect([press('o', { ctrlKey: true }), press('O', { metaKey: true, shiftKey: true }), press('?', { shiftKey: true }), press('F1'), press(',', { ctrlKey: true })]).toEqual(['Control+O', 'Control+Shift+O', '?', 'F1', 'Control+,']);
  });

  it('are told as people read them', () => {
    expect(['Control+Shift+Z', 'Alt+ArrowUp', 'Plus', 'Minus', 'Delete'].map((key) => keyWords(key, false))).toEqual(['Ctrl-Shift-Z', 'Alt-Up', '+', '−', 'Delete']);
    expect(['Control+Shift+Z', 'Alt+ArrowUp', 'Plus', 'Control+,', 'F1'].map((key) => keyWords(key, true))).toEqual(['⇧⌘Z', '⌥↑', '+', '⌘,', 'F1']);
    expect([ariaKeys(['Control+Y', 'F1'], true), ariaKeys(['Control+Y', 'F1'], false)]).toEqual(['Meta+Y F1', 'Control+Y F1']);
  });
});
