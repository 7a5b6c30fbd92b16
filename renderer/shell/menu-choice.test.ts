import { expect, test } from 'vitest';
import type { KeyPlace } from '../state/keys.ts';
import { menuChoice } from './menu-choice.ts';

const choice = (id: string, place: KeyPlace, focus: KeyPlace, { byKey = false, dialog = false, why = undefined as string | undefined } = {}) => menuChoice({ id, place, why: () => why }, { chosen: id, byKey }, focus, dialog);

test('a text field keeps its own undo, from the menu and by its key, in a dialog too', () => {
  expect(choice('graph.undo', 'setting', 'field')).toBe('undo');
  expect(choice('graph.redo', 'setting', 'field', { byKey: true, dialog: true, why: 'Nothing to redo' })).toBe('redo');
  expect(choice('graph.choose-all', 'canvas', 'setting', { byKey: true })).toBe('selectAll');
  expect(choice('graph.choose-all', 'canvas', 'field')).toBe('run');
});

test('elsewhere, and among the settings of a node, the graph is undone', () => {
  for (const focus of ['canvas', 'screen', 'setting'] as const) expect(choice('graph.undo', 'setting', focus, { byKey: true })).toBe('run');
  expect(choice('graph.undo', 'setting', 'canvas', { why: 'Nothing to undo' })).toBe('nothing');
});

test('a key does what it does in the window, and nothing in a field that is not its place', () => {
  expect(choice('graph.duplicate', 'canvas', 'field', { byKey: true })).toBe('nothing');
  expect(choice('graph.duplicate', 'canvas', 'field')).toBe('run');
  expect(choice('file.open', 'field', 'field', { byKey: true })).toBe('run');
  expect(choice('file.open', 'field', 'field', { dialog: true })).toBe('nothing');
});
